"""What the routes of handed-out papers share: the case, the reading that is logged, and the answer."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.handouts import policy
from sagsflow.residents.restricting import require_use
from sagsflow.web import kept, readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor

HANDERS = (P.CASE_PRINT, P.VOLUNTEER_READ)


def load(ref: str) -> Seen:
    """Raises NotFound to strangers, Forbidden to those who may only look, and Restricted while the case may only be stored."""
    seen = one.find_for(reader(), current_actor(), ref, now(), policy.may_hand_out)
    if seen.case.restricted_at is not None:
        require_use(reader(), seen.case.resident_id, current_actor(), now())
    return seen


def keep(endpoint: str, ref: str, **typed: object) -> ResponseReturnValue:
    """What was asked for stands in the session: who gets a paper, and for what, belongs in no address."""
    token = kept.keep(endpoint, {"ref": ref, **typed})
    return redirect(url_for(endpoint, ref=ref, asked=token), 303)


def asked(endpoint: str, ref: str) -> Mapping[str, Any] | None:
    """None when the form is to be shown first."""
    found: Mapping[str, Any] | None = kept.kept(endpoint, request.args.get("asked"))
    return found if found is not None and found["ref"] == ref else None


def asks(seen: Seen) -> None:
    """A page about the case is shown, with the form on it."""
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))


def hands_out(seen: Seen, what: str, purpose: str, recipient: str) -> None:
    """The paper is about to leave: for whom and for what is written before it does. Raises Restricted while what is kept may
    only be stored, unless she has said why she uses it."""
    if seen.case.restricted_at is not None:
        require_use(reader(), seen.case.resident_id, current_actor(), now())
    readlog.shows(
        readlog.Reading(
            what,
            case_id=seen.case.id,
            resident_id=seen.case.resident_id,
            purpose=purpose,
            recipient=recipient,
            unit_ids=seen.unit_ids,
        )
    )


def pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
