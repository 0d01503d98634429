"""What a person summary says, as plain frozen values: the cases package fills it, nothing in it leads back to the database."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TakenStep:
    """One step of the case's history. `by` is a role or unit, never a person's private matter; `source` is empty at the start;
    `on_behalf_of` is the leader whose deputy took it."""

    at: datetime
    name: str
    by: str
    source: str
    target: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that stands on the case; `kind` is a code of `documents.models.DocumentKind`, `unit` brought it."""

    on: date
    kind: str
    title: str
    unit: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal in the resident's own words; `status` is a code of `cases.models.GoalStatus`."""

    own_words: str
    responsible: str
    due_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Score:
    """One answer, from 1 to 5."""

    asked_on: date
    score: int


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """The answers to one progression question (a code of `cases.models.ProgressionQuestion`), oldest first."""

    question: str
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class MeasureAnswerLine:
    """What was answered to a result measure on a day, in words."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A result measure with its answers, oldest first."""

    name: str
    answers: tuple[MeasureAnswerLine, ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What a meeting or a step decided."""

    on: date
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Something that somebody has promised to do."""

    what: str
    responsible: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A unit that may see something of the case. `ground` is a code of `access.models.Ground`; `until` None: no end is set."""

    unit: str
    organisation: str
    ground: str
    until: date | None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note; `kind` is a code of `cases.models.NoteKind`. `controller` is named where it is another than the case's."""

    on: date
    kind: str
    author: str
    text: str
    sensitive: bool = False
    controller: str | None = None


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """One resident's case on paper. Texts come in `language`; `diagram` is the pathway as SVG with the case's place marked.

    Notes marked sensitive are printed only when `includes_sensitive`, and the page says how many were left out.
    `resident_name` None: she is protected, and whoever prints has not opened who it is.
    """

    language: str
    ref: str
    resident_name: str | None
    birth_year: int | None
    plan: str
    sub_agreement: str
    organisation: str
    area: str | None
    pathway: str
    state: str
    state_since: date
    due_on: date | None
    opened_on: date
    closed_on: date | None
    owner: str | None
    key_worker: str | None
    diagram: str
    recipient: str
    purpose: str
    printed_by: str
    printed_at: datetime
    log_anchor: str
    includes_sensitive: bool = False
    printed_for: str | None = None
    steps: tuple[TakenStep, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    progression: tuple[QuestionScores, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    parties: tuple[PartyLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    documents: tuple[DocumentLine, ...] = ()

    @property
    def printed_documents(self) -> tuple[DocumentLine, ...]:
        return tuple(line for line in self.documents if self.includes_sensitive or not line.sensitive)

    @property
    def documents_left_out(self) -> int:
        return len(self.documents) - len(self.printed_documents)

    @property
    def printed_notes(self) -> tuple[NoteLine, ...]:
        return tuple(note for note in self.notes if self.includes_sensitive or not note.sensitive)

    @property
    def notes_left_out(self) -> int:
        return len(self.notes) - len(self.printed_notes)
