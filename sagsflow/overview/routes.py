"""The overview, as a page and as a PDF: figures only, of everybody in the plan together, and links to one's own lists."""

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.engine.diagram import svg
from sagsflow.eventlog.service import anchor
from sagsflow.overview.actions import ENDS, action_figures
from sagsflow.overview.answer import Answer, answer, on_paper
from sagsflow.overview.asked import Asked, asked
from sagsflow.overview.mapping import mapped
from sagsflow.overview.of_areas import figures_of_areas
from sagsflow.overview.queries.cases import DOMAINS
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

bp = Blueprint("overview", __name__, url_prefix="/overview")


@bp.get("")
@needs(P.FIGURES_READ)
def index() -> ResponseReturnValue:
    wanted = asked()
    seen = answer(reader(), current_actor(), wanted)
    return render_template(
        "overview/index.html",
        asked=wanted,
        seen=seen,
        domains=[(domain, url_for("overview.index", domain=domain)) for domain in DOMAINS],
        diagram=_diagram(wanted, seen),
        pdf_url=f"{url_for('overview.pathway_pdf')}?{urlencode(wanted.address)}",
        map_url=f"{url_for('overview.pathway_map')}?{urlencode(wanted.address)}",
    )


@bp.get("/map")
@needs(P.FIGURES_READ)
def pathway_map() -> ResponseReturnValue:
    wanted = asked()
    seen = mapped(reader(), current_actor(), wanted)
    return render_template(
        "overview/map.html",
        asked=wanted,
        seen=seen,
        diagram=svg(
            wanted.definition,
            current_language(),
            counts=seen.figures.counts,
            times=seen.times,
            uid="pathway-map",
        ),
        events_url=_events_url(wanted),
        overview_url=f"{url_for('overview.index')}?{urlencode(wanted.address)}",
    )


@bp.get("/pathway.pdf")
@needs(P.FIGURES_READ)
def pathway_pdf() -> ResponseReturnValue:
    wanted = asked()
    seen = on_paper(reader(), wanted)
    html = assemble(
        "print/pathway_figures.html",
        language=current_language(),
        seen=seen,
        diagram=_diagram(wanted, seen),
        running_right=seen.plan,
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=anchor(reader()),
    )
    sent = Response(render_pdf(html), mimetype="application/pdf")
    sent.headers["Content-Disposition"] = f'inline; filename="{wanted.definition.id}.pdf"'
    return sent


@bp.get("/area")
@needs(P.FIGURES_AREA)
def areas() -> ResponseReturnValue:
    """Of the areas that the reader's tenant board speaks for."""
    found = figures_of_areas(reader(), current_actor(), now(), platform().library)
    return render_template("overview/areas.html", areas=found)


@bp.get("/actions")
@needs(P.FIGURES_READ)
def actions() -> ResponseReturnValue:
    """What became of what meetings agreed on."""
    found = action_figures(reader(), now(), platform().library)
    return render_template("overview/actions.html", figures=found, ends=ENDS)


def _events_url(wanted: Asked) -> str | None:
    """For those who lead the people of support cases."""
    if not current_actor().may(P.TEAM_READ) or wanted.domain != DOMAINS[0]:
        return None
    return url_for("exports.happened", pathway=wanted.definition.id, plan=wanted.question.group.plan_id)


def _diagram(wanted: Asked, seen: Answer) -> str:
    return svg(wanted.definition, current_language(), counts=seen.figures.counts, uid="figures")
