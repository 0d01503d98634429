"""The same counts over the cases that the reader may open herself: each is that of the list which its link opens."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.models import ReadingList
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.queries import many
from sagsflow.cases.queries.holding import organisation_with_the_ball
from sagsflow.cases.queries.ways import Usual
from sagsflow.consents import near_end
from sagsflow.core.calendar import copenhagen_date
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
    closed = _closed(asking)
    states, holders, totals = _open(asking)
    totals |= {CLOSED: closed.pop(CLOSED), OPENED: _opened(asking)} | _ending(asking)
    workers = _workers(asking) if actor.may(P.TEAM_READ) else {}
    return Own(states, holders, closed, totals, workers)


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


def _open(asking: Asking) -> tuple[dict[str, Link], dict[int, Link], dict[str, Link]]:
    """One statement: who has the ball is told of cases of one's own units only, and so is counted of those."""
    owned = Case.owner_unit_id.in_(sorted(asking.actor.unit_ids))
    late = ReadingList.due_on < copenhagen_date(asking.asked.at)
    states, holders, totals = Counter[str](), Counter[int](), Counter[str]()
    for state, holder, mine, overdue, number in asking.tally(
        asking.filters, Case.state, organisation_with_the_ball(), owned, late
    ):
        states[state] += number
        totals[OPEN] += number
        totals[LATE] += number if overdue else 0
        holders[holder] += number if mine else 0
    step = f"{asking.filters.workflow_id}."
    return (
        {code: asking.link(number, state=step + code) for code, number in states.items()},
        {code: asking.link(number, holder=code) for code, number in holders.items() if number},
        {OPEN: asking.link(totals[OPEN]), LATE: asking.link(totals[LATE], overdue=1)},
    )


def _closed(asking: Asking) -> dict[str, Link]:
    """With the total under its own name."""
    filters, args = _in_period(asking, is_open=False), {**_days(asking), "show": "closed"}
    rows = asking.tally(filters, Case.result)
    found = {result: asking.link(number, **args, result=result) for result, number in rows}
    return {**found, CLOSED: asking.link(sum(link.count for link in found.values()), **args)}


def _opened(asking: Asking) -> Link:
    rows = asking.tally(_in_period(asking, is_open=None), Case.plan_id)
    return asking.link(sum(number for _plan, number in rows), **_days(asking), show="all")


def _workers(asking: Asking) -> dict[str, Link]:
    """Open cases of every pathway, by the case owner, for those who lead: the people of the own units."""
    rows = asking.tally(many.Filters(domain=asking.filters.domain), Case.owner_id)
    day = copenhagen_date(asking.asked.at)
    people = accounts.people_in(asking.db, asking.actor.units(P.TEAM_READ), day)
    names = {person.user_id: person.name for person in people}
    endpoint = LISTS[asking.filters.domain]
    found = [(names[owner], number, owner) for owner, number in rows if owner in names]
    return {name: Link(number, url_for(endpoint, owner=owner)) for name, number, owner in sorted(found)}


def _ending(asking: Asking) -> dict[str, Link]:
    """Of every pathway: the list of consents is not narrowed to one."""
    domain = asking.filters.domain.value
    if domain not in near_end.domains_of(asking.actor):
        return {}
    wanted = near_end.Wanted(near_end.SOON, domain)
    number = near_end.count(asking.db, asking.actor, wanted, asking.asked.at)
    return {ENDING: Link(number, url_for("consents.near_end", cases=domain))}


def _in_period(asking: Asking, *, is_open: bool | None) -> many.Filters:
    period = asking.asked.period
    return replace(asking.filters, is_open=is_open, first=period.first, last=period.last)


def _days(asking: Asking) -> dict[str, str]:
    period = asking.asked.period
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
