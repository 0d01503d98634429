"""What is to be looked at in a month: the sample, drawn so that nobody can choose it, and the alarms, worked out from the log."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.homes import Home, homes_of
from sagsflow.accounts.models import Membership, User
from sagsflow.cases.models import Case
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import ReadEntry
from sagsflow.residents.models import Resident
from sagsflow.residents.names import fold, tokens
from sagsflow.review import queries
from sagsflow.review.days import midnight, month_after
from sagsflow.review.policy import Scope
from sagsflow.review.queries import Line

MANY_CASES = 30
HOUR = timedelta(hours=1)
Query = TypeVar("Query", bound=sa.Select[*tuple[Any, ...]])
ADDRESS, SURNAME, MANY = "own-address", "same-surname", "many-cases"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month, whose readings (never one's own), and how many are drawn."""

    month: date
    scope: Scope
    actor: Actor
    size: int

    def which(self) -> sa.ColumnElement[bool]:
        """Of statements that join `Membership`."""
        return sa.and_(
            self.scope.covers(),
            ReadEntry.at >= midnight(self.month),
            ReadEntry.at < midnight(month_after(self.month)),
            ReadEntry.user_id != self.actor.user_id,
        )


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that somebody's readings met."""

    key: str
    rule: str
    reader_id: int
    who: str
    at: datetime
    times: int
    case_ref: str


def sample(db: Session, keys: LogKeys, asked: Asked) -> Sequence[Line]:
    """Readings of one person or case, those with the lowest digests under the month's secret seed. The same for everybody who
    asks, but for her own."""
    seed = keys.seed(asked.month.isoformat())
    about_one = sa.or_(ReadEntry.case_id.is_not(None), ReadEntry.resident_id.is_not(None))
    ids = db.scalars(_from_log(sa.select(ReadEntry.id)).where(asked.which(), about_one))
    drawn = heapq.nsmallest(asked.size, ids, key=lambda number: sha256(seed + b"%d" % number).digest())
    return queries.every(db, ReadEntry.id.in_(drawn), asked.size)


def alarms(db: Session, asked: Asked) -> Sequence[Alarm]:
    return [*_near(db, asked), *_many_cases(db, asked)]


def _near(db: Session, asked: Asked) -> Iterator[Alarm]:
    """Readers of whoever lives where they do, or is called as they are: one alarm a month for each reader, resident and rule."""
    whose = sa.func.coalesce(ReadEntry.resident_id, Case.resident_id)
    where = (Resident.street, Resident.house_number, Resident.floor_door, Resident.postal_code)
    who = (User.id, User.name, Resident.id, Resident.family_name, *where)
    rows = db.execute(
        _from_log(sa.select(*who, sa.func.min(ReadEntry.at), sa.func.count(), sa.func.max(Case.ref)))
        .join(User, User.id == ReadEntry.user_id)
        .outerjoin(Case, Case.id == ReadEntry.case_id)
        .join(Resident, Resident.id == whose)
        .where(asked.which())
        .group_by(*who)
        .order_by(User.name, Resident.id)
    ).all()
    homes = homes_of(db, {row[0] for row in rows})
    for reader, name, resident, family, *address, at, times, ref in rows:
        rules = {
            ADDRESS: reader in homes and same_home(homes[reader], Home(*(part or "" for part in address))),
            SURNAME: bool(_surname(name)) and _surname(name) == _surname(family),
        }
        for rule in (rule for rule, met in rules.items() if met):
            key = f"{rule}:{reader}:{resident}:{asked.month:%Y-%m}"
            yield Alarm(key, rule, reader, name, at, times, ref or "")


def same_home(one: Home, other: Home) -> bool:
    """The same door, however it is written; where one of them says no floor and door, the same house."""
    if not one.street or not one.house_number or one.postal_code != other.postal_code:
        return False
    doors = {_plain(home.floor_door) for home in (one, other) if home.floor_door}
    return (
        tokens(one.street) == tokens(other.street)
        and _plain(one.house_number) == _plain(other.house_number)
        and len(doors) < 2
    )


def _plain(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _surname(name: str) -> str:
    words = name.split()
    return " ".join(sorted(tokens(words[-1]))) if words else ""


def _many_cases(db: Session, asked: Asked) -> Iterator[Alarm]:
    """More than thirty different cases opened by one person within any hour; one alarm a month for each person."""
    opened = sa.func.count(sa.distinct(ReadEntry.case_id))
    suspects = db.scalars(
        _from_log(sa.select(ReadEntry.user_id))
        .where(asked.which())
        .group_by(ReadEntry.user_id)
        .having(opened > MANY_CASES)
    ).all()
    rows = db.execute(
        _from_log(sa.select(ReadEntry.user_id, ReadEntry.at, ReadEntry.case_id))
        .where(asked.which(), ReadEntry.user_id.in_(suspects), ReadEntry.case_id.is_not(None))
        .order_by(ReadEntry.user_id, ReadEntry.at, ReadEntry.id)
    ).all()
    by_reader: dict[int, list[tuple[datetime, int]]] = {}
    for reader, at, case_id in rows:
        if case_id is not None:
            by_reader.setdefault(reader, []).append((at, case_id))
    names = _names(db, by_reader)
    for reader, readings in by_reader.items():
        at, most = busiest_hour(readings)
        if most > MANY_CASES:
            key = f"{MANY}:{reader}:{asked.month:%Y-%m}"
            yield Alarm(key, MANY, reader, names.get(reader, ""), at, most, "")


def busiest_hour(readings: Sequence[tuple[datetime, int]]) -> tuple[datetime, int]:
    """When the hour with the most different cases began, and how many they were; `readings` in order of time, not empty."""
    best, start, within = (readings[0][0], 0), 0, dict[int, int]()
    for at, case_id in readings:
        within[case_id] = within.get(case_id, 0) + 1
        while at - readings[start][0] >= HOUR:
            gone = readings[start][1]
            within[gone] -= 1
            if not within[gone]:
                del within[gone]
            start += 1
        if len(within) > best[1]:
            best = (readings[start][0], len(within))
    return best


def _names(db: Session, ids: Iterable[int]) -> Mapping[int, str]:
    return {user.id: user.name for user in db.scalars(sa.select(User).where(User.id.in_(sorted(ids))))}


def _from_log(query: Query) -> Query:
    """From the readings, each with the membership under which it was made."""
    return query.select_from(ReadEntry).outerjoin(Membership, Membership.id == ReadEntry.membership_id)
