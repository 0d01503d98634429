"""The status of a plan in a quarter, as plain values: for the page, the paper and the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from sagsflow.activities.queries.figures import By, Sums, sums
from sagsflow.board import queries
from sagsflow.board.course import SUPPORT, Stretch, course
from sagsflow.board.figures import Shown, Wanted, numbers_of, shown
from sagsflow.board.models import MilestoneStatus, Purse
from sagsflow.board.numbers import ACTIVITIES, HEADS, HELD, MILESTONES, Number, unpacked
from sagsflow.board.queries import AsOf, Money, Stand
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.meetings.queries import barriers as lifted
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Plan
from sagsflow.overview.periods import Period, periods_of
from sagsflow.overview.source.at_hand import Take, at_hand, kept_at

LATE = "late"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the plan with its milestones, the late ones first."""

    id: int
    text: str
    measured_by: str
    organisation: str
    milestones: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-agreement and its goals; those with a late milestone first."""

    id: int
    name_da: str
    name_en: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Barrier:
    """A barrier that was lifted to the board; `cases` None: fewer than five."""

    title: str
    cases: int | None
    lifted_on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Status:
    """`counted_at`: when the numbers of cases were made, None for just now. `closed_on` None: the numbers can still change."""

    plan: str
    plan_id: int
    quarter: Period
    as_of: date
    counted_at: datetime | None
    closed_on: date | None
    may_close: bool
    sections: tuple[Section, ...]
    numbers: tuple[Number, ...]
    course: tuple[Stretch, ...]
    money: tuple[Money, ...]
    barriers: tuple[Barrier, ...]
    areas: Mapping[int, str]

    @property
    def milestones(self) -> Mapping[str, int]:
        """How many stand how, over all sub-agreements; `late` among them."""
        return {row.part: row.value or 0 for row in self.numbers if _of_all(row)}

    @property
    def given(self) -> int | None:
        """What all give together; None where one of them is not known."""
        known = [row.given for row in self.money if row.given is not None]
        return sum(known) if len(known) == len(self.money) else None

    @property
    def share(self) -> float | None:
        """The co-financing's share of it all, in per cent."""
        own = sum(row.given or 0 for row in self.money if row.purse is not Purse.FUND)
        return 100 * own / self.given if self.given else None

    @property
    def used(self) -> int | None:
        known = [row.used for row in self.money if row.used is not None]
        return sum(known) if known else None

    @property
    def waiting(self) -> int:
        return sum(row.answered_on is None for row in self.barriers)


def quarters_of(plan: Plan, today: date) -> Sequence[Period]:
    """Those of the plan that have begun, the newest first."""
    return [
        period for period in periods_of(plan.start_year, plan.end_year, today) if len(period.quarters) == 1
    ]


def status(
    db: Session, plan: Plan, quarter: Period, *, library: Library, at: datetime, take: Take = at_hand
) -> Status:
    """`take`: whether figures of cases that are kept will do."""
    today = copenhagen_date(at)
    standing = queries.closed(db, plan.id, quarter.code)
    as_of = AsOf(min(today, quarter.last), standing.closed_at if standing else at)
    sections = _sections(db, plan.id, as_of)
    so_far = [period for period in quarters_of(plan, today) if period.first <= quarter.first]

    @cache
    def figures(domain: str) -> Shown:
        return shown(db, _wanted(plan, library, at, take), domain)

    counted = (
        unpacked(standing.numbers)
        if standing
        else (
            *numbers_of(figures, quarter.code),
            *_milestones(sections),
            *_activities(db, plan.id, quarter),
        )
    )
    return Status(
        plan=plan.name,
        plan_id=plan.id,
        quarter=quarter,
        as_of=as_of.day,
        counted_at=None if standing else kept_at(db, plan.id, SUPPORT, at),
        closed_on=copenhagen_date(standing.closed_at) if standing else None,
        may_close=standing is None and quarter.last < today,
        sections=sections,
        numbers=counted,
        course=course(db, plan.id, so_far, lambda: figures(SUPPORT), at),
        money=tuple(queries.money(db, plan, [period.code for period in so_far], as_of.written)),
        barriers=tuple(sorted(_barriers(db, as_of.day), key=lambda row: row.answered_on is not None)),
        areas={row.id: row.name for row in organisations.areas(db)},
    )


def _wanted(plan: Plan, library: Library, at: datetime, take: Take) -> Wanted:
    periods = periods_of(plan.start_year, plan.end_year, copenhagen_date(at))
    return Wanted(plan.id, periods, library, at, take)


def _sections(db: Session, plan_id: int, as_of: AsOf) -> tuple[Section, ...]:
    stands = queries.stands(db, plan_id, as_of)
    names = {row.id: row.name_on(as_of.day) for row in organisations.all_organisations(db)}
    goals = [
        (
            row.sub_agreement_id,
            Goal(
                row.id, row.text, row.measured_by, names[row.organisation_id], tuple(stands.get(row.id, ()))
            ),
        )
        for row in queries.goals(db, plan_id)
    ]
    return tuple(
        Section(
            row.id,
            row.name_da,
            row.name_en,
            tuple(sorted((goal for sub, goal in goals if sub == row.id), key=_is_in_time)),
        )
        for row in organisations.sub_agreements(db)
    )


def _is_in_time(goal: Goal) -> bool:
    return not any(row.is_late for row in goal.milestones)


def _milestones(sections: Sequence[Section]) -> Iterator[Number]:
    """Of each sub-agreement and of all, by how they stand; and how many of them are late."""
    every: Counter[str] = Counter()
    for section in sections:
        own: Counter[str] = Counter()
        for stand in (row for goal in section.goals for row in goal.milestones):
            own.update([stand.status.value, *([LATE] if stand.is_late else [])])
        every.update(own)
        yield from (_number(part, section.id, own) for part in (*MilestoneStatus, LATE))
    yield from (_number(part, None, every) for part in (*MilestoneStatus, LATE))


def _activities(db: Session, plan_id: int, quarter: Period) -> Iterator[Number]:
    """How many were held in the quarter, and how many heads came: shown to everybody, and nobody's secret."""
    whole = sums(db, plan_id, quarter.first, quarter.last).get(None, Sums())
    yield from _held(whole, None, None)
    for key, found in sums(db, plan_id, quarter.first, quarter.last, By.SUB_AGREEMENT).items():
        yield from _held(found, key, None)
    for key, found in sums(db, plan_id, quarter.first, quarter.last, By.AREA).items():
        yield from _held(found, None, key or 0)


def _held(found: Sums, sub_agreement_id: int | None, area_id: int | None) -> Iterator[Number]:
    yield Number("", ACTIVITIES, HELD, sub_agreement_id, area_id, found.held)
    yield Number("", ACTIVITIES, HEADS, sub_agreement_id, area_id, found.people)


def _number(part: str, sub_agreement_id: int | None, counts: Mapping[str, int]) -> Number:
    return Number("", MILESTONES, str(part), sub_agreement_id, None, counts.get(part, 0))


def _of_all(row: Number) -> bool:
    return row.figure == MILESTONES and row.sub_agreement_id is None


def _barriers(db: Session, day: date) -> Iterator[Barrier]:
    """All that had been lifted by the day; what the board said by then."""
    for view in lifted.barriers(db):
        row = view.barrier
        lifted_on = copenhagen_date(row.lifted_at)
        answered = copenhagen_date(row.answered_at) if row.answered_at else None
        said = answered is not None and answered <= day
        if lifted_on <= day:
            answer = row.answer or "" if said else ""
            yield Barrier(row.title, view.cases, lifted_on, answer, answered if said else None)
