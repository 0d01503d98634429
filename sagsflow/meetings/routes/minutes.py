"""The minutes: their page, agenda and minutes as PDF, and what happens to them until they are locked, and after."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.meetings import policy
from sagsflow.meetings.forms import AdditionForm, RewordForm
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingStatus
from sagsflow.meetings.paper import MeetingPaper, paper_pdf
from sagsflow.meetings.printing import meeting_paper
from sagsflow.meetings.queries import meetings
from sagsflow.meetings.routes.answering import is_held
from sagsflow.meetings.service import minutes
from sagsflow.meetings.words import mistake
from sagsflow.web import errors, readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import Form, number_of, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language

Act = Callable[[Session], None]
STEPS = {"approve": minutes.approve, "give-back": minutes.give_back, "lock": minutes.lock}


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:meeting_id>/minutes", "minutes", show)
    bp.add_url_rule("/<int:meeting_id>/agenda.pdf", "agenda_pdf", agenda_pdf)
    bp.add_url_rule("/<int:meeting_id>/minutes.pdf", "minutes_pdf", minutes_pdf)
    for rule, view in (
        ("/<int:meeting_id>/minutes/approve", approve),
        ("/<int:meeting_id>/minutes/give-back", give_back),
        ("/<int:meeting_id>/minutes/lock", lock),
        ("/<int:meeting_id>/minutes/add", add),
        ("/<int:meeting_id>/items/<int:item_id>/reword", reword),
    ):
        bp.add_url_rule(rule, f"minutes_{view.__name__}", view, methods=["POST"])


@hidden_without(P.MEETING_READ)
def show(meeting_id: int) -> ResponseReturnValue:
    return _page(_held(meeting_id)), 200


def _held(meeting_id: int) -> Meeting:
    """There are no minutes of a meeting that has not ended. Raises NotFound."""
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    if meeting.status is not MeetingStatus.ENDED:
        raise NotFound("minutes")
    return meeting


def _page(meeting: Meeting, refused: Form | None = None, item_id: int | None = None) -> str:
    paper = _paper(meeting, "minutes")
    actor = current_actor()
    return render_template(
        "meetings/minutes.html",
        meeting=meeting,
        paper=paper,
        runs=policy.may_run(actor, meeting),
        may_approve=policy.may_approve(actor, meeting),
        rewordings=_rewordings(paper, refused, item_id),
        addition=refused if isinstance(refused, AdditionForm) else _addition(paper),
        refused=refused,
    )


def _paper(meeting: Meeting, what: str) -> MeetingPaper:
    """What this reader may see of it, noted as read."""
    paper, cases = meeting_paper(reader(), current_actor(), meeting, language=current_language(), at=now())
    if cases:
        readlog.shows(readlog.Reading(what, cases=cases, unit_ids=frozenset({meeting.unit_id})))
    return paper


def _rewordings(paper: MeetingPaper, refused: Form | None, item_id: int | None) -> dict[int, RewordForm]:
    """A form for each decision that this reader may mend."""
    forms: dict[int, RewordForm] = {}
    for line in paper.items:
        if line.decision_text is not None and not line.masked and line.status == "decided":
            form = RewordForm(
                prefix=f"reword{line.id}", formdata=None, text=line.decision_text, version=line.version
            )
            forms[line.id] = refused if isinstance(refused, RewordForm) and line.id == item_id else form
    return forms


def _addition(paper: MeetingPaper) -> AdditionForm:
    form = AdditionForm(formdata=None)
    form.offer(paper)
    return form


@hidden_without(P.MEETING_READ)
def agenda_pdf(meeting_id: int) -> ResponseReturnValue:
    meeting = meetings.find(reader(), current_actor(), meeting_id)
    return _pdf(_paper(meeting, "agenda-printed"), "agenda", meeting_id)


@hidden_without(P.MEETING_READ)
def minutes_pdf(meeting_id: int) -> ResponseReturnValue:
    return _pdf(_paper(_held(meeting_id), "minutes-printed"), "minutes", meeting_id)


def _pdf(paper: MeetingPaper, what: str, meeting_id: int) -> Response:
    answer = Response(paper_pdf(paper, what), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{what}-{meeting_id}.pdf"'
    return answer


@hidden_without(P.MEETING_READ)
def approve(meeting_id: int) -> ResponseReturnValue:
    return _step(meeting_id, "approve", gettext("The minutes are approved."))


@hidden_without(P.MEETING_READ)
def give_back(meeting_id: int) -> ResponseReturnValue:
    return _step(meeting_id, "give-back", gettext("The minutes are a draft again."))


@hidden_without(P.MEETING_READ)
def lock(meeting_id: int) -> ResponseReturnValue:
    return _step(meeting_id, "lock", gettext("The minutes are locked. From now on they are only added to."))


def _step(meeting_id: int, name: str, said: str) -> ResponseReturnValue:
    """A press that somebody else has made already is told."""
    here = url_for("meetings.minutes", meeting_id=meeting_id)
    try:
        with transaction() as db:
            STEPS[name](db, meeting_id, actor=current_actor(), at=now())
    except Stale as stale:
        changes = [gettext("Somebody else has gone on with the minutes meanwhile.")]
        return errors.page(409, error=stale, changes=changes, fresh_url=here)
    flash(said)
    return redirect(here, 303)


@hidden_without(P.MEETING_READ)
def reword(meeting_id: int, item_id: int) -> ResponseReturnValue:
    form = RewordForm(prefix=f"reword{item_id}")
    meeting = _held(meeting_id)
    item = reader().get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotFound("agenda-item")

    def act(db: Session) -> None:
        version = number_of(form.version)
        minutes.reword(db, item_id, text_of(form.text), version=version, actor=current_actor(), at=now())

    return _written(form, meeting, item_id, act)


@hidden_without(P.MEETING_READ)
def add(meeting_id: int) -> ResponseReturnValue:
    meeting, form = _held(meeting_id), AdditionForm()
    form.offer(_paper(meeting, "minutes"))

    def act(db: Session) -> None:
        about = number_of(form.item) or None
        minutes.add(db, meeting_id, text_of(form.text), item_id=about, actor=current_actor(), at=now())

    return _written(form, meeting, number_of(form.item) or None, act)


def _written(
    form: RewordForm | AdditionForm, meeting: Meeting, item_id: int | None, act: Act
) -> ResponseReturnValue:
    """Done once, or the page again with what was typed."""
    here = url_for("meetings.minutes", meeting_id=meeting.id, _anchor=f"item-{item_id}" if item_id else None)
    if form.validate_on_submit() and not is_held(form, item_id):
        try:
            with submissions.once(form.key, here) as db:
                act(db)
        except Invalid as refusal:
            if not refusal.fields:
                raise
            form.add_errors(refusal, mistake)
        except Stale as stale:
            changes = [gettext("Somebody else has changed the minutes meanwhile.")]
            return errors.page(409, error=stale, changes=changes, fresh_url=here)
        else:
            return redirect(here, 303)
    return _page(meeting, form, item_id), 422
