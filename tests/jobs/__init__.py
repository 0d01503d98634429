"""Due work and its worker."""
