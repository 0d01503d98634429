"""Passwords: how they are kept, and which are refused."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sagsflow.core.errors import Invalid

SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
SHORTEST_NAME = 3
COMMON = Path(__file__).parent / "common_passwords.txt"

# 19 MiB, two rounds: OWASP's lowest setting, some 30 ms, so that a morning's rush of sign-ins does not fill the memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hashed(password: str) -> str:
    return _HASHER.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """The same work is done when there is nothing to compare with, so that the time tells nothing about a login."""
    try:
        _HASHER.verify(stored or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was kept with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def require_strong(password: str, *, names: Iterable[str]) -> None:
    """Long enough, not a common one, not one's own name; no rules about signs. Raises Invalid for `new_password`."""
    if fault := _fault(_normal(password), names):
        raise Invalid(fields={"new_password": fault})


def _fault(password: str, names: Iterable[str]) -> str | None:
    folded = password.casefold()
    if len(password) < SHORTEST:
        return "password-short"
    if len(password) > LONGEST:
        return "password-long"
    if folded in _common() or len(set(folded)) < FEWEST_DIFFERENT:
        return "password-common"
    parts = {part for name in names for part in (name, *name.split()) if len(part) >= SHORTEST_NAME}
    if any(_normal(part).casefold() in folded for part in parts):
        return "password-name"
    return None


def _normal(password: str) -> str:
    """One spelling of å and é, whichever keyboard it was typed on; cut where no honest password reaches."""
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST])


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's password")


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
