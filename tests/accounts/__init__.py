"""Tests of people, memberships, and signing in."""
