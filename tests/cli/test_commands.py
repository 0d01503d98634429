"""Each command does what its help says, and says on stderr, with a status that is not zero, what it could not do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from sagsflow.accounts.models import Membership, User
from sagsflow.cli.log import length
from sagsflow.core.database import Database
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.models import Event
from tests.cli.conftest import Run

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
COMMANDS = (
    ["demo"],
    ["serve"],
    ["worker"],
    ["db", "upgrade"],
    ["db", "facts"],
    ["workflow", "list"],
    ["workflow", "check"],
    ["workflow", "diagram"],
    ["pdf", "case"],
    ["pdf", "gallery"],
    ["pdf", "batch"],
    ["log", "verify"],
    ["figures", "rebuild"],
    ["figures", "verify"],
    ["user", "create"],
    ["user", "units"],
    ["permissions"],
)
NEW = ("user", "create", "--login", "ida@example.org", "--name", "Ida Kjær", "--role", "housing_worker")


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(sagsflow: Run, command: list[str]) -> None:
    said = sagsflow(*command, "--help")
    assert said.status == 0
    assert said.out.startswith(f"Usage: sagsflow {' '.join(command)}")


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize("arguments", [["nonsense"], ["log", "verify", "--anchor", "x"], ["pdf", "case"]])
def test_a_command_that_is_not_understood_ends_with_status_2(sagsflow: Run, arguments: list[str]) -> None:
    said = sagsflow(*arguments)
    assert (said.status, said.out) == (2, "")
    assert "Error:" in said.err


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_bad_setting_is_named(sagsflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAGSFLOW_PORT", "eight")
    said = sagsflow("serve")
    assert (said.status, said.out) == (1, "")
    assert "SAGSFLOW_PORT" in said.err


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_production_does_not_start_with_the_known_secret_nor_with_the_demo(
    sagsflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGSFLOW_MODE", "production")
    assert "SAGSFLOW_SECRET" in sagsflow("serve").err
    monkeypatch.setenv("SAGSFLOW_SECRET", "a" * 40)
    said = sagsflow("demo")
    assert said.status == 1
    assert "production" in said.err


def test_upgrading_twice_is_safe(sagsflow: Run) -> None:
    assert sagsflow("db", "upgrade").status == 0
    said = sagsflow("db", "upgrade")
    assert said.status == 0
    assert "0 new versions" in said.err


def test_a_database_that_is_not_there_is_said_plainly(sagsflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAGSFLOW_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    said = sagsflow("log", "verify")
    assert said.status == 1
    assert "SAGSFLOW_DATABASE_URL" in said.err
    assert "Traceback" not in said.err


def test_an_unbroken_log_is_verified_and_a_changed_one_is_not(sagsflow: Run, database: Database) -> None:
    with database.write() as db:
        eventlog.record(db, [eventlog.Entry("plan-loaded"), eventlog.Entry("plan-loaded")], actor=None, at=AT)
    said = sagsflow("log", "verify")
    assert said.status == 0
    assert said.out.startswith("2 events and 0 readings, unbroken")
    anchor = said.out.split()[-1]
    assert sagsflow("log", "verify", "--anchor", anchor).status == 0
    with database.write() as db:
        db.execute(sa.update(Event).where(Event.seq == 1).values(kind="something-else"))
    said = sagsflow("log", "verify")
    assert (said.status, said.out) == (1, "")
    assert "broken at event 1" in said.err


def test_the_length_of_the_log_is_a_number_that_a_progress_bar_can_divide_by_a_time(
    database: Database,
) -> None:
    with database.write() as db:
        eventlog.record(db, [eventlog.Entry("plan-loaded"), eventlog.Entry("plan-loaded")], actor=None, at=AT)
    with database.read() as db:
        assert length(db) / 0.5 == 4.0


def test_the_shipped_pathways_are_fit_and_a_broken_one_is_named_by_line(
    sagsflow: Run, tmp_path: Path
) -> None:
    assert sagsflow("workflow", "check").status == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\nversion: one\n", encoding="utf-8")
    said = sagsflow("workflow", "check", str(broken))
    assert said.status == 1
    assert "broken.yaml:2:" in said.err


def test_a_pathway_is_drawn_with_a_state_marked(sagsflow: Run, tmp_path: Path) -> None:
    picture = tmp_path / "picture.svg"
    drawn = ("workflow", "diagram", "coordinated", "--output", str(picture), "--state")
    assert sagsflow(*drawn, "clarifying").status == 0
    assert picture.read_text(encoding="utf-8").startswith("<svg")
    assert sagsflow(*drawn, "nowhere").status == 2
    assert sagsflow("workflow", "diagram", "nothing").status == 1


def test_a_user_is_made_with_a_role_and_a_link(sagsflow: Run, database: Database) -> None:
    sagsflow("db", "upgrade")
    said = sagsflow(*NEW, "--unit", "unit-1", "--declaration", "01.09.2026")
    assert said.status == 0, said.err
    assert "/password?code=" in said.out
    with database.read() as db:
        user = db.scalars(sa.select(User).where(User.login == "ida@example.org")).one()
        [membership] = db.scalars(sa.select(Membership).where(Membership.user_id == user.id))
    assert (user.password_hash, membership.role.value, membership.unit_id) == (None, "housing_worker", 1)
    again = sagsflow(*NEW, "--unit", "unit-1")
    assert (again.status, again.out) == (1, "")
    assert "login-taken" in again.err


def test_an_unknown_unit_is_said_and_nothing_is_made(sagsflow: Run, database: Database) -> None:
    sagsflow("db", "upgrade")
    said = sagsflow(*NEW, "--unit", "nowhere")
    assert said.status == 1
    assert "sagsflow user units" in said.err
    with database.read() as db:
        assert db.scalars(sa.select(User).where(User.login == "ida@example.org")).all() == []


def test_the_units_are_listed_with_their_codes(sagsflow: Run) -> None:
    said = sagsflow("user", "units")
    assert "unit-1\tBoligsocialt team\tPrøveboligerne" in said.out.splitlines()
