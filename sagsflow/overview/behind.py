"""The cases behind a number: its address, and what the list of cases is narrowed to and says when it is opened from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.cases.models import Domain, ProgressionQuestion
from sagsflow.cases.words import word
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition
from sagsflow.organisations import queries as organisations
from sagsflow.overview import words
from sagsflow.overview.forms import period_label
from sagsflow.overview.measuring import NAMES as MEASURES
from sagsflow.overview.own import LISTS
from sagsflow.overview.periods import Period, periods_of
from sagsflow.overview.queries import behind as charts
from sagsflow.overview.queries.behind import Number, cases_of
from sagsflow.overview.queries.cases import Group
from sagsflow.web.filters import localised


@dataclass(frozen=True, slots=True)
class Behind:
    """One number of the overview, and what it is in words."""

    number: Number
    group: Group
    words: str

    def condition(self, today: date) -> sa.ColumnElement[bool]:
        return cases_of(self.number, self.group, today)


def address(group: Group, period: Period) -> str:
    """Of the list behind a number of the group and period; what is missing at its end is the chart and the row."""
    places = {
        "sub_agreement": group.sub_agreement_id,
        "area": group.area_id,
        "organisation": group.organisation_id,
    }
    chosen = {name: number for name, number in places.items() if number is not None}
    asked = {"pathway": group.workflow_id, "plan": group.plan_id, **chosen, "show": "all"}
    return url_for(LISTS[Domain(group.domain)], **asked, behind=f"{period.code}.")  # type: ignore[arg-type]  # the values of an address


def asked(
    db: Session, name: str, of_which: tuple[int, str, str], on: date, *, library: Library
) -> Behind | None:
    """What stands in the address, as `2026.referrals.declined`, of a plan, domain and pathway; None if it is not understood."""
    group = Group(*of_which)
    code, _dot, rest = name.partition(".")
    chart, _dot, row = rest.partition(".")
    plan = next((row for row in organisations.plans(db) if row.id == group.plan_id), None)
    definition = next((one for one in library.cases(group.domain) if one.id == group.workflow_id), None)
    if plan is None or definition is None or chart not in WORDS:
        return None
    periods = {period.code: period for period in periods_of(plan.start_year, plan.end_year, on)}
    called = WORDS[chart](row, definition, library)
    if code not in periods or called is None:
        return None
    states = frozenset(state.id for state in definition.states.values() if state.phase == row)
    number = Number(chart, row, periods[code], states if chart == charts.MILESTONES else frozenset())
    return Behind(number, group, f"{called} ({period_label(periods[code])})")


def _coded(title: Callable[[], str]) -> "InWords":
    def called(row: str, _definition: Definition, library: Library) -> str | None:
        known = words.of_codes(library).get(row)
        return f"{title()}: {known}" if known else None

    return called


def _answered(_row: str, _definition: Definition, _library: Library) -> str | None:
    return _("referrals that were answered")


def _measured(row: str, _definition: Definition, library: Library) -> str | None:
    measure, _dot, change = row.partition(".")
    known = words.of_codes(library).get(change)
    return f"{localised(MEASURES[measure])}: {known}" if measure in MEASURES and known else None


def _progressed(row: str, _definition: Definition, _library: Library) -> str | None:
    if row not in set(ProgressionQuestion):
        return None
    return _("answered twice or more: %(question)s", question=word(row, "question"))


def _stayed(row: str, definition: Definition, _library: Library) -> str | None:
    state = definition.states.get(row)
    return _("went on from the step: %(step)s", step=localised(state.name)) if state else None


def _came_to(row: str, _definition: Definition, _library: Library) -> str | None:
    phase = _("Closed") if row == charts.CLOSED else words.PHASES.get(row)
    return _("came to the milestone: %(milestone)s", milestone=str(phase)) if phase else None


InWords = Callable[[str, Definition, Library], str | None]
WORDS: Mapping[str, InWords] = {
    charts.REFERRALS: _coded(lambda: _("Referrals")),
    charts.DECLINED: _coded(lambda: _("Why referrals were declined")),
    charts.ACCEPTED: _coded(lambda: _("What came of accepted referrals")),
    charts.ANSWERED: _answered,
    charts.TASKS: _coded(lambda: _("Tasks")),
    charts.ACTIONS: _coded(lambda: _("Actions from meetings")),
    charts.MEASURES: _measured,
    charts.PROGRESSION: _progressed,
    charts.STAYS: _stayed,
    charts.MILESTONES: _came_to,
}
