"""The page of one case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.cases import limits, panels, policy
from sagsflow.cases.models import Case
from sagsflow.cases.queries import answered, controllers, one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.standing import standing
from sagsflow.cases.routes import parts, presenting
from sagsflow.cases.service import clock, people, undoing
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

READERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>", "show", show)


@hidden_without(*READERS)
def show(ref: str) -> ResponseReturnValue:
    db, actor, at = reader(), current_actor(), now()
    seen = one.find(db, actor, ref, at)
    page = page_of(db, actor, seen, at)
    linked = cast(Sequence[Case], page["linked"])
    readlog.shows(
        readlog.Reading(
            "case",
            case_id=seen.case.id,
            resident_id=seen.case.resident_id,
            cases=[case.id for case in linked],
            count=1,
            unit_ids=seen.unit_ids,
        )
    )
    return render_template("cases/show.html", **page)


def page_of(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object]:
    """Everything that the page of a case shows this actor; the preview asks the same, with another actor."""
    standing_now = standing(db, actor, seen, platform(), at)
    notes, events, stays = one.journal(db, actor, seen), one.events(db, seen), one.stays(db, seen)
    answers = answered.by_step(db, actor, seen, standing_now.definition, events)
    names = presenting.Names.of(db, seen, events, notes, answers)
    header = presenting.header(db, seen, standing_now, names)
    may_write = policy.may_write(actor, seen.case, seen.view)
    return {
        "case": seen.case,
        "definition": standing_now.definition,
        "names": names,
        "header": header,
        "legal": limits.told(seen.case, standing_now.definition, seen.view),
        "steps": presenting.steps(seen, standing_now, stays, at),
        "moves": presenting.moves(db, actor, seen, standing_now, names),
        "record": presenting.record(notes, events, names, answers),
        "controllers": controllers.of_notes(db, seen.case, notes),
        "goals": presenting.goals(db, seen, names),
        "scores": presenting.scores(db, seen),
        "parties": [(row.unit_id, names.units.get(row.unit_id, "")) for row in one.parties(db, seen)],
        "linked": one.linked(db, actor, seen, at),
        "own_part": parts.part_of(actor, seen),
        "whom_to_ask": presenting.whom_to_ask(header),
        "may_write": may_write,
        "may_assign": people.may_assign(actor, seen.case, seen.view),
        "own_units": actor.unit_ids,
        "may_note": policy.may_write_note(actor, seen.case, seen.view),
        "may_print": policy.may_print(actor, seen.case, seen.view),
        "paused": clock.running_pause(db, seen.case, at) if may_write else None,
        "undoable": may_write and undoing.may_undo(db, seen.case, platform()),
        "panels": panels.collect(db, actor, seen, at),
        "diagram": presenting.diagram(seen, standing_now, stays),
        "pathway_url": url_for("pathways.show", workflow_id=seen.case.workflow_id),
    }
