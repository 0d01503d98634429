"""Papers that are handed out: to the resident, to a household, and to whoever takes over."""
