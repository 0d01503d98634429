"""The ground floor: clock, errors, database, ids and working days. Imports nothing of the project above it."""
