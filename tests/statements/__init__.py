"""How often a page asks the database."""
