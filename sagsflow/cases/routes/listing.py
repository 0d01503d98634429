"""The list of cases, its filters in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import narrowing, policy
from sagsflow.cases.models import Domain
from sagsflow.cases.queries import many
from sagsflow.cases.words import word
from sagsflow.core.dates import likely_date
from sagsflow.organisations import queries as organisations
from sagsflow.web import kept, readlog
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date, today
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of a filter that belong together, under a name of their own."""

    label: str
    choices: Sequence[Choice]


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases", "index", index)
    bp.add_url_rule("/cases", "search", search, methods=["POST"])
    bp.add_url_rule("/citizenship", "citizenship", citizenship)
    bp.add_url_rule("/citizenship", "search_citizenship", search_citizenship, methods=["POST"])


@hidden_without(P.CASE_READ)
def index() -> ResponseReturnValue:
    return _list(Domain.SUPPORT)


@hidden_without(P.VOLUNTEER_READ)
def citizenship() -> ResponseReturnValue:
    return _list(Domain.VOLUNTEER)


@hidden_without(P.CASE_READ)
def search() -> ResponseReturnValue:
    return _kept("cases.index")


@hidden_without(P.VOLUNTEER_READ)
def search_citizenship() -> ResponseReturnValue:
    return _kept("cases.citizenship")


def _kept(endpoint: str) -> ResponseReturnValue:
    """A name is kept in the session; what narrows the list besides it stands in the address."""
    asked: dict[str, Any] = {k: v for k, v in request.form.items() if v and k in narrowing.NAMES}
    text = request.form.get("q", "").strip()
    if text:
        asked["search"] = kept.keep(narrowing.KIND, text)
    return redirect(url_for(endpoint, **asked), 303)


def _list(domain: Domain) -> ResponseReturnValue:
    db, actor, at = reader(), current_actor(), now()
    wanted = narrowing.asked(request.args)
    filters = narrowing.filters_of(db, wanted, domain, actor, now())
    page = many.page(db, actor, filters, at, cursor=request.args.get("after"))
    found = many.count(db, actor, filters, at)
    readlog.shows(readlog.Reading("case-list", cases=[row.case.id for row in page.rows]))
    definitions = {(row.case.workflow_id, row.case.workflow_version) for row in page.rows}
    return render_template(
        "cases/index.html",
        domain=domain.value,
        rows=page.rows,
        older_url=_url(after=page.next) if page.next else None,
        newer_url=_url(after=None) if request.args.get("after") else None,
        found=min(found, many.CAP),
        more=found > many.CAP,
        filters=wanted,
        carried=_carried(wanted, filters),
        known=narrowing.address(request.args),
        active=sum(1 for value in wanted.values() if value),
        choices=_choices(domain),
        steps=_steps(domain, wanted.get("pathway", "")),
        workflows={key: platform().library.get(*key) for key in definitions},
        owners=accounts.user_names(db, {row.case.owner_id for row in page.rows if row.case.owner_id}),
        may_open=bool(actor.units(P.CASE_OPEN))
        if domain is Domain.SUPPORT
        else bool(actor.units(policy.WRITE[domain])),
    )


def _carried(wanted: Mapping[str, str], filters: many.Filters) -> Sequence[tuple[str, str, str]]:
    """What a link from the overview has narrowed the list to: name, value and words; the page says it and hands it on."""
    if not any(wanted.get(name) for name in narrowing.FROM_OVERVIEW):
        return []
    db = reader()
    owners = {str(row.id): row.name for row in organisations.all_organisations(db)}
    plans = {str(row.id): row.name for row in organisations.plans(db)}
    words = {
        "plan": plans.get(wanted.get("plan", "")),
        "organisation": owners.get(wanted.get("organisation", "")),
        "holder": owners.get(wanted.get("holder", ""), _("a receiver not named yet")),
        "behind": filters.behind.words if filters.behind else None,
        "off": _("none of the most common"),
        "result": word(wanted.get("result", ""), "result"),
        "from": as_date(likely_date(wanted.get("from", ""))),
        "to": as_date(likely_date(wanted.get("to", ""))),
    }
    return [(key, wanted[key], word_) for key, word_ in words.items() if wanted.get(key) and word_]


def _choices(domain: Domain) -> Mapping[str, list[Choice]]:
    db, language = reader(), current_language()
    pathways = platform().library.cases(domain.value)
    people = accounts.people_in(db, current_actor().unit_ids, today())
    return {
        "pathway": [Choice(d.id, d.name.in_(language)) for d in pathways],
        "sub_agreement": [
            Choice(str(row.id), row.name_en if language == "en" else row.name_da)
            for row in organisations.sub_agreements(db)
        ],
        "area": [Choice(str(row.id), row.name) for row in organisations.areas(db)],
        "owner": [Choice(str(key), name) for key, name in {p.user_id: p.name for p in people}.items()],
    }


def _steps(domain: Domain, pathway: str) -> Sequence[Group]:
    """The states of the chosen pathway, or of every one, each pathway's under its name."""
    language = current_language()
    return [
        Group(
            d.name.in_(language),
            [Choice(f"{d.id}.{state.id}", state.name.in_(language)) for state in d.states.values()],
        )
        for d in platform().library.cases(domain.value)
        if d.id == pathway or not pathway
    ]


def _url(**changes: str | None) -> str:
    values = {**narrowing.address(request.args), **changes}
    kept: dict[str, Any] = {key: value for key, value in values.items() if value}
    return url_for(request.endpoint or "", **kept)
