"""Sagsflow: one resident's case, worked on together, each seeing only what the resident has agreed to."""
