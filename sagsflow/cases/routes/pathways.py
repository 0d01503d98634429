"""The pathways themselves: diagram and plain-language steps. They hold no personal data."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.engine.describe import describe, withdrawal
from sagsflow.engine.diagram import svg
from sagsflow.web.guard import needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

bp = Blueprint("pathways", __name__, url_prefix="/pathways")


@bp.get("/")
@needs(P.WORKFLOW_READ)
def index() -> ResponseReturnValue:
    return render_template("pathways/index.html", definitions=platform().library.all_latest())


@bp.get("/<workflow_id>")
@needs(P.WORKFLOW_READ)
def show(workflow_id: str) -> ResponseReturnValue:
    definition = platform().library.latest(workflow_id)
    language = current_language()
    return render_template(
        "pathways/show.html",
        definition=definition,
        diagram=svg(definition, language, uid="pathway"),
        sentences=describe(definition, language),
        withdrawal=withdrawal(language),
    )
