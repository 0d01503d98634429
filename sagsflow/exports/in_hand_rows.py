"""The rows of what somebody has in hand: her batches of papers, files read in, messages, and what is overdue in her teams."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from flask_babel import gettext as _

from sagsflow.accounts import queries as accounts
from sagsflow.batches import queries as batches
from sagsflow.batches.words import STANDINGS
from sagsflow.core.errors import NotFound
from sagsflow.exports.rows import Taking, pages
from sagsflow.imports import queries as imports
from sagsflow.imports.words import STAGES
from sagsflow.messages import queries as messages
from sagsflow.myday.queries import team
from sagsflow.myday.queries.team import Late
from sagsflow.tasks.words import in_words
from sagsflow.web.filters import localised
from sagsflow.web.spreadsheet import Cell

Rows = Iterator[Sequence[Cell]]


def of_batches(taking: Taking) -> Rows:
    for row in batches.own(taking.db, taking.actor, taking.at, limit=None):
        said = STANDINGS[row.status][0]
        yield row.asked_at, row.total, row.recipient, row.purpose, str(said), row.removed_at


def of_imports(taking: Taking) -> Rows:
    """What the cells of a file said is not in it."""
    units = {unit.id: unit.name for unit in imports.units(taking.db, taking.actor)}
    rows = imports.history(taking.db, taking.actor, limit=None)
    people = accounts.user_names(taking.db, {row.user_id for row in rows})
    for row in rows:
        sender, unit, stage = people.get(row.user_id, ""), units.get(row.unit_id, ""), STAGES[row.stage][0]
        yield (
            row.sent_at,
            row.file_name,
            sender,
            unit,
            row.rows,
            row.residents_made,
            row.cases_made,
            str(stage),
        )


def of_messages(taking: Taking, *, only_unread: bool) -> Rows:
    ask = partial(messages.inbox, taking.db, taking.actor, taking.at, only_unread=only_unread)
    for page in pages(lambda cursor: ask(after=cursor)):
        taking.cases.update(page.case_ids)
        for row in page.rows:
            yield row.message.at, _(row.kind.words), row.ref or "", row.message.read_at


def of_overdue_tasks(taking: Taking, whose: int | None) -> Rows:
    """Person by person, or one person's alone."""
    late, said = Late.of(taking.actor, taking.at), in_words(taking.language)
    for user_id, name in _names(taking, late, whose).items():
        for page in pages(partial(team.tasks_of, taking.db, late, user_id)):
            refs = taking.refs({task.case_id for task in page.rows if task.case_id})
            for task in page.rows:
                what = task.text or said.get(task.kind, task.kind)
                yield name, what, refs.get(task.case_id or 0, ""), task.due_on


def of_overdue_cases(taking: Taking, whose: int | None) -> Rows:
    """The same of cases."""
    late = Late.of(taking.actor, taking.at)
    for user_id, name in _names(taking, late, whose).items():
        for page in pages(partial(team.cases_of, taking.db, late, user_id)):
            for case in page.rows:
                taking.cases.add(case.id)
                definition = taking.library.get(case.workflow_id, case.workflow_version)
                step = localised(definition.states[case.state].name)
                yield name, case.ref, taking.name(case.resident), step, case.due_on


def _names(taking: Taking, late: Late, whose: int | None) -> Mapping[int, str]:
    """Raises NotFound for somebody of another team."""
    found = {**team.people(taking.db, late), team.NOBODY: _("Nobody yet")}
    if whose is not None and whose not in found:
        raise NotFound("user", id=whose)
    return found if whose is None else {whose: found[whose]}
