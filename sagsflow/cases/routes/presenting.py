"""Shapes one case for its page: plain values, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import limits, words
from sagsflow.cases.models import Case, Goal, Note, ProgressionQuestion, StateStay
from sagsflow.cases.queries import controllers, naming, one
from sagsflow.cases.queries.answered import Given
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.standing import Standing
from sagsflow.cases.routes import mending, saying
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.diagram import svg
from sagsflow.engine.model import Definition
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.organisations import queries as organisations
from sagsflow.web.guard import current_actor
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

NO_ANSWERS: Mapping[int, Sequence[Given]] = {}
NAMES_PEOPLE = frozenset({"owner", "user", "to", "by", "on_behalf_of"})


@dataclass(frozen=True, slots=True)
class Names:
    """Names of units and people by id, as far as the reader may know them; fetched once for the page."""

    units: Mapping[int, str]
    people: Mapping[int, str]

    @classmethod
    def of(
        cls,
        db: Session,
        seen: Seen,
        events: Sequence[Event] = (),
        notes: Sequence[Note] = (),
        answers: Mapping[int, Sequence[Given]] = NO_ANSWERS,
    ) -> "Names":
        people = {event.actor_id for event in events} | {
            seen.case.owner_id,
            seen.case.key_worker_id,
            seen.case.informed_by,
        }
        people |= saying.people_named(answers)
        for event in events:
            named = (value for key, value in data_of(event).items() if key in NAMES_PEOPLE)
            people |= {value for value in named if isinstance(value, int)}
        people |= {note.author_id for note in notes}
        other = gettext("another party")
        return cls(
            naming.unit_names(db, seen, notes, other), naming.people_names(db, seen, people, notes, other)
        )


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of the case says."""

    area: str | None
    plan: str
    sub_agreement: str
    organisation: str
    controller: str
    owner: str | None
    key_worker: str | None
    ball: str
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record: a note or an event."""

    at: datetime
    who: str | None
    note: Note | None = None
    event: Event | None = None
    data: Mapping[str, object] | None = None
    corrects: int | None = None
    said: Sequence[tuple[str, str]] = ()
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A step as the page offers it, or greys it."""

    name: str
    url: str
    reasons: Sequence[words.ReasonWords]
    is_withdrawal: bool


def header(db: Session, seen: Seen, standing: Standing, names: Names) -> Header:
    case, language = seen.case, current_language()
    around = organisations.frame(
        db, plan_id=case.plan_id, sub_agreement_id=case.sub_agreement_id, area_id=case.area_id
    )
    return Header(
        area=around.area,
        plan=around.plan,
        sub_agreement=around.name_en if language == "en" else around.name_da,
        organisation=names.units.get(case.owner_unit_id, ""),
        controller=controllers.of_case(db, case),
        owner=names.people.get(case.owner_id or 0),
        key_worker=names.people.get(case.key_worker_id or 0),
        ball=words.role(standing.state.ball) if standing.state.ball else "",
        days_left=_days_left(case.due_on),
    )


def whom_to_ask(header: Header) -> str:
    """The case owner with her team; the team while nobody has taken the case."""
    return ", ".join(filter(None, (header.owner, header.organisation)))


def law_says(case: Case, definition: Definition) -> str:
    """For a line of a list: whose date its due day is, where the law has set it."""
    name = limits.in_lists(case, definition, current_actor().unit_ids)
    return name.in_(current_language()) if name else ""


def _days_left(due: date | None) -> int | None:
    if due is None:
        return None
    return platform().calendar.days_left(copenhagen_date(platform().clock.now()), due)


