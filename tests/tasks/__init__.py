"""Tasks, and a small world of people and cases that other folders use too."""
