"""Outreach: whom one met before there is a case, without names; and conversations and visits on a case."""
