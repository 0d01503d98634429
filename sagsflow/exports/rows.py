"""The rows of each list for a file, page after page through the list's own query, and whom they are about."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.accounts import queries as accounts
from sagsflow.activities.queries import lists as activities
from sagsflow.activities.words import KINDS as ACTIVITY_KINDS
from sagsflow.activities.words import STATUSES as ACTIVITY_STATUSES
from sagsflow.cases.models import Case
from sagsflow.cases.queries import many
from sagsflow.cases.words import word
from sagsflow.consents import near_end
from sagsflow.engine.library import Library
from sagsflow.organisations import queries as organisations
from sagsflow.referrals import queries as referrals
from sagsflow.residents.identity import Eyes
from sagsflow.residents.models import Resident
from sagsflow.tasks import queries as tasks
from sagsflow.tasks.words import in_words
from sagsflow.web.filters import localised
from sagsflow.web.paging import Page
from sagsflow.web.spreadsheet import Cell

AT_ONCE = 500
ACTIVITY_NUMBERS = (
    "expected",
    "people",
    "children",
    "young",
    "adults",
    "new_faces",
    "volunteers",
    "volunteer_hours",
)
OnePage = TypeVar("OnePage", bound=Page[Any])


@dataclass(frozen=True)
class Taking:
    """Who takes which list out, at which moment; `cases` gathers those that stood on it."""

    db: Session
    actor: Actor
    at: datetime
    library: Library
    language: str
    cases: set[int] = field(default_factory=set)

    def name(self, resident: Resident) -> str:
        return Eyes(self.db, self.actor, self.at).name(resident) or _("Protected resident")

    def refs(self, case_ids: Collection[int]) -> Mapping[int, str]:
        """The numbers of cases that stand on the list, which the log then names."""
        self.cases.update(case_ids)
        rows = self.db.execute(sa.select(Case.id, Case.ref).where(Case.id.in_(sorted(case_ids))))
        return {row.id: row.ref for row in rows}


def of_cases(taking: Taking, filters: many.Filters) -> Iterator[Sequence[Cell]]:
    db, library = taking.db, taking.library
    agreements = {row.id: localised(row) for row in organisations.sub_agreements(db)}
    areas = {row.id: row.name for row in organisations.areas(db)}
    ask = partial(many.page, db, taking.actor, filters, taking.at, size=AT_ONCE)
    for page in pages(lambda cursor: ask(cursor=cursor)):
        owners = accounts.user_names(db, {row.case.owner_id for row in page.rows})
        for row in page.rows:
            case, definition = row.case, library.get(row.case.workflow_id, row.case.workflow_version)
            taking.cases.add(case.id)
            yield (
                case.ref,
                taking.name(case.resident),
                localised(definition.name),
                localised(definition.states[case.state].name),
                case.state_since.date(),
                None if row.due_on == NO_DUE_DATE else row.due_on,
                owners.get(case.owner_id or 0, ""),
                agreements.get(case.sub_agreement_id, ""),
                _area(taking, case, areas),
                _("yes") if case.urgent else _("no"),
                case.opened_at,
                case.closed_at,
                word(case.result, "result") if case.result else "",
            )


def of_tasks(taking: Taking) -> Iterator[Sequence[Cell]]:
    said = in_words(taking.language)
    for page in pages(lambda cursor: tasks.page_for(taking.db, taking.actor, taking.at, cursor)):
        refs = taking.refs({task.case_id for task in page.rows if task.case_id})
        for task in page.rows:
            what = task.text or said.get(task.kind, task.kind)
            mine = _("you") if task.assignee_id == taking.actor.user_id else _("anybody in the unit")
            yield what, refs.get(task.case_id or 0, ""), task.due_on, mine, task.raised_at


def of_referrals(taking: Taking, which: str) -> Iterator[Sequence[Cell]]:
    place = None
    while rows := referrals.received(taking.db, taking.actor, which, taking.at, after=place):
        for row in rows[: referrals.PAGE]:
            taking.cases.add(row.case_id)
            state = localised(referrals.state_name(row, taking.library))
            resident = taking.name(row.resident)
            yield row.case_ref, resident, row.from_unit, row.to_unit, state, row.sent_at, row.due_on
        if len(rows) <= referrals.PAGE:
            return
        last = rows[referrals.PAGE - 1]
        place = (last.due_on or NO_DUE_DATE, last.id)


def of_activities(taking: Taking, wanted: activities.Wanted) -> Iterator[Sequence[Cell]]:
    """Nobody is named in it."""
    for row in activities.whole(taking.db, taking.actor, wanted, taking.at, AT_ONCE):
        yield (
            row.title,
            str(ACTIVITY_KINDS[row.kind]),
            str(ACTIVITY_STATUSES[row.status]),
            row.starts_at,
            row.ends_at,
            row.place,
            ", ".join(area.name for area in row.areas),
            localised(row.sub_agreement) if row.sub_agreement else "",
            row.unit.name,
            ", ".join(unit.name for unit in row.partners),
            *(getattr(row, name) for name in ACTIVITY_NUMBERS),
        )


def of_consents(taking: Taking, wanted: near_end.Wanted) -> Iterator[Sequence[Cell]]:
    ask = partial(near_end.page, taking.db, taking.actor, wanted, taking.at)
    for page in pages(lambda cursor: ask(cursor=cursor)):
        refs = {line.case.ref for line in page.rows}
        taking.cases.update(taking.db.scalars(sa.select(Case.id).where(Case.ref.in_(refs))))
        for line in page.rows:
            topics = ", ".join(word(topic, "topic") for topic in line.consent.topics)
            until = line.consent.agreed_until
            resident, given_on = taking.name(line.case.resident), line.consent.given_on
            yield line.case.ref, resident, line.consent.unit, topics, given_on, until


def _area(taking: Taking, case: Case, areas: Mapping[int, str]) -> str:
    """Where a protected resident lives is not said either."""
    hidden = Eyes(taking.db, taking.actor, taking.at).hides(case.resident)
    return "" if hidden else areas.get(case.area_id or 0, "")


def pages(ask: Callable[[str | None], OnePage]) -> Iterator[OnePage]:
    """Each page is let go when the next is asked for."""
    page = ask(None)
    yield page
    while page.next:
        page = ask(page.next)
        yield page
