"""What agenda and minutes say, as plain frozen values, and the PDFs made of them: nothing here leads back to the database."""

from dataclasses import dataclass
from datetime import date, datetime

from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A unit, and whether it was here (a code of `models.Presence`)."""

    unit: str
    person: str | None
    presence: str


@dataclass(frozen=True, slots=True)
class AdditionLine:
    """What was added after the minutes were locked."""

    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item. `ref` and `resident` are None for a general matter and for a case that this reader sees masked; of a masked
    case nothing is told but its number at this meeting, the area, the age band and the question for those without consent; of one
    that may only be stored (`stored_only`), its number alone."""

    id: int
    number: int
    local_number: int
    masked: bool
    ref: str | None
    resident: str | None
    title: str | None
    area: str | None
    age_band: str | None
    question: str
    minutes: int
    status: str
    stored_only: bool = False
    anonymous: bool = False
    late: bool = False
    seats: tuple[SeatLine, ...] = ()
    decision_code: str | None = None
    decision_text: str | None = None
    responsible: str | None = None
    due_on: date | None = None
    key_worker: str | None = None
    recorded_by: str | None = None
    carried_from: date | None = None
    carried_to: date | None = None
    version: int = 0
    additions: tuple[AdditionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What was agreed earlier and asked about here; `outcome` is a code of `models.Outcome`, None while it waits."""

    what: str
    ref: str | None
    unit: str
    due_on: date
    outcome: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """The whole of it. `status` is a code of `models.MinutesStatus`."""

    language: str
    starts_at: datetime
    ends_at: datetime
    place: str
    unit: str
    kind: str
    chair: str
    minute_taker: str
    status: str
    approved_by: str | None
    approved_at: datetime | None
    locked_at: datetime | None
    seal: str | None
    seats: tuple[SeatLine, ...]
    resident_present: bool
    companion_present: bool
    items: tuple[ItemLine, ...]
    taken_off: tuple[ItemLine, ...]
    followed_up: tuple[ActionLine, ...]
    additions: tuple[AdditionLine, ...]
    printed_by: str
    printed_at: datetime
    log_anchor: str


def paper_html(paper: MeetingPaper, what: str) -> str:
    """What is printed, as HTML (to measure and to test); `what` is "agenda" or "minutes"."""
    return assemble(
        f"print/meeting/{what}.html",
        language=paper.language,
        paper=paper,
        running_right=paper.unit,
        printed_by=paper.printed_by,
        printed_at=paper.printed_at,
        log_anchor=paper.log_anchor,
    )


def paper_pdf(paper: MeetingPaper, what: str) -> bytes:
    """Raises PaperTooLarge or PaperFailed. Call it in an application context."""
    return render_pdf(paper_html(paper, what))
