"""Papers that leave the house with a person: the resident's own plan, a household's, and the sheet for whoever takes over."""
