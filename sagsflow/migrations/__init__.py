"""Alembic's environment and the numbered steps from one shape of the database to the next."""
