"""Whatever is overdue, somebody knows."""
