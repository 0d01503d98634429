"""The rows of the lists around meetings: meetings one has a part in, series one calls from, and barriers lifted to the board."""

from collections.abc import Iterator, Sequence

from sagsflow.accounts import queries as accounts
from sagsflow.exports.rows import AT_ONCE, Taking
from sagsflow.meetings.queries import barriers, meetings
from sagsflow.meetings.words import word
from sagsflow.organisations import queries as organisations
from sagsflow.web.spreadsheet import Cell

Rows = Iterator[Sequence[Cell]]


def of_meetings(taking: Taking) -> Rows:
    """No case: how many items each has."""
    units = {unit.id: unit.name for unit in organisations.named_units(taking.db)}
    for part in meetings.every(taking.db, taking.actor, AT_ONCE):
        counts = meetings.item_counts(taking.db, [row.id for row in part])
        chairs = accounts.user_names(taking.db, {row.chair_id for row in part})
        for row in part:
            count = counts.get(row.id, meetings.NOTHING)
            kind, status = word(row.kind, "kind"), word(row.status, "status")
            chair, unit = chairs.get(row.chair_id, ""), units.get(row.unit_id, "")
            yield row.starts_at, row.ends_at, kind, row.place, unit, chair, status, count.items, count.done


def of_barriers(taking: Taking) -> Rows:
    """Worded without anybody; a small number of cases is hidden, as it is on the page."""
    units = {unit.id: unit.name for unit in organisations.named_units(taking.db)}
    for view in barriers.barriers(taking.db):
        row = view.barrier
        unit = units.get(row.unit_id, "")
        yield row.title, row.text, view.cases, unit, row.lifted_at, row.answer or "", row.answered_at


def of_series(taking: Taking) -> Rows:
    rows = meetings.series_of(taking.db, taking.actor)
    units = {unit.id: unit.name for unit in organisations.named_units(taking.db)}
    names = accounts.user_names(
        taking.db, {one for row in rows for one in (row.chair_id, row.minute_taker_id)}
    )
    for row in rows:
        begins = row.begins_at.strftime("%H.%M")
        kind, rhythm = word(row.kind, "kind"), (row.first_on, row.every_weeks, begins, row.length)
        partners = ", ".join(units.get(one.unit_id, "") for one in row.units)
        keeps = names.get(row.chair_id, ""), names.get(row.minute_taker_id, "")
        yield row.name, kind, *rhythm, row.place, units.get(row.unit_id, ""), partners, *keeps
