"""Tests of the residents' rights."""
