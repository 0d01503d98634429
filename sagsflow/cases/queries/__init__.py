"""Reads of cases, each through `policy.visible_to` or the live grants of one case."""
