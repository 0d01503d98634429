"""Who has seen what: on the case, in the log, and as a file; for those who own the case or look after the log."""
