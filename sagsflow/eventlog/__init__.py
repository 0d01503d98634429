"""What happened (append-only, chained) and who read what."""
