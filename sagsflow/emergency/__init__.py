"""Break-glass: one person opens one case for 24 hours, says why, and others are told."""
