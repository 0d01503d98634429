"""Dates as people write them."""

import re
from datetime import date

DATE = re.compile(r"^\s*(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})\s*$")
FIRST_YEAR, LAST_YEAR = 1850, 2199
ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


def parse_date(text: str) -> date | None:
    """None when it is not a day that exists."""
    if match := DATE.match(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := ISO.match(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def likely_date(text: str) -> date | None:
    """The same, and None for a year that nobody means: of whom or what people write about, nothing was or will be then."""
    day = parse_date(text)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None
