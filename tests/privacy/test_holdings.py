"""The map of what is held is whole: the schema itself is walked, and every table and column is accounted for."""

import pytest
import sqlalchemy as sa

from sagsflow.access.roles import Role
from sagsflow.privacy import words
from sagsflow.privacy.column_words import COLUMNS as SAID
from sagsflow.privacy.holding import Holding
from sagsflow.privacy.holdings import ASIDE, HOLDINGS
from sagsflow.tables import METADATA

COLUMNS = {"case_id", "resident_id"}
ROOTS = {"case", "resident"}
TOLD = [holding for holding in HOLDINGS if not holding.why_not]
# Rows that only point at a person's rows from outside, and why they do not hang on her.
POINTS_ONLY = {
    "breach_task.task_id": "the officers' task to report a breach, not the resident's",
    "rights_request.task_id": "the unit's task to answer, not the resident's",
}


def _points_at(table: sa.Table, targets: set[str]) -> set[str]:
    """The columns of a table that lead to one of these tables, or are called as if they did."""
    led = {
        column.name
        for column in table.columns
        if {key.column.table.name for key in column.foreign_keys} & targets
    }
    named = {column.name for column in table.columns if column.name in COLUMNS}
    return {name for name in led | named if f"{table.name}.{name}" not in POINTS_ONLY}


def _reached() -> dict[str, set[str]]:
    """Every table with a way to a case or a resident, however long, and the columns by which it goes."""
    found: dict[str, set[str]] = {}
    while True:
        known = ROOTS | found.keys()
        ways = {table.name: _points_at(table, known) for table in METADATA.sorted_tables}
        fresh = {name: columns for name, columns in ways.items() if columns}
        if fresh == found:
            return found
        found = fresh


def test_every_table_with_a_way_to_a_person_is_held_or_stands_aside_for_a_reason() -> None:
    held = {holding.kind for holding in HOLDINGS}
    assert set(_reached()) - held == set(ASIDE)


def test_a_table_that_nobody_has_mapped_is_found() -> None:
    other = sa.MetaData()
    sa.Table("case", other, sa.Column("id", sa.Integer, primary_key=True))
    letter = sa.Table("letter", other, sa.Column("about", sa.ForeignKey("case.id")))
    assert _points_at(letter, ROOTS) == {"about"}


def test_each_way_to_a_case_is_walked_when_it_is_erased() -> None:
    walked = {(holding.kind, holding.link.key) for holding in HOLDINGS}
    for name, columns in _reached().items():
        to_case = {
            column
            for column in columns
            if {key.column.table.name for key in METADATA.tables[name].columns[column].foreign_keys}
            == {"case"}
        }
        assert {(name, column) for column in to_case} <= walked, name


@pytest.mark.parametrize("holding", TOLD, ids=lambda holding: holding.kind)
def test_every_column_has_words_or_says_nothing(holding: Holding) -> None:
    assert [name for name in holding.told if name not in SAID] == []
    known = {column.name for column in holding.table.columns}
    assert holding.free | holding.names | set(holding.codes) | holding.technical <= known
    assert holding.kind in words.KINDS


@pytest.mark.parametrize("holding", TOLD, ids=lambda holding: holding.kind)
def test_every_code_has_words(holding: Holding) -> None:
    for column in holding.table.columns:
        if isinstance(column.type, sa.Enum) and column.name in holding.told:
            kind = column.type.enum_class
            assert kind is not None
            table = words.TABLES[kind.__name__.lower()]
            assert {member.value for member in kind} <= table.keys()


def test_what_is_free_text_is_a_passage() -> None:
    """A new text column is a passage that can be withheld, unless it is one of these short facts."""
    facts = {"given_name", "family_name", "phone", "email", "street", "city", "language", "ref", "title"}
    for holding in TOLD:
        texts = {
            column.name
            for column in holding.table.columns
            if isinstance(column.type, sa.Text) and column.name in holding.told
        }
        assert texts - facts - holding.free - set(holding.codes) == set(), holding.kind


def test_what_an_erasure_takes_has_words() -> None:
    assert {holding.kind for holding in HOLDINGS} <= words.KINDS.keys()


def test_every_role_can_be_told_in_the_log() -> None:
    assert {role.value for role in Role} <= words.TABLES["role"].keys()
