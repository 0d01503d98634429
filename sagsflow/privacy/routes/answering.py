"""Hands the answer out: who gets it is written first, then it can be fetched as PDF and as JSON."""

import json
from collections.abc import Sequence

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import NotFound
from sagsflow.eventlog.service import anchor
from sagsflow.paper.binding import print_bound
from sagsflow.paper.page import assemble
from sagsflow.privacy import printing, queries
from sagsflow.privacy.forms import HandOutForm
from sagsflow.privacy.models import RequestStatus
from sagsflow.privacy.queries import Row
from sagsflow.privacy.routes import acting
from sagsflow.privacy.service import answering
from sagsflow.privacy.volumes import volumes
from sagsflow.residents.showing import eyes
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:request_id>/answer", "hand_out", hand_out, methods=["GET", "POST"])
    bp.add_url_rule("/<int:request_id>/answer.pdf", "answer_pdf", answer_pdf)
    bp.add_url_rule("/<int:request_id>/answer.json", "answer_json", answer_json)


@hidden_without(P.RIGHTS_ANSWER)
def hand_out(request_id: int) -> ResponseReturnValue:
    row = queries.get_to_answer(reader(), current_actor(), request_id)
    if row.request.status is RequestStatus.RECEIVED:
        raise NotFound("answer", id=request_id)
    form = HandOutForm(version=row.request.version)
    return acting.form_page(
        "privacy/hand_out.html",
        form,
        row,
        lambda db, version: answering.hand_out(
            db,
            request_id,
            recipient=text_of(form.recipient),
            staff_named=bool(form.staff_named.data),
            version=version,
            actor=current_actor(),
            at=now(),
        ),
        onward=url_for("privacy.show", request_id=request_id),
    )


@hidden_without(P.RIGHTS_ANSWER)
def answer_pdf(request_id: int) -> ResponseReturnValue:
    row = _answered(request_id)
    found = volumes(printing.paper(queries.parts(reader(), row.request), _wording(row)))
    pages = (_page(row, parts, number, len(found)) for number, parts in enumerate(found, start=1))
    title = f"{gettext('What is held about you')} · {row.request.id}"
    pdf = print_bound(list(pages), title=title, language=current_language())
    return _download(pdf, "application/pdf", f"request-{row.request.id}.pdf")


def _page(row: Row, parts: Sequence[printing.PaperPart], number: int, count: int) -> tuple[str, str]:
    """The name and the HTML of one volume."""
    db, request = reader(), row.request
    html = assemble(
        "print/answer/page.html",
        language=current_language(),
        name=row.resident.full_name,
        number=request.id,
        received_on=request.received_on,
        parts=parts,
        volume=number,
        volumes=count,
        running_right=queries.names(db, request)["unit"],
        printed_by=current_actor().name,
        printed_at=now(),
        recipient=request.recipient,
        log_anchor=anchor(db),
    )
    return gettext("Part %(number)s of %(count)s", number=number, count=count), html


@hidden_without(P.RIGHTS_ANSWER)
def answer_json(request_id: int) -> ResponseReturnValue:
    row = _answered(request_id)
    request = row.request
    document = {
        "request": request.id,
        "received_on": request.received_on.isoformat(),
        "answered_at": request.closed_at.isoformat() if request.closed_at else None,
        "recipient": request.recipient,
        "parts": printing.plain(queries.parts(reader(), request), _wording(row)),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return _download(text, "application/json", f"request-{request.id}.json")


def _answered(request_id: int) -> Row:
    """Only what has been reviewed and handed out can be fetched, and only as long as its words are kept."""
    row = queries.get_to_answer(reader(), current_actor(), request_id)
    if row.request.status is not RequestStatus.ANSWERED or not queries.parts(reader(), row.request):
        raise NotFound("answer", id=request_id)
    eyes().require(row.resident)
    acting.shows(row, "answer-printed", recipient=row.request.recipient)
    return row


def _wording(row: Row) -> printing.Wording:
    found = queries.review(reader(), row.request)
    return printing.Wording(
        language=current_language(),
        library=platform().library,
        names=queries.names_by_id(reader()),
        passages={passage.key: passage for passage in found.passages},
        staff_named=row.request.staff_named,
    )


def _download(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
