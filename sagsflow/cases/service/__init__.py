"""The verbs of a case: one function per thing a caseworker says she did."""
