"""The gallery: only where everybody and everything is made up."""

from flask import Blueprint, has_request_context, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.core.errors import NotFound
from sagsflow.gallery.kinds import KINDS, address
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, maybe_actor, signed_in
from sagsflow.web.platform import platform

bp = Blueprint("gallery", __name__)


@bp.app_context_processor
def foot() -> dict[str, object]:
    """The way in, at the foot of every page of the demo."""
    if not has_request_context() or not platform().settings.is_demo or maybe_actor() is None:
        return {}
    return {"footer_links": [{"label": gettext("Gallery of papers"), "url": url_for("gallery.index")}]}


@bp.get("/gallery")
@signed_in
def index() -> ResponseReturnValue:
    if not platform().settings.is_demo:
        raise NotFound("gallery")
    rows = [(kind, address(kind, reader(), current_actor(), now())) for kind in KINDS]
    return render_template("gallery/index.html", rows=rows)
