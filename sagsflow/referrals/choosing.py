"""Whom a referral can be sent to, offer by offer: who can receive, who could though something speaks against it, who cannot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.queries.one import Seen
from sagsflow.consents import queries as consents
from sagsflow.consents.terms import in_order
from sagsflow.directory.finding import Fit
from sagsflow.directory.models import Offer
from sagsflow.directory.queries import offers_for
from sagsflow.organisations.queries import units_by_id
from sagsflow.referrals import queries

NOT_AGREED, ALREADY = "not-agreed", "already-referred"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, or an offer of one; `reasons` speak against it, `hints` are to be thought of. Both are codes of the directory."""

    unit_id: int
    unit: str
    offer: Offer | None = None
    reasons: Sequence[str] = ()
    hints: Sequence[str] = ()

    @property
    def key(self) -> str:
        return f"{self.unit_id}-{self.offer.id}" if self.offer else str(self.unit_id)

    @property
    def name(self) -> str:
        return f"{self.unit} – {self.offer.name}" if self.offer else self.unit


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the form offers, those that can receive first, and what it does not; `topics` is what will be open to each unit."""

    choosable: Sequence[Line]
    others: Sequence[Line]
    topics: Mapping[int, tuple[str, Sequence[Topic]]]


def receivers(db: Session, actor: Actor, seen: Seen, at: datetime) -> Choosing:
    """The resident's consent, or a basis in law, decides who can be chosen; what the directory says against it is told beside."""
    case = seen.case
    knowing = consents.knowing_units(db, case.id, at) - {case.owner_unit_id}
    taken = queries.open_units(db, case.id)
    lines = [_line(fit, knowing, taken) for fit in offers_for(db, actor, seen, at)]
    listed = {line.unit_id for line in lines}
    units = units_by_id(db, knowing | taken)
    lines += [Line(unit_id, units[unit_id].name) for unit_id in sorted(knowing - listed - taken)]
    free = knowing - taken
    topics = {
        unit_id: (units[unit_id].name, in_order(consents.covered(db, case.id, unit_id, at)))
        for unit_id in sorted(free, key=lambda unit_id: units[unit_id].name)
    }
    choosable = sorted((line for line in lines if line.unit_id in free), key=_order)
    return Choosing(choosable, [line for line in lines if line.unit_id not in free], topics)


def _line(fit: Fit, knowing: frozenset[int], taken: frozenset[int]) -> Line:
    return Line(
        fit.offer.unit_id, fit.offer.unit.name, fit.offer, tuple(_reasons(fit, knowing, taken)), fit.hints
    )


def _reasons(fit: Fit, knowing: frozenset[int], taken: frozenset[int]) -> Iterator[str]:
    """A basis in law stands for a consent here."""
    if fit.offer.unit_id in taken:
        yield ALREADY
    for reason in fit.reasons:
        if reason != NOT_AGREED or fit.offer.unit_id not in knowing:
            yield reason


def _order(line: Line) -> tuple[bool, str]:
    return (bool(line.reasons), line.name)
