"""Who may do what, and to which cases: roles, permissions, topics and the one ledger of grants."""
