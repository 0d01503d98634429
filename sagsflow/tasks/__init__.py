"""Tasks and due dates of people and units."""
