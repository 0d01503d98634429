"""Min dag: what waits for one person, from all features."""
