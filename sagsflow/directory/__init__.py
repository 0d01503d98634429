"""The service directory: what partners offer, to whom, and whether there is room."""
