"""Tests of documents and stored files."""
