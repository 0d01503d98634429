"""Files that people bring: sealed at rest, known by what they hold, and checked each time they are opened."""
