"""What is due to be erased and what has been decided, as rows of a file; by number, without names."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _

from sagsflow.core.calendar import copenhagen_date
from sagsflow.privacy.due import Line
from sagsflow.privacy.models import Erasure, ErasureStatus
from sagsflow.web.spreadsheet import Cell


def heading() -> Sequence[str]:
    return _("Case"), _("Closed"), _("To be erased"), _("Where it stands"), _("Decided"), _("Reason")


def rows(waiting: Sequence[Line], decided: Sequence[Erasure], today: date) -> Iterator[Sequence[Cell]]:
    for line in waiting:
        closed = copenhagen_date(line.case.closed_at) if line.case.closed_at else None
        reason = line.hold.reason if line.hold else ""
        yield line.case.ref, closed, line.kept.due_on, _standing(line, today), None, reason
    for row in decided:
        status = _("Erased") if row.status is ErasureStatus.ERASED else _("Rejected")
        yield row.case_ref, row.closed_on, row.due_on, status, row.decided_at, row.reason or ""


def _standing(line: Line, today: date) -> str:
    if line.hold:
        return _("Held back")
    if line.proposal:
        return _("Waits for approval")
    return _("To be erased now") if line.is_due(today) else _("Within 30 days")
