"""How many there must be before a number, or a figure made of them, is told to those who may not see each."""

SMALLEST_SHOWN = 5


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN
