"""What the worker does with a batch: a piece at a time, read first, printed on every core without a transaction, then kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.batches import queries, service
from sagsflow.batches.models import BatchStatus, PrintBatch, PrintItem
from sagsflow.batches.service import Made
from sagsflow.cases.models import Case
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound, Restricted
from sagsflow.eventlog.reading import Reading
from sagsflow.jobs.registry import Duty, Errand, Payload, Round
from sagsflow.paper.batch import Printed, print_many
from sagsflow.paper.binding import bind
from sagsflow.paper.errors import PaperFailed
from sagsflow.paper.pdf import person_summary_html
from sagsflow.paper.summary import PersonSummary
from sagsflow.tasks.words import in_words
from sagsflow.web.filters import as_date
from sagsflow.web.platform import EXTENSION, Platform

PIECE = 25
CLEANING = "print-batch-cleanup"
ROUND = Round(CLEANING, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper before it is printed."""

    summary: PersonSummary
    reading: Reading


@dataclass(frozen=True, slots=True)
class Piece:
    """Some papers of a batch; None where the person may not print the case any more."""

    batch_id: int
    actor: Actor | None
    sheets: Mapping[int, Sheet | None]


@dataclass(frozen=True, slots=True)
class Volume:
    """A batch whose papers are put together: the number and the paper of each case, some tens of kilobytes each."""

    title: str
    language: str
    papers: Sequence[tuple[str, bytes]]


class Printing:
    """Stands on an application for its templates: the worker has no request. Each application of a process sets it anew."""

    def __init__(self) -> None:
        self._app: Flask | None = None

    def stand_on(self, app: Flask) -> None:
        self._app = app

    def prepare(self, db: Session, payload: Payload, at: datetime) -> Piece | None:
        batch = db.get(PrintBatch, payload["batch"])
        if batch is None or batch.status is not BatchStatus.PRINTING:
            return None
        present = accounts.presence(db, batch.user_id, copenhagen_date(at))
        actor = present.actor if present else None
        wish = self._wish(batch)
        items = queries.waiting(db, batch.id, PIECE)
        sheets = {item.position: self._sheet(db, item, actor, wish, at=at) for item in items}
        return Piece(batch.id, actor, sheets)

    def carry_out(self, piece: Piece) -> list[Made]:
        """A paper that cannot be printed stops none of the others."""
        with self._standing.app_context():
            printed = dict(print_many(self._pages(piece)))
        return [self._made(position, sheet, printed) for position, sheet in piece.sheets.items()]

    def settle(
        self, db: Session, payload: Payload, outcome: tuple[Actor | None, list[Made]], at: datetime
    ) -> None:
        actor, made = outcome
        service.settle(db, payload["batch"], made, actor, at=at)

    def prepare_volume(self, db: Session, payload: Payload, _at: datetime) -> Volume | None:
        batch = db.get(PrintBatch, payload["batch"])
        if batch is None or batch.status is not BatchStatus.PRINTING:
            return None
        with self._standing.app_context(), force_locale(batch.language):
            title = _("Pathway summaries, %(day)s", day=as_date(copenhagen_date(batch.asked_at)))
        return Volume(title, batch.language, list(queries.papers(db, batch.id)))

    def put_together(self, volume: Volume) -> bytes | None:
        """None where it cannot be done: the papers are there one by one."""
        try:
            return bind(volume.papers, title=volume.title, language=volume.language)
        except PaperFailed:
            return None

    def settle_volume(self, db: Session, payload: Payload, whole: bytes | None, _at: datetime) -> None:
        service.settle_bound(db, payload["batch"], whole)

    @property
    def _standing(self) -> Flask:
        assert self._app is not None, "the application stands before its worker begins"
        return self._app

    def _wish(self, batch: PrintBatch) -> Wish:
        with self._standing.app_context():
            words = in_words(batch.language)
        return Wish(
            batch.recipient, batch.purpose, batch.language, sensitive=batch.sensitive, task_words=words
        )

    def _sheet(
        self, db: Session, item: PrintItem, actor: Actor | None, wish: Wish, *, at: datetime
    ) -> Sheet | None:
        """By the rules of this moment: who may not print the case any more gets no paper."""
        if actor is None:
            return None
        ref = db.get_one(Case, item.case_id).ref
        pathways: Platform = self._standing.extensions[EXTENSION]
        try:
            seen, summary = person_summary(db, actor, ref, wish, at=at, pathways=pathways)
        except (NotFound, Restricted):
            return None
        reading = Reading(
            "case-printed",
            case_id=seen.case.id,
            resident_id=seen.case.resident_id,
            purpose=wish.purpose,
            recipient=wish.recipient,
            unit_ids=seen.unit_ids,
        )
        return Sheet(summary, reading)

    def _pages(self, piece: Piece) -> Iterator[tuple[str, str]]:
        for position, sheet in piece.sheets.items():
            if sheet is not None:
                yield str(position), person_summary_html(sheet.summary)

    def _made(self, position: int, sheet: Sheet | None, printed: Mapping[str, Printed]) -> Made:
        paper = printed.get(str(position))
        return (
            Made(position, paper, sheet.reading)
            if sheet and isinstance(paper, bytes)
            else Made(position, None, None)
        )


PRINTING = Printing()
HANDLERS: Mapping[str, Duty] = {
    service.JOB: Errand(
        PRINTING.prepare, lambda piece: (piece.actor, PRINTING.carry_out(piece)), PRINTING.settle
    ),
    service.BIND: Errand(PRINTING.prepare_volume, PRINTING.put_together, PRINTING.settle_volume),
    CLEANING: service.remove_old,
}
