"""Puts the numbers of a status into the tables that page and paper show, and into the rows of the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from sagsflow.board.course import Stretch
from sagsflow.board.models import MilestoneStatus
from sagsflow.board.numbers import ACTIVITIES, ALL, CLOSED, HEADS, HELD, MILESTONES, OPENED, Number
from sagsflow.board.status import LATE, Status
from sagsflow.board.words import DOMAINS, FIGURES, PARTS, STATUSES
from sagsflow.cases.words import RESULTS
from sagsflow.overview.forms import period_label
from sagsflow.overview.measuring import KINDS, NAMES
from sagsflow.overview.words import CODES
from sagsflow.web.filters import localised
from sagsflow.web.spreadsheet import Cell

SUPPORT, CITIZENSHIP = "support", "volunteer"
Key = tuple[str, str, str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its name, and a number for each column (None: hidden)."""

    label: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A result measure with its parts."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter among those before it; `short` stands under its columns."""

    label: str
    short: str
    of: Stretch


@dataclass(frozen=True, slots=True)
class Tables:
    """`places` and `crossed` have opened and closed; `results` and `measures` one number."""

    opened: int | None
    closed: int | None
    places: tuple[Line, ...]
    crossed: tuple[Line, ...]
    results: tuple[Line, ...]
    measures: tuple[Measured, ...]
    activities: tuple[Line, ...]
    course: tuple[Quarter, ...]
    hides: bool


def tables(status: Status) -> Tables:
    values = {_key(row): row.value for row in status.numbers}
    flow = [_flow(values, SUPPORT, _("The whole plan"))]
    flow += [_flow(values, SUPPORT, localised(row), sub=row.id) for row in status.sections]
    flow += [
        _flow(values, SUPPORT, status.areas.get(area, _("No area")), area=area) for area in _areas(status)
    ]
    flow.append(_flow(values, CITIZENSHIP, _("Citizenship (by itself)")))
    return Tables(
        opened=values.get((SUPPORT, OPENED, ALL, None, None), 0),
        closed=values.get((SUPPORT, CLOSED, ALL, None, None), 0),
        places=tuple(flow),
        crossed=tuple(_crossings(status, values)),
        results=tuple(
            Line(str(RESULTS.get(row.part, row.part)), (row.value,))
            for row in status.numbers
            if row.figure == CLOSED and row.part != ALL and _is_whole(row) and row.value != 0
        ),
        measures=tuple(_measured(values, name) for name in NAMES),
        activities=tuple(_activities(status, values)),
        course=tuple(_quarter(row) for row in status.course),
        hides=any(row.value is None for row in status.numbers)
        or any(row.opened is None or row.closed is None for row in status.course),
    )


def _quarter(row: Stretch) -> Quarter:
    year, number = row.quarter.code.split("-")
    return Quarter(period_label(row.quarter), _("Q%(number)s %(year)s", number=number, year=year), row)


def rows(status: Status, quarter: str) -> Iterator[Sequence[Cell]]:
    """One number in each row, with words for everything."""
    names = {row.id: localised(row) for row in status.sections}
    for row in status.numbers:
        yield (
            status.plan,
            quarter,
            str(DOMAINS.get(row.domain, "")),
            _("All") if row.sub_agreement_id is None else names[row.sub_agreement_id],
            _("All") if row.area_id is None else status.areas.get(row.area_id, _("No area")),
            str(FIGURES.get(row.figure, "")) or localised(NAMES[row.figure]),
            _part(row),
            row.value,
            _("hidden") if row.value is None else "",
        )


def _part(row: Number) -> str:
    if row.part == ALL:
        return _("All")
    if row.figure == MILESTONES:
        return _("Overdue") if row.part == LATE else str(STATUSES[MilestoneStatus(row.part)])
    if row.figure == ACTIVITIES:
        return str(PARTS[row.part])
    words = CODES if row.figure in KINDS else RESULTS
    return str(words.get(row.part, row.part))


def _key(row: Number) -> Key:
    return (row.domain, row.figure, row.part, row.sub_agreement_id, row.area_id)


def _is_whole(row: Number) -> bool:
    return row.domain == SUPPORT and row.sub_agreement_id is None and row.area_id is None


def _flow(
    values: Mapping[Key, int | None],
    domain: str,
    label: str,
    *,
    sub: int | None = None,
    area: int | None = None,
) -> Line:
    cells = tuple(values.get((domain, figure, ALL, sub, area), 0) for figure in (OPENED, CLOSED))
    return Line(label, cells)


def _areas(status: Status) -> Sequence[int]:
    return list(dict.fromkeys(row.area_id for row in status.numbers if row.area_id is not None))


def _crossings(status: Status, values: Mapping[Key, int | None]) -> Iterator[Line]:
    """Where a sub-agreement and an area meet; those without a case are left out."""
    for section in status.sections:
        for area in _areas(status):
            label = f"{localised(section)} · {status.areas.get(area, _('No area'))}"
            line = _flow(values, SUPPORT, label, sub=section.id, area=area)
            if line.cells != (0, 0):
                yield line


def _activities(status: Status, values: Mapping[Key, int | None]) -> Iterator[Line]:
    """Of the whole plan and each sub-agreement: held, and how many came."""
    for label, sub in [(_("The whole plan"), None), *((localised(row), row.id) for row in status.sections)]:
        cells = (values.get(("", ACTIVITIES, part, sub, None), 0) for part in (HELD, HEADS))
        yield Line(label, tuple(cells))


def _measured(values: Mapping[Key, int | None], name: str) -> Measured:
    lines = tuple(
        Line(str(CODES[part]), (values.get((SUPPORT, name, part, None, None), 0),)) for part in KINDS[name]
    )
    return Measured(localised(NAMES[name]), lines)


def goal_rows(seen: Status) -> Iterator[Sequence[Cell]]:
    """One of each milestone; a goal without any stands alone."""
    for section in seen.sections:
        for goal in section.goals:
            told = (localised(section), goal.text, goal.measured_by, goal.organisation)
            for one in goal.milestones:
                status, late = str(STATUSES[one.status]), _("yes") if one.is_late else _("no")
                yield *told, one.title, one.due_on, status, one.on_day, one.note, late
            if not goal.milestones:
                yield *told, "", None, "", None, "", ""
