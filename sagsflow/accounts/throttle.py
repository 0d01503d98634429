"""Slows down guessing, by account-and-subnet and by subnet; nobody elsewhere can make the rightful person wait."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.models import SignInTries
from sagsflow.core.errors import TooManyTries

KEPT = timedelta(days=1)
MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tries are free, how long the wait then is and grows, and how fast tries are forgotten."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    forgets_one_in: timedelta

    def remembered(self, row: SignInTries, at: datetime) -> int:
        return max(0, row.count - (at - row.last_at) // self.forgets_one_in)

    def wait(self, tries: int) -> timedelta:
        if tries < self.free:
            return timedelta()
        doublings = min(tries - self.free, MOST_DOUBLINGS)
        return min(self.first_wait * (1 << doublings), self.longest_wait)


PAIR = Pace(5, timedelta(seconds=15), timedelta(minutes=15), timedelta(minutes=10))
# A whole office, or a mobile operator, may share a subnet: it is slowed late and never for long.
SUBNET = Pace(60, timedelta(seconds=2), timedelta(minutes=1), timedelta(seconds=30))


@dataclass(frozen=True, slots=True)
class Guesser:
    """An account as somebody in a subnet tries to sign in to it. Only digests of both are stored."""

    login: str
    subnet: str
    secret: str

    @property
    def pair_key(self) -> str:
        return self._key(f"pair\n{self.login}\n{self.subnet}")

    @property
    def subnet_key(self) -> str:
        return self._key(f"subnet\n{self.subnet}")

    def _key(self, text: str) -> str:
        return hmac.new(self.secret.encode(), f"sagsflow sign-in tries\n{text}".encode(), sha256).hexdigest()


class CodeGuesser(Guesser):
    """Who tries codes of a second factor knows the password already: the account is slowed wherever she is."""

    @property
    def pair_key(self) -> str:
        return self._key(f"code\n{self.login}")


def take_try(db: Session, who: Guesser, at: datetime) -> None:
    """Counts a try before its password or code is looked at, so that many at once gain nothing; raises TooManyTries."""
    paces = {who.pair_key: PAIR, who.subnet_key: SUBNET}
    rows = [
        (_row(db, key, at), paces[key]) for key in sorted(paces)
    ]  # one order for all, so that none deadlock
    waits = [row.last_at + pace.wait(pace.remembered(row, at)) - at for row, pace in rows]
    if (longest := max(waits)) > timedelta():
        raise TooManyTries(retry_after=max(1, -(-longest // timedelta(seconds=1))))
    for row, pace in rows:
        row.count, row.last_at = pace.remembered(row, at) + 1, at


def forget_tries(db: Session, who: Guesser, at: datetime) -> None:
    """After the right password or code; the subnet keeps its count, or an attacker with an account of his own could clear it."""
    stale = SignInTries.last_at < at - KEPT
    db.execute(sa.delete(SignInTries).where(sa.or_(SignInTries.key == who.pair_key, stale)))


def _row(db: Session, key: str, at: datetime) -> SignInTries:
    row = db.get(SignInTries, key, with_for_update=True)
    if row is not None:
        return row
    try:
        with db.begin_nested():
            row = SignInTries(key=key, count=0, last_at=at)
            db.add(row)
        return row
    except sa.exc.IntegrityError:  # somebody else made it in the meantime
        return db.get_one(SignInTries, key, with_for_update=True, populate_existing=True)
