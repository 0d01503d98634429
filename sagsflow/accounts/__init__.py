"""People, memberships and signing in."""
