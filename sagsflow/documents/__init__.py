"""Documents on a case: brought by somebody, about a topic, seen by those whom the resident has agreed to."""
