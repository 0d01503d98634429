"""What those who run the plan write about it."""
