"""What is made up: the demo's stories, and simulated years of work for scale."""
