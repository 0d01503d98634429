"""PDFs against the real rules of veraPDF."""
