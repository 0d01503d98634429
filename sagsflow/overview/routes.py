"""The aggregate pathway summary, as a page and as a PDF: figures only, of everybody in the plan together."""

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.engine.diagram import svg
from sagsflow.overview.asked import DOMAINS, Asked, asked
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.web.database import now
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.language import current_language

bp = Blueprint("overview", __name__, url_prefix="/overview")


@bp.get("")
@needs(P.FIGURES_READ)
def index() -> ResponseReturnValue:
    seen = asked()
    return render_template(
        "overview/index.html",
        asked=seen,
        figures=seen.figures,
        diagram=_diagram(seen),
        domains=[(domain, url_for("overview.index", domain=domain)) for domain in DOMAINS],
        pdf_url=f"{url_for('overview.pathway_pdf')}?{urlencode(seen.address)}",
    )


@bp.get("/pathway.pdf")
@needs(P.FIGURES_READ)
def pathway_pdf() -> ResponseReturnValue:
    seen = asked()
    language = current_language()
    html = assemble(
        "print/pathway_figures.html",
        language=language,
        figures=seen.figures,
        plan=seen.plan,
        where=seen.where,
        period=seen.period,
        diagram=_diagram(seen),
        running_right=seen.plan,
        printed_by=current_actor().name,
        printed_at=now(),
    )
    answer = Response(render_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{seen.definition.id}.pdf"'
    return answer


def _diagram(seen: Asked) -> str:
    return svg(seen.definition, current_language(), counts=seen.figures.counts, uid="figures")
