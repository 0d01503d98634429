"""The same counts over the cases that the reader may open herself: each is that of the list which its link opens."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.models import ReadingList
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.queries import many
from sagsflow.cases.queries.holding import elsewhere
from sagsflow.cases.queries.ways import Usual
from sagsflow.consents import near_end
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations import queries as organisations
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.reading import Question

LISTS = {Domain.SUPPORT: "cases.index", Domain.VOLUNTEER: "cases.citizenship"}
OPEN, LATE, OPENED, CLOSED, ENDING = "open", "late", "opened", "closed", "ending"
Args = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Link:
    """A count, and the address of the list that it counts."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Own:
    """By state, by organisation that has the ball, by result, by case owner, and totals; empty for who opens no cases."""

    states: Mapping[str, Link] = field(default_factory=dict)
    holders: Mapping[int, Link] = field(default_factory=dict)
    results: Mapping[str, Link] = field(default_factory=dict)
    totals: Mapping[str, Link] = field(default_factory=dict)
    workers: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for which group of cases, as the list's filters say it and as its address does."""

    db: Session
    actor: Actor
    asked: Question
    filters: many.Filters
    args: Args

    def tally(self, filters: many.Filters, *by: Any) -> Sequence[Any]:
        return many.tally(self.db, self.actor, filters, self.asked.at, by)

    def link(self, count: int, **args: str | int) -> Link:
        asked: dict[str, Any] = {**self.args, **args}
        return Link(count, url_for(LISTS[self.filters.domain], **asked))


def own(db: Session, actor: Actor, asked: Question) -> Own:
    domain = Domain(asked.group.domain)
    if not actor.units(policy.READ[domain]):
        return Own()
    asking = Asking(db, actor, asked, _filters(actor, asked.group, domain), _args(asked.group))
    found, step, days = _tallied(asking), f"{asking.filters.workflow_id}.", _days(asking)
    totals = {
        OPEN: asking.link(found.totals[OPEN]),
        LATE: asking.link(found.totals[LATE], overdue=1),
        OPENED: asking.link(found.totals[OPENED], **days, show="all"),
        CLOSED: asking.link(found.totals[CLOSED], **days, show="closed"),
    }
    return Own(
        states={code: asking.link(number, state=step + code) for code, number in found.states.items()},
        holders={code: asking.link(number, holder=code) for code, number in found.holders.items()},
        results={
            code: asking.link(number, **days, show="closed", result=code)
            for code, number in found.results.items()
            if code
        },
        totals=totals | _ending(asking),
        workers=_workers(asking, found.owners) if actor.may(P.TEAM_READ) else {},
    )


def off_the_ways(db: Session, actor: Actor, asked: Question, usual: Usual) -> Link | None:
    """Open cases that are on none of the common ways, of the whole plan; None for who opens no cases."""
    domain = Domain(asked.group.domain)
    if not actor.units(policy.READ[domain]):
        return None
    group = replace(asked.group, sub_agreement_id=None, area_id=None, organisation_id=None)
    asking = Asking(db, actor, asked, replace(_filters(actor, group, domain), usual=usual), _args(group))
    return asking.link(sum(number for _plan, number in asking.tally(asking.filters, Case.plan_id)), off=1)


def _filters(actor: Actor, group: Group, domain: Domain) -> many.Filters:
    return many.Filters(
        domain=domain,
        workflow_id=group.workflow_id,
        plan_id=group.plan_id,
        sub_agreement_id=group.sub_agreement_id,
        area_id=group.area_id,
        organisation_id=group.organisation_id,
        owned_by=actor.unit_ids,
    )


def _args(group: Group) -> Args:
    narrower = {
        "sub_agreement": group.sub_agreement_id,
        "area": group.area_id,
        "organisation": group.organisation_id,
    }
    chosen = {name: number for name, number in narrower.items() if number is not None}
    return {"pathway": group.workflow_id, "plan": group.plan_id, **chosen}


def _tallied(asking: Asking) -> "_Tallied":
    """One reading of all the reader's cases of the domain: those of the group are counted in full, the others by case owner only.
    Who has the ball is told of cases of one's own units only, and so is counted of those."""
    period, day = asking.asked.period, copenhagen_date(asking.asked.at)
    by = (
        many.narrowed(asking.filters, asking.asked.at),
        ReadingList.is_open,
        Case.state,
        Case.owner_unit_id,
        sa.case((ReadingList.is_open, elsewhere())),
        ReadingList.due_on < day,
        _within(Case.opened_at, period),
        _within(Case.closed_at, period),
        Case.result,
        Case.owner_id,
    )
    found = _Tallied(organisations.of_units(asking.db, asking.actor.unit_ids))
    for row in asking.tally(many.Filters(domain=asking.filters.domain, is_open=None), *by):
        found.add(_Some._make(row))
    return found


class _Tallied:
    """The reader's cases by what they are counted as; `of_units` are the organisations of her own units."""

    def __init__(self, of_units: Mapping[int, int]) -> None:
        self.of_units = of_units
        self.states, self.holders = Counter[str](), Counter[int]()
        self.results, self.totals = Counter[str | None](), Counter[str]()
        self.owners = Counter[int | None]()

    def add(self, row: "_Some") -> None:
        if row.is_open:
            self.owners[row.owner_id] += row.number
        if row.in_group:
            self._add(row)

    def _add(self, row: "_Some") -> None:
        self.totals[OPENED] += row.number if row.opened else 0
        if row.is_open:
            self.states[row.state] += row.number
            self.totals.update({OPEN: row.number, LATE: row.number if row.late else 0})
            if (own := self.of_units.get(row.unit_id)) is not None:
                self.holders[own if row.elsewhere is None else row.elsewhere] += row.number
        elif row.closed:
            self.results[row.result] += row.number
            self.totals[CLOSED] += row.number


class _Some(NamedTuple):
    """How many of the reader's cases are alike. `elsewhere`: the organisation that has the ball, None for that of the unit that
    owns the case; `opened` and `closed`: in the period."""

    in_group: bool
    is_open: bool
    state: str
    unit_id: int
    elsewhere: int | None
    late: bool
    opened: bool
    closed: bool | None
    result: str | None
    owner_id: int | None
    number: int


def _within(moment: sa.SQLColumnExpression[Any], period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= period.starts_at, moment < period.ends_before)


def _workers(asking: Asking, owners: Mapping[int | None, int]) -> dict[str, Link]:
    """Open cases of every pathway, by the case owner, for those who lead: the people of the own units."""
    day = copenhagen_date(asking.asked.at)
    people = accounts.people_in(asking.db, asking.actor.units(P.TEAM_READ), day)
    names = {person.user_id: person.name for person in people}
    endpoint = LISTS[asking.filters.domain]
    found = [(names[owner], number, owner) for owner, number in owners.items() if owner in names]
    return {name: Link(number, url_for(endpoint, owner=owner)) for name, number, owner in sorted(found)}


def _ending(asking: Asking) -> dict[str, Link]:
    """Of every pathway: the list of consents is not narrowed to one."""
    domain = asking.filters.domain.value
    if domain not in near_end.domains_of(asking.actor):
        return {}
    wanted = near_end.Wanted(near_end.SOON, domain)
    number = near_end.count(asking.db, asking.actor, wanted, asking.asked.at)
    return {ENDING: Link(number, url_for("consents.near_end", cases=domain))}


def _days(asking: Asking) -> dict[str, str]:
    period = asking.asked.period
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
