"""Shapes a meeting for its page: plain values, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.accounts import queries as accounts
from sagsflow.cases import consenting
from sagsflow.cases import words as case_words
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import definition_of
from sagsflow.cases.words import ReasonWords
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Reason
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingStatus
from sagsflow.meetings.queries.agenda import ItemView
from sagsflow.meetings.queries.in_hand import Choice, InHand
from sagsflow.meetings.queries.ready import ReadyCase
from sagsflow.meetings.words import NEEDS, word
from sagsflow.organisations import queries as organisations
from sagsflow.web.database import now
from sagsflow.web.guard import current_actor
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

PEOPLE_ANCHOR = "#people"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of units and people by id, fetched once for the page."""

    units: Mapping[int, str]
    people: Mapping[int, str]


def names_of(db: Session, meeting: Meeting, items: Sequence[AgendaItem]) -> Names:
    people: set[int | None] = {meeting.chair_id, meeting.minute_taker_id}
    for item in items:
        people |= {item.decided_by, item.key_worker_id}
    for part in meeting.participants:
        people |= {part.user_id, part.attended_by}
    units = {unit.id: unit.name for unit in organisations.named_units(db)}
    return Names(units, accounts.user_names(db, people))


@dataclass(frozen=True, slots=True)
class Clock:
    """How much is planned, how long the meeting is, and what is left of it."""

    planned: int
    length: int
    left: int | None

    @property
    def is_over(self) -> bool:
        return self.planned > self.length


def clock_of(meeting: Meeting, items: Sequence[ItemView]) -> Clock:
    minute = timedelta(minutes=1)
    planned = sum(view.item.minutes for view in items)
    since = max(now(), meeting.starts_at)
    left = (meeting.ends_at - since) // minute if meeting.status is MeetingStatus.RUNNING else None
    return Clock(planned, (meeting.ends_at - meeting.starts_at) // minute, left)


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """A decision as the form offers it, or greys it. `leads` is the state it leads to; None when the case stays.
    `needs` names what must be filled in besides the text."""

    code: str
    name: str
    leads: str | None
    needs: Sequence[str]
    reasons: Sequence[ReasonWords]


def choices_of(db: Session, found: InHand, units: Mapping[int, str]) -> Sequence[ChoiceWords]:
    definition, language = found.standing.definition, current_language()
    mending = Mending(definition, mending_urls(db, found.case), units)
    return [
        ChoiceWords(
            code=choice.code,
            name=word(choice.code, "decision"),
            leads=choice.target.name.in_(language) if choice.target else None,
            needs=[str(NEEDS[name]) for name in choice.step.requires if name in NEEDS] if choice.step else (),
            reasons=_why_not(choice, found, mending),
        )
        for choice in found.choices
    ]


@dataclass(frozen=True, slots=True)
class Mending:
    """What the words of a reason need: the pathway, where a hindrance is lifted, and the names of units."""

    definition: Definition
    urls: Mapping[str, str]
    units: Mapping[int, str]

    def words(self, reason: Reason) -> ReasonWords:
        found = case_words.reason(reason, self.definition, self.units, self.urls)
        if reason.code == "nobody_present":
            return ReasonWords(found.text, found.who, PEOPLE_ANCHOR)
        if reason.code == "discussed_anonymously":
            return ReasonWords(gettext("Discussed anonymously: this step needs consent."), found.who)
        return found


def _why_not(choice: Choice, found: InHand, mending: Mending) -> Sequence[ReasonWords]:
    if choice.gone:
        state = found.standing.state.name.in_(current_language())
        text = gettext(
            "The case stands in “%(state)s” now; this step does not lead on from there.", state=state
        )
        return [ReasonWords(text, None)]
    return [mending.words(reason) for reason in choice.reasons]


def mended(db: Session, case_id: int | None) -> Mending | None:
    case = db.get(Case, case_id) if case_id is not None else None
    if case is None:
        return None
    return Mending(definition_of(case, platform()), mending_urls(db, case), _unit_names(db))


def reasons_in_words(reasons: Sequence[Reason], mending: Mending | None) -> Sequence[ReasonWords]:
    return [mending.words(reason) for reason in reasons] if mending else []


def mending_urls(db: Session, case: Case) -> Mapping[str, str]:
    """Where a consent is written down: offered to those who keep the case's consents."""
    actor = current_actor()
    view = ledger.view_of_units(db, actor.unit_ids, case.id, now())
    if not consenting.may_keep(actor, case, view):
        return {}
    return {"consent": url_for("consents.new", ref=case.ref)}


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A case that waits, for how many working days, and why it could not be put on just now."""

    found: ReadyCase
    waited: int
    reasons: Sequence[ReasonWords]


def ready_rows(
    ready: Sequence[ReadyCase], refused: Mapping[str, Sequence[ReasonWords]]
) -> Sequence[ReadyRow]:
    today, calendar = copenhagen_date(now()), platform().calendar
    return [
        ReadyRow(
            found,
            calendar.working_days_between(copenhagen_date(found.case.state_since), today),
            refused.get(found.case.ref, ()),
        )
        for found in ready
    ]


def _unit_names(db: Session) -> Mapping[int, str]:
    return {unit.id: unit.name for unit in organisations.named_units(db)}
