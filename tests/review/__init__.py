"""The pages about what was read."""
