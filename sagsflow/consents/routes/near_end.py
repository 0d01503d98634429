"""The consents near their end, in all the cases of one's units."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.consents import near_end
from sagsflow.consents.near_end import Wanted
from sagsflow.consents.routes.acting import KEEPERS
from sagsflow.core.errors import NotFound
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, needs

COUNTED = 100


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/consents", "near_end", near_end_page)


@needs(*KEEPERS)
def near_end_page() -> ResponseReturnValue:
    db, actor, at = reader(), current_actor(), now()
    domains = near_end.domains_of(actor)
    wanted = Wanted(
        which=request.args.get("show", near_end.SOON),
        domain=request.args.get("cases", domains[0]),
        mine=request.args.get("whose") == "mine",
    )
    if wanted.which not in near_end.LISTS or wanted.domain not in domains:
        raise NotFound("list", name=wanted.which)
    found = near_end.page(db, actor, wanted, at, request.args.get("after"))
    shown = sorted({line.case_id for line in found.rows})
    readlog.shows(readlog.Reading("consent-list", cases=shown, count=len(found.rows)))
    return render_template(
        "consents/near_end.html",
        wanted=wanted,
        domains=domains,
        lines=found.rows,
        counts={which: _count(Wanted(which, wanted.domain, wanted.mine)) for which in near_end.LISTS},
        here=_url,
        older_url=_url(wanted, after=found.next) if found.next else None,
        newer_url=_url(wanted) if request.args.get("after") else None,
    )


def _count(wanted: Wanted) -> str:
    count = near_end.count_to(COUNTED + 1, reader(), current_actor(), wanted, now())
    return str(count) if count <= COUNTED else f"{COUNTED}+"


def _url(wanted: Wanted, **changed: str | None) -> str:
    whose = "mine" if wanted.mine else None
    asked = {"show": wanted.which, "cases": wanted.domain, "whose": whose, **changed}
    here = {name: value for name, value in asked.items() if value is not None}
    return f"{url_for('consents.near_end')}?{urlencode(here)}"
