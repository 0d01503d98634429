"""Reads of meetings: lists, the agenda as one reader may see it, the cases that are ready, the item in hand."""
