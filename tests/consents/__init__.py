"""The consent register: what it grants, and how it ends."""
