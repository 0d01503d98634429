"""The consent register and what it grants."""
