"""Prints: every PDF, rendered in a child process with limits."""
