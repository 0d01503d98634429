"""Many papers at once."""
