"""Cases: notes, goals, parties, deadlines and moves."""
