"""Min dag, the first page; and the same for a team, for those who lead one."""

from collections.abc import Collection

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities.hooks import HOOKS as ACTIVITY_HOOKS
from sagsflow.activities.queries import lists as activities
from sagsflow.activities.words import KINDS, STATUSES, TONES
from sagsflow.cases.models import Case
from sagsflow.core.errors import NotFound
from sagsflow.engine.model import Definition
from sagsflow.measures.words import OCCASIONS
from sagsflow.myday.doors import doors_of, home_of
from sagsflow.myday.queries import day, team
from sagsflow.myday.queries.team import NOBODY, Late
from sagsflow.tasks import queries as tasks
from sagsflow.tasks.models import Task
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, needs, signed_in
from sagsflow.web.paging import Page
from sagsflow.web.platform import platform

bp = Blueprint("myday", __name__)
CASEWORK = frozenset({P.TASK_DO, P.CASE_READ, P.VOLUNTEER_READ, P.MEETING_READ})


@bp.get("/my-day", alias=True)
@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    actor = current_actor()
    if not actor.may_any(CASEWORK) and actor.may(P.ACTIVITY_COMMENT):
        return _of_a_board(actor)
    if home := home_of(actor):
        return redirect(url_for(home), 303)
    if not actor.may_any(CASEWORK):
        return render_template("myday/without_cases.html", doors=list(doors_of(actor)))
    shown = day.day_of(reader(), actor, platform().calendar, now())
    if shown.tells_of_people:
        readlog.shows(readlog.Reading("my-day", cases=shown.case_ids))
    return render_template(
        "myday/index.html",
        day=shown,
        definition_of=definition_of,
        occasions=OCCASIONS,
        sees_cases=actor.may(P.CASE_READ),
        leads=actor.may(P.TEAM_READ),
        may_open=actor.may(P.CASE_OPEN),
        doors=list(doors_of(actor)),
    )


@bp.get("/my-day/tasks")
@needs(P.TASK_DO)
def own_tasks() -> ResponseReturnValue:
    actor, at = current_actor(), now()
    found = tasks.page_for(reader(), actor, at, request.args.get("after"))
    readlog.shows(readlog.Reading("task-list", cases=_cases_of(found)))
    return _list("myday/tasks.html", found, refs=team.case_refs(reader(), found.rows))


@bp.get("/my-day/team")
@needs(P.TEAM_READ)
def for_team() -> ResponseReturnValue:
    late = Late.of(current_actor(), now())
    return render_template("myday/team.html", lines=team.lines(reader(), late), today=late.today)


@bp.get("/my-day/team/<int:user_id>/tasks")
@needs(P.TEAM_READ)
def team_tasks(user_id: int) -> ResponseReturnValue:
    late = Late.of(current_actor(), now())
    whose = _colleague(late, user_id)
    found = team.tasks_of(reader(), late, user_id, request.args.get("after"))
    readlog.shows(readlog.Reading("task-list", cases=_cases_of(found)))
    return _list(
        "myday/team_tasks.html",
        found,
        user_id=user_id,
        whose=whose,
        refs=team.case_refs(reader(), found.rows),
    )


@bp.get("/my-day/team/<int:user_id>/cases")
@needs(P.TEAM_READ)
def team_cases(user_id: int) -> ResponseReturnValue:
    late = Late.of(current_actor(), now())
    whose = _colleague(late, user_id)
    found = team.cases_of(reader(), late, user_id, request.args.get("after"))
    readlog.shows(readlog.Reading("case-list", cases=[case.id for case in found.rows]))
    return _list("myday/team_cases.html", found, user_id=user_id, whose=whose, definition_of=definition_of)


def _of_a_board(actor: Actor) -> str:
    """A tenant board: what comes in its areas, what it is asked about, and figures; no resident and no case."""
    db, at = reader(), now()
    coming = activities.page(db, actor, activities.Wanted(), at, size=activities.ON_FIRST_PAGE)
    return render_template(
        "myday/tenant_board.html",
        asked=activities.awaiting_comment(db, actor, at),
        coming=coming.rows,
        more=coming.next is not None,
        proposals=activities.own_proposals(db, actor),
        areas=ACTIVITY_HOOKS.figures_of_areas(db, actor, at),
        doors=list(doors_of(actor)),
        kinds=KINDS,
        statuses=STATUSES,
        tones=TONES,
    )


def definition_of(workflow_id: str, version: int) -> Definition:
    return platform().library.get(workflow_id, version)


def _colleague(late: Late, user_id: int) -> str:
    """The name; empty for nobody. Raises NotFound for people of other teams."""
    if user_id == NOBODY:
        return ""
    team_of = team.people(reader(), late)
    if user_id not in team_of:
        raise NotFound("user", id=user_id)
    return team_of[user_id]


def _cases_of(found: Page[Task]) -> Collection[int]:
    return {task.case_id for task in found.rows if task.case_id is not None}


def _list(template: str, found: Page[Task] | Page[Case], **context: object) -> str:
    here = {**(request.view_args or {})}
    older = url_for(str(request.endpoint), **here, after=found.next) if found.next else None
    newer = url_for(str(request.endpoint), **here) if request.args.get("after") else None
    return render_template(template, rows=found.rows, older_url=older, newer_url=newer, **context)
