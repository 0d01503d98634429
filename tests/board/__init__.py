"""The plan as its board sees it."""
