"""The lists of activities, week by week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.activities import policy
from sagsflow.activities.forms import FilterForm
from sagsflow.activities.models import Activity
from sagsflow.activities.queries import lists
from sagsflow.activities.words import KINDS, LISTS, NOTHING, STATUSES, TONES
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations import queries as organisations
from sagsflow.web.database import now, reader
from sagsflow.web.filters import localised, today
from sagsflow.web.guard import current_actor, needs

bp = Blueprint("activities", __name__, url_prefix="/activities")


@dataclass(frozen=True, slots=True)
class Week:
    """The activities of a week, as they stand in the list."""

    year: int
    number: int
    rows: Sequence[Activity]


@bp.get("")
@needs(*policy.READERS)
def index() -> ResponseReturnValue:
    actor, db, form = current_actor(), reader(), FilterForm(request.args)
    form.offer(area_names(), sub_agreement_names(), today())
    wanted = form.wanted(request.args.get("list", lists.COMING))
    cursor = request.args.get("after")
    page = lists.page(db, actor, wanted, now(), cursor=cursor)
    here = {"list": wanted.which, **form.address}
    return render_template(
        "activities/index.html",
        form=form,
        weeks=_weeks(page.rows),
        wanted=wanted,
        views=_tabs(lists.counts(db, actor, wanted, now()), wanted.which, form.address),
        nothing=NOTHING[wanted.which],
        may_plan=actor.may_any(policy.PLANNERS),
        may_propose=actor.may(P.ACTIVITY_COMMENT),
        here=here,
        older_url=_address(here, after=page.next) if page.next else None,
        newer_url=_address(here) if cursor else None,
        programme_url=url_for("activities.programme_pdf", area=form.address.get("area")),
        **words(),
    )


def words() -> dict[str, object]:
    """What every template of activities needs to say what a code means."""
    return {"kinds": KINDS, "statuses": STATUSES, "tones": TONES}


def area_names() -> Sequence[tuple[str, str]]:
    return [(str(row.id), row.name) for row in organisations.areas(reader())]


def sub_agreement_names() -> Sequence[tuple[str, str]]:
    return [(str(row.id), localised(row)) for row in organisations.sub_agreements(reader())]


def _weeks(rows: Sequence[Activity]) -> Sequence[Week]:
    found = groupby(rows, key=lambda row: copenhagen_date(row.starts_at).isocalendar()[:2])
    return [Week(year, number, list(held)) for (year, number), held in found]


def _tabs(
    counts: Mapping[str, int], which: str, address: Mapping[str, str]
) -> Sequence[Mapping[str, object]]:
    """Lists that hold nothing are left out, but for the first and the one that is open."""
    return [
        {
            "label": LISTS[name],
            "url": _address(address, list=name),
            "current": name == which,
            "count": counts[name],
        }
        for name in lists.LISTS
        if counts[name] or name in (lists.COMING, which)
    ]


def _address(said: Mapping[str, str], **more: str) -> str:
    return f"{url_for('activities.index')}?{urlencode({**said, **more})}"
