"""What is done with a file: taken in, checked, tried, written, undone."""
