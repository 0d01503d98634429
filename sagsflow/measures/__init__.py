"""The five result measures of a case: asked at the start, on the way and at the end, and what has come of them."""
