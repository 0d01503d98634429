"""Due work that outlives a request: one table, claimed by lease, done once."""
