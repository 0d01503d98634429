"""Tests of what is made up: the demo and the simulation."""
