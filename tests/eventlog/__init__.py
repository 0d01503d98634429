"""The log of events and of readings."""
