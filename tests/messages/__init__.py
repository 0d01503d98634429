"""Tests of messages: who is told what, the list, and mail through a real server process."""
