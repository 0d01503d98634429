"""What people are told: a list of one's own in Sagsflow, and mail without personal data as each has chosen it."""
