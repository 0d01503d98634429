"""The programme of an area on paper."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from sagsflow.activities import policy
from sagsflow.activities.programme import programme
from sagsflow.activities.routes.lists import area_names, bp
from sagsflow.activities.words import KINDS
from sagsflow.core.errors import NotFound
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


@bp.get("/programme.pdf")
@needs(*policy.READERS)
def programme_pdf() -> ResponseReturnValue:
    """Of the area in the address; of the whole plan without one."""
    names, asked = dict(area_names()), request.args.get("area", "")
    if asked and asked not in names:
        raise NotFound("area")
    area_id = int(asked) if asked else None
    html = assemble(
        "print/programme.html",
        language=current_language(),
        programme=programme(reader(), current_actor(), area_id, names.get(asked, ""), now()),
        kinds={kind.value: str(words) for kind, words in KINDS.items()},
        demo=platform().settings.is_demo,
        printed_at=now(),
    )
    sent = Response(render_pdf(html), mimetype="application/pdf")
    sent.headers["Content-Disposition"] = 'inline; filename="programme.pdf"'
    return sent
