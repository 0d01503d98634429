"""Tests of the service directory: who keeps what, who can receive a resident, and lists that are read in."""