def steps(
    seen: Seen, standing: Standing, stays: Sequence[StateStay], at: datetime
) -> Sequence[Mapping[str, object]]:
    """The states on the way, done ones with their last date, then the current one, then those that usually follow."""
    language = current_language()
    last = {stay.state: stay for stay in stays}
    order = [state for state in standing.definition.states.values() if not state.final]
    shown = [*order, standing.state] if standing.state.final else order
    here = next(index for index, state in enumerate(shown) if state.id == standing.state.id)
    rows: list[Mapping[str, object]] = []
    for index, state in enumerate(shown):
        stay = last.get(state.id)
        if index == here:
            late = seen.case.due_on is not None and seen.case.due_on < copenhagen_date(at)
            rows.append(
                {
                    "name": state.name.in_(language),
                    "status": "current",
                    "date": seen.case.state_since,
                    "due": seen.case.due_on,
                    "overdue": late,
                }
            )
        elif index < here or stay is not None:
            status = "done" if stay is not None else "skipped"
            rows.append(
                {
                    "name": state.name.in_(language),
                    "status": status,
                    "date": stay.entered_at if stay else None,
                }
            )
        else:
            rows.append({"name": state.name.in_(language), "status": "upcoming"})
    return rows


def moves(db: Session, actor: Actor, seen: Seen, standing: Standing, names: Names) -> Sequence[Move]:
    ref, language = seen.case.ref, current_language()
    urls = mending.doors(
        db, actor, seen, [reason for option in standing.options for reason in option.reasons]
    )
    return [
        Move(
            name=option.step.name.in_(language),
            url=url_for("cases.move", ref=ref, trigger=option.step.trigger),
            reasons=[
                words.reason(
                    reason,
                    standing.definition,
                    names.units,
                    mending.for_step(urls, option.step.trigger, option.reasons),
                )
                for reason in option.reasons
            ],
            is_withdrawal=option.is_withdrawal,
        )
        for option in standing.options
    ]


def record(
    notes: Sequence[Note],
    events: Sequence[Event],
    names: Names,
    answers: Mapping[int, Sequence[Given]] = NO_ANSWERS,
) -> Sequence[Entry]:
    """Notes and events together, newest first, a step with what was answered in it; the event of a note that is shown, or
    hidden, is not told twice."""
    entries = [
        Entry(note.written_at, names.people.get(note.author_id), note=note, corrects=note.corrects_id)
        for note in notes
    ]
    entries += [
        Entry(
            event.at,
            names.people.get(event.actor_id or 0),
            event=event,
            data=data_of(event),
            said=[saying.in_words(given, names.units, names.people) for given in _of(event, answers)],
            taken_back=any(given.taken_back for given in _of(event, answers)),
        )
        for event in events
        if not event.kind.startswith("note-")
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.event.seq if entry.event else 0), reverse=True)


def _of(event: Event, answers: Mapping[int, Sequence[Given]]) -> Sequence[Given]:
    return answers.get(event.case_seq or 0, ())


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal and who helps with it."""

    goal: Goal
    responsible: str
    is_late: bool


def goals(db: Session, seen: Seen, names: Names) -> Sequence[GoalRow]:
    today = copenhagen_date(platform().clock.now())
    return [
        GoalRow(
            goal, names.units.get(goal.responsible_unit_id, ""), bool(goal.due_on and goal.due_on < today)
        )
        for goal in one.goals(db, seen)
    ]


def scores(db: Session, seen: Seen) -> Sequence[tuple[str, Sequence[tuple[date, int]]]]:
    """Question → its scores, oldest first; only questions that have been asked."""
    found: dict[ProgressionQuestion, list[tuple[date, int]]] = {}
    for row in one.progression(db, seen):
        found.setdefault(row.question, []).append((row.asked_on, row.score))
    return [(question.value, found[question]) for question in ProgressionQuestion if question in found]


def diagram(seen: Seen, standing: Standing, stays: Sequence[StateStay]) -> str:
    visited = tuple(dict.fromkeys(stay.state for stay in stays))
    return _drawn(standing.definition, current_language(), seen.case.state, visited)


@lru_cache(maxsize=256)
def _drawn(definition: Definition, language: str, current: str, visited: tuple[str, ...]) -> str:
    """Many cases have come the same way."""
    return svg(definition, language, current=current, visited=visited, uid="case-map")
