"""Sagsflow's tests; the folders have the names of the packages that they test."""
