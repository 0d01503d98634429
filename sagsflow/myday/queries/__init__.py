"""What waits for one person, and for the people of a team: every row through the policy of its own feature."""
