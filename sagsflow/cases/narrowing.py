"""What an address narrows the list of cases to; the list and its files read it alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Domain
from sagsflow.cases.queries import many, ways
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.dates import likely_date
from sagsflow.web import kept

KIND = "cases"
SHOWN = {"closed": False, "all": None}
FROM_OVERVIEW = ("plan", "organisation", "result", "holder", "off", "behind", "from", "to")
NAMES = (
    "pathway", "state", "sub_agreement", "area", "owner", "show", "overdue", "urgent", "uninformed", "waits", *FROM_OVERVIEW,
)  # fmt: skip


def asked(args: Mapping[str, str]) -> Mapping[str, str]:
    """What is asked for in an address, and the name that was typed and is kept in the session. A name in the address itself asks
    for nothing: it would stand in the log of every proxy on the way."""
    text = kept.kept(KIND, args.get("search")) or ""
    return agreeing({**{key: value for key, value in args.items() if key in NAMES}, "q": text})


def address(args: Mapping[str, str]) -> Mapping[str, str]:
    """The same as it stands in an address, for a file of the same list."""
    return {key: value for key, value in args.items() if value and key in {*NAMES, "search"}}


def agreeing(args: Mapping[str, str]) -> Mapping[str, str]:
    """What was asked for, without a step of another pathway than the one asked for."""
    step, pathway = args.get("state", ""), args.get("pathway", "")
    disagree = step and pathway and step.partition(".")[0] != pathway
    return {key: value for key, value in args.items() if not (key == "state" and disagree)}


def filters_of(
    db: Session, args: Mapping[str, str], domain: Domain, actor: Actor, at: datetime
) -> many.Filters:
    """Whatever is not understood narrows nothing. Which ways are usual is told by the figures, so that their number and this list
    are of the same cases."""
    filters = _filters(args, domain, actor, copenhagen_date(at))
    if args.get("behind") and filters.plan_id and filters.workflow_id:
        assert HOOKS.behind is not None, "the overview has not been connected"
        of_which = filters.plan_id, domain.value, filters.workflow_id
        return replace(filters, behind=HOOKS.behind(db, args["behind"], of_which, copenhagen_date(at)))
    if args.get("off") and filters.plan_id and filters.workflow_id:
        assert HOOKS.gone is not None, "the overview has not been connected"
        gone = HOOKS.gone(db, filters.plan_id, domain.value, filters.workflow_id, at)
        return replace(filters, usual=ways.usual(gone))
    return filters


def _filters(args: Mapping[str, str], domain: Domain, actor: Actor, on: date) -> many.Filters:
    workflow_id, _, state = args.get("state", "").partition(".")
    owner = args.get("owner", "")
    return many.Filters(
        domain=domain,
        is_open=SHOWN.get(args.get("show", "open"), True),
        text=args.get("q", "")[:100],
        workflow_id=workflow_id or args.get("pathway", ""),
        state=state,
        sub_agreement_id=_number(args.get("sub_agreement")),
        area_id=_number(args.get("area")),
        owner_id=actor.user_id if owner == "me" else _number(owner),
        unowned=owner == "none",
        overdue_on=on if args.get("overdue") else None,
        urgent=bool(args.get("urgent")),
        meeting_wait=args.get("waits", "") if args.get("waits") in {"ready", "scheduled"} else "",
        plan_id=_number(args.get("plan")),
        organisation_id=_number(args.get("organisation")),
        result=args.get("result", "")[:40],
        first=likely_date(args.get("from", "")),
        last=likely_date(args.get("to", "")),
        holder_id=_number(args.get("holder")),
        owned_by=actor.unit_ids,
        uninformed_of=actor.unit_ids if args.get("uninformed") else frozenset(),
    )


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdigit() and len(value) < 10 else None
