"""Plans, sub-agreements, areas, organisations and their units."""
