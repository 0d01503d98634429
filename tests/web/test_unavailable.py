"""The database is locked, full or gone: a page says so and gives the text back, and nothing is half written."""

import resource
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.cases.models import Note
from sagsflow.core.database import Database
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import Cast, Visit
from tests.house.forms import Form
from tests.house.visitor import Visitor

TEXT = "Det hun fortalte mig i dag, kan jeg ikke skrive en gang til"
LOCKED = sa.text("LOCK TABLE note IN ACCESS EXCLUSIVE MODE")


@pytest.fixture
def form(cast: Cast, visit: Visit) -> tuple[Visitor, Form]:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
    karen = visit("karen")
    return karen, karen.form(f"/cases/{ref}/notes/new", action="/new")


def _says_so(form: tuple[Visitor, Form]) -> None:
    karen, page = form
    answer = karen.post(page.action, data=page.filled({"text": TEXT}))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert TEXT in answer.text
    assert "ring til din administrator" in answer.text


def _nothing_was_kept(cast: Cast) -> None:
    with cast.database.read() as db:
        assert db.scalars(sa.select(Note.text)).all() == []
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_another_writer_who_does_not_let_go(app: Flask, cast: Cast, form: tuple[Visitor, Form]) -> None:
    app.extensions["sagsflow"].database._queue._timeout = 0.05
    with cast.database.write() as other:
        other.execute(sa.text("SELECT 1"))
        _says_so(form)
        assert form[0].get("/pathways/").status_code == 200
    _nothing_was_kept(cast)
    assert form[0].post(form[1].action, data=form[1].filled({"text": TEXT})).status_code == 303


@pytest.mark.parametrize("database_system", ["postgresql"], indirect=True)
def test_a_table_that_somebody_holds(app: Flask, cast: Cast, form: tuple[Visitor, Form]) -> None:
    @sa.event.listens_for(app.extensions["sagsflow"].database.engine, "begin")
    def _impatient(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")

    with cast.database.write() as other:
        other.execute(LOCKED)
        _says_so(form)
    _nothing_was_kept(cast)


@pytest.mark.parametrize("database_system", ["postgresql"], indirect=True)
def test_a_server_that_is_gone(app: Flask, cast: Cast, form: tuple[Visitor, Form]) -> None:
    name = cast.database.url.database
    admin = Database(str(cast.database.url.set(database="postgres").render_as_string(hide_password=False)))
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(sa.text(kill), {"name": name})
        _says_so(form)
        assert form[0].get("/pathways/").status_code == 503
        connection.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    admin.dispose()
    _nothing_was_kept(cast)


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond what it is; the signal that says so is ignored by Python."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_a_full_disk(cast: Cast, form: tuple[Visitor, Form]) -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    _says_so(form)
    assert form[0].get("/pathways/").status_code == 200
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    _nothing_was_kept(cast)
    assert form[0].post(form[1].action, data=form[1].filled({"text": TEXT})).status_code == 303
