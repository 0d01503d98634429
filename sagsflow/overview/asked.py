"""What a reader has asked to see, settled from the URL; every page and paper of the overview shares it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from sagsflow.core.errors import NotFound
from sagsflow.engine.model import Definition
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import OrganisationKind, Plan
from sagsflow.overview.forms import Choices, FiguresForm, period_label
from sagsflow.overview.periods import Period, before, current_year, periods_of
from sagsflow.overview.queries.cases import DOMAINS, Group
from sagsflow.overview.reading import Question
from sagsflow.web.database import now, reader
from sagsflow.web.filters import localised, today
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

FIRST = "coordinated"
EVERYWHERE = "all"
NOTHING = "none"
PLACES = {"sub": "sub_agreement_id", "area": "area_id", "org": "organisation_id"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The settled choices with their words, the pathway, and the question that they make."""

    domain: str
    form: FiguresForm
    plan: str
    where: str
    period: str
    compared: str
    definition: Definition
    question: Question

    @property
    def address(self) -> Mapping[str, str]:
        """The choices as they stand in a URL."""
        fields = ("plan", "pathway", "period", "where", "compare")
        return {"domain": self.domain, **{name: str(self.form[name].data) for name in fields}}


def asked() -> Asked:
    """Raises NotFound where there is no plan or no pathway yet."""
    domain = request.args.get("domain", "")
    domain = domain if domain in DOMAINS else DOMAINS[0]
    form = FiguresForm(request.args)
    plan = _plan(form)
    definition = _pathway(form, domain)
    periods = periods_of(plan.start_year, plan.end_year, today())
    labels = {period.code: period_label(period) for period in periods}
    period = _period(form, periods, labels)
    compared = _compared(form, period, periods, labels)
    where, place = _where(form, plan)
    group = Group(plan.id, domain, definition.id, **where)
    question = Question(group, period, periods, now(), platform().library, compared)
    beside = labels[compared.code] if compared else ""
    return Asked(domain, form, plan.name, place, labels[period.code], beside, definition, question)


def _period(form: FiguresForm, periods: Sequence[Period], labels: Mapping[str, str]) -> Period:
    code = form.offer("period", list(labels.items()), current_year(periods).code)
    return next(period for period in periods if period.code == code)


def _compared(
    form: FiguresForm, period: Period, periods: Sequence[Period], labels: Mapping[str, str]
) -> Period | None:
    """Any other period; the one before, when nothing was chosen."""
    others = {other.code: other for other in periods if other.code != period.code}
    usual = before(period, periods)
    choices = [(NOTHING, _("No other period")), *((code, labels[code]) for code in others)]
    return others.get(form.offer("compare", choices, usual.code if usual else NOTHING))


def _plan(form: FiguresForm) -> Plan:
    db = reader()
    plans = {str(plan.id): plan for plan in organisations.plans(db)}
    if not plans:
        raise NotFound("plan")
    standing = organisations.current_plan(db, today()) or next(iter(plans.values()))
    return plans[form.offer("plan", [(key, plan.name) for key, plan in plans.items()], str(standing.id))]


def _pathway(form: FiguresForm, domain: str) -> Definition:
    pathways = {definition.id: definition for definition in platform().library.cases(domain)}
    if not pathways:
        raise NotFound("workflow", domain=domain)
    language = current_language()
    choices = [(key, definition.name.in_(language)) for key, definition in pathways.items()]
    return pathways[form.offer("pathway", choices, FIRST if FIRST in pathways else choices[0][0])]


def _where(form: FiguresForm, plan: Plan) -> tuple[Mapping[str, int], str]:
    """The place as a filter and in words. One at a time: numbers for both at once would nearly all be hidden."""
    db = reader()
    whole: Choices = [(EVERYWHERE, _("The whole plan"))]
    agreements = [(f"sub-{row.id}", localised(row)) for row in organisations.sub_agreements(db)]
    areas = [(f"area-{row.id}", _area(row)) for row in organisations.areas_of_plan(db, plan.id)]
    owners = [
        (f"org-{row.id}", row.name)
        for row in organisations.all_organisations(db)
        if row.kind is not OrganisationKind.FUNDER
    ]
    choices = {
        _("Everything"): whole,
        _("Sub-agreement"): agreements,
        _("Area"): areas,
        _("Organisation that owns the case"): owners,
    }
    chosen = form.offer("where", {label: rows for label, rows in choices.items() if rows}, EVERYWHERE)
    words = dict([*whole, *agreements, *areas, *owners])[chosen]
    kind, _dash, number = chosen.partition("-")
    return ({PLACES[kind]: int(number)} if kind in PLACES else {}), words


def _area(row: organisations.AreaOfPlan) -> str:
    """Figures for an area that only the earlier plan names say so, on the page and on paper."""
    return _("%(area)s (carried over from the earlier plan)", area=row.name) if row.carried_over else row.name
