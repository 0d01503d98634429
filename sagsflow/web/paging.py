"""Keyset paging: a page begins after a row, never after a count of rows, so that page 4,000 is as quick as page 1."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page and the cursor of the next, if there is one."""

    rows: Sequence[Row]
    next: str | None


def encode(key: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str | None, parts: int) -> list[str | int] | None:
    """None for no cursor or one that was not made by `encode` with as many parts: the list then starts from the top."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    well_formed = (
        isinstance(key, list) and len(key) == parts and all(isinstance(part, str | int) for part in key)
    )
    return key if well_formed else None


def cut(rows: Sequence[Row], key: Callable[[Row], Sequence[str | int]], size: int = PAGE_SIZE) -> Page[Row]:
    """Makes a page of `size + 1` fetched rows."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], encode(key(rows[size - 1])))
