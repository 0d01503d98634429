"""The list of cases, its filters in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Domain
from sagsflow.cases.queries import many
from sagsflow.organisations import queries as organisations
from sagsflow.web import kept, readlog
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

SHOWN = ("open", "closed")
KIND = "cases"
NARROWING = frozenset(
    {"pathway", "state", "sub_agreement", "area", "owner", "show", "overdue", "urgent", "uninformed", "waits"}
)


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
    asked: dict[str, Any] = {k: v for k, v in request.form.items() if v and k in NARROWING}
    text = request.form.get("q", "").strip()
    if text:
        asked["search"] = kept.keep(KIND, text)
    return redirect(url_for(endpoint, **asked), 303)


def _list(domain: Domain) -> ResponseReturnValue:
    db, actor, at = reader(), current_actor(), now()
    wanted = _agreeing({**_narrowed(request.args), "q": kept.kept(KIND, request.args.get("search")) or ""})
    filters = filters_of(wanted, domain, actor.user_id, today())
    if request.args.get("uninformed"):
        filters = replace(filters, uninformed_of=actor.unit_ids)
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
        active=sum(1 for value in wanted.values() if value),
        choices=_choices(domain),
        steps=_steps(domain, wanted.get("pathway", "")),
        workflows={key: platform().library.get(*key) for key in definitions},
        owners=accounts.user_names(db, {row.case.owner_id for row in page.rows if row.case.owner_id}),
        may_open=bool(actor.units(P.CASE_OPEN))
        if domain is Domain.SUPPORT
        else bool(actor.units(policy.WRITE[domain])),
    )


def _narrowed(args: Mapping[str, str]) -> Mapping[str, str]:
    """A name in an address asks for nothing: it would stand in the log of every proxy on the way."""
    return {key: value for key, value in args.items() if key in NARROWING}


def _agreeing(args: Mapping[str, str]) -> Mapping[str, str]:
    """What was asked for, without a step of another pathway than the one asked for."""
    step, pathway = args.get("state", ""), args.get("pathway", "")
    disagree = step and pathway and step.partition(".")[0] != pathway
    return {key: value for key, value in args.items() if not (key == "state" and disagree)}


def filters_of(args: Mapping[str, str], domain: Domain, user_id: int, on: date) -> many.Filters:
    """Whatever is not understood narrows nothing."""
    workflow_id, _, state = args.get("state", "").partition(".")
    owner = args.get("owner", "")
    return many.Filters(
        domain=domain,
        is_open=args.get("show", "open") != "closed",
        text=args.get("q", "")[:100],
        workflow_id=workflow_id or args.get("pathway", ""),
        state=state,
        sub_agreement_id=_number(args.get("sub_agreement")),
        area_id=_number(args.get("area")),
        owner_id=user_id if owner == "me" else _number(owner),
        unowned=owner == "none",
        overdue_on=on if args.get("overdue") else None,
        urgent=bool(args.get("urgent")),
        meeting_wait=args.get("waits", "") if args.get("waits") in {"ready", "scheduled"} else "",
    )


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


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() and len(value) < 10 else None


def _url(**changes: str | None) -> str:
    values = {**_narrowed(request.args), "search": request.args.get("search"), **changes}
    kept: dict[str, Any] = {key: value for key, value in values.items() if value}
    return url_for(request.endpoint or "", **kept)
