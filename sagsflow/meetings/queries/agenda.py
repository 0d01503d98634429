"""The agenda as one reader may see it: each case through a live grant of the reader's units, a constant number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import live, to_whole_units
from sagsflow.access.models import AccessGrant
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting
from sagsflow.meetings.queries.parties import PartyConsent, parties_of
from sagsflow.organisations.models import Area
from sagsflow.residents.restricting import open_uses

# A band is open upwards to the next one's first year.
AGE_BANDS = (
    (65, "from_65"),
    (40, "from_40"),
    (25, "from_25"),
    (18, "from_18"),
    (15, "from_15"),
    (0, "under_15"),
)


def age_band(born_on: date | None, today: date) -> str | None:
    """As much as is told of somebody's age without consent; None when nobody knows."""
    if born_on is None:
        return None
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    return next((code for first, code in AGE_BANDS if age >= first), None)


WAITING = (ItemStatus.PLANNED, ItemStatus.OPEN)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same matter on the agenda of another meeting."""

    meeting_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as one reader sees it: `case` is None for a general matter and for one that this reader sees masked.

    `number` is its place on the agenda; 0 for one that was taken off. `parties` are told to the unit that owns the case,
    and to those who run the meeting and may see the case. `stored_only` is set where the processing is restricted and the reader
    has not said why she uses it: the number of the case for a unit that has it, empty for others.
    """

    item: AgendaItem
    number: int
    case: Case | None
    masked: bool
    area: str | None = None
    parties: Sequence[PartyConsent] = ()
    carried_to: Elsewhere | None = None
    carried_from: Elsewhere | None = None
    told_units: Collection[int] | None = None
    age_band: str | None = None
    stored_only: str | None = None

    @property
    def question_without_consent(self) -> str:
        """What those read who may not see the case; of one whose processing is restricted, nothing."""
        return "" if self.stored_only is not None else self.item.anonymous_question or ""

    def names(self, unit_id: int | None) -> bool:
        """Whether this reader may learn that the unit takes part; `told_units` None stands for every unit."""
        return unit_id is not None and (self.told_units is None or unit_id in self.told_units)

    @property
    def waits(self) -> bool:
        return self.item.status in WAITING


@dataclass(frozen=True, slots=True)
class _Known:
    """What was fetched for all items at once."""

    cases: Mapping[int, Case]
    open_to_reader: Collection[int]
    granted: Collection[int]
    told: Collection[int]
    own_units: frozenset[int]
    today: date
    areas: Mapping[int, str]
    parties: Mapping[int, Sequence[PartyConsent]]
    carried_to: Mapping[int, Elsewhere]
    carried_from: Mapping[int, Elsewhere]

    def view(self, item: AgendaItem, number: int) -> ItemView:
        went, came = self.carried_to.get(item.id), self.carried_from.get(item.id)
        if item.case_id is None:
            return ItemView(item, number, None, masked=False, carried_to=went, carried_from=came)
        case = self.cases[item.case_id]
        if case.restricted_at is not None and case.id not in self.open_to_reader:
            ref = case.ref if case.id in self.granted else ""
            return ItemView(item, number, None, True, carried_to=went, carried_from=came, stored_only=ref)
        area = self.areas.get(case.area_id) if case.area_id else None
        if case.id not in self.open_to_reader:
            hidden = case.resident.is_protected(self.today)
            band = None if hidden else age_band(case.resident.born_on, self.today)
            place = None if hidden else area
            return ItemView(
                item, number, None, True, place, carried_to=went, carried_from=came, age_band=band
            )
        told = None if case.id in self.told else self.own_units | {case.owner_unit_id}
        return ItemView(item, number, case, False, area, self.parties.get(case.id, ()), went, came, told)


def agenda(
    db: Session, actor: Actor, meeting: Meeting, at: datetime
) -> tuple[Sequence[ItemView], Sequence[ItemView]]:
    """The items in their order, and those that were taken off."""
    items = db.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    known = _known(db, actor, meeting, items, at)
    standing = [item for item in items if item.status is not ItemStatus.REMOVED]
    off = [known.view(item, 0) for item in items if item.status is ItemStatus.REMOVED]
    return [known.view(item, number) for number, item in enumerate(standing, start=1)], off


def _known(db: Session, actor: Actor, meeting: Meeting, items: Sequence[AgendaItem], at: datetime) -> _Known:
    runs = policy.may_run(actor, meeting)
    on_it = sa.select(AgendaItem.case_id).where(AgendaItem.meeting_id == meeting.id)
    found = db.scalars(sa.select(Case).where(Case.id.in_(on_it)).options(joinedload(Case.resident))).all()
    granted = _granted(db, actor, found, on_it, at)
    shown = _used(db, actor, found, granted, at)
    told = {case.id for case in found if case.id in shown and (runs or case.owner_unit_id in actor.unit_ids)}
    parties = parties_of(db, on_it, at) if told else {}
    return _Known(
        cases={case.id: case for case in found},
        open_to_reader=shown,
        granted=granted,
        told=told,
        own_units=actor.unit_ids,
        today=copenhagen_date(at),
        areas={area.id: area.name for area in db.scalars(sa.select(Area))},
        parties={case_id: tuple(those) for case_id, those in parties.items() if case_id in told},
        carried_to=_carried_to(db, items),
        carried_from=_carried_from(db, items),
    )


def open_to(db: Session, actor: Actor, cases: Sequence[Case], at: datetime) -> frozenset[int]:
    """The cases that this person may read about at a meeting."""
    return _used(db, actor, cases, _granted(db, actor, cases, [case.id for case in cases], at), at)


def _used(
    db: Session, actor: Actor, cases: Sequence[Case], granted: frozenset[int], at: datetime
) -> frozenset[int]:
    """Without those that are only stored, unless she has said why she uses them."""
    stored = [case for case in cases if case.id in granted and case.restricted_at is not None]
    used = open_uses(db, {case.resident_id for case in stored}, actor, at)
    return granted - {case.id for case in stored if case.resident_id not in used}


def _granted(
    db: Session, actor: Actor, cases: Sequence[Case], ids: Sequence[int] | sa.Select[int | None], at: datetime
) -> frozenset[int]:
    """`ids` are those of the cases, or what finds them: two hundred values cost a statement more than the question itself."""
    rows = db.execute(
        sa.select(AccessGrant.case_id, AccessGrant.unit_id).where(
            AccessGrant.case_id.in_(ids),
            AccessGrant.unit_id.in_(sorted(actor.unit_ids)),
            to_whole_units(),
            live(at),
        )
    )
    reading = {domain: actor.units(case_policy.READ[domain]) for domain in {case.domain for case in cases}}
    readers = {case.id: reading[case.domain] for case in cases}
    return frozenset(case_id for case_id, unit_id in rows if unit_id in readers[case_id])


def _carried_to(db: Session, items: Sequence[AgendaItem]) -> Mapping[int, Elsewhere]:
    copies = {item.carried_to_id: item.id for item in items if item.carried_to_id is not None}
    rows = db.execute(
        sa.select(AgendaItem.id, Meeting.id, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.id.in_(copies))
    )
    return {copies[copy]: Elsewhere(meeting, starts_at) for copy, meeting, starts_at in rows}


def _carried_from(db: Session, items: Sequence[AgendaItem]) -> Mapping[int, Elsewhere]:
    rows = db.execute(
        sa.select(AgendaItem.carried_to_id, Meeting.id, Meeting.starts_at)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.carried_to_id.in_([item.id for item in items]))
    )
    return {copy: Elsewhere(meeting, starts_at) for copy, meeting, starts_at in rows if copy is not None}
