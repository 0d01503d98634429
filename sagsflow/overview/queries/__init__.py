"""What figures are made of, over everybody in a plan: a constant number of statements, and never who anybody is."""
