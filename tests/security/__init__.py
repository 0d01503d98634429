"""What somebody with a valid account must not learn or do."""
