"""The second wall: on PostgreSQL a query that forgets to ask the ledger is given nothing that the reader may not read."""

import re
from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask

from config import BadSetting, Settings
from sagsflow import features
from sagsflow.access import ledger, wall
from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.app import NotReady, create_app, require_ready
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Goal, Note, NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.web import database as web_database
from sagsflow.web.sessions import SECURE_NAME
from tests.access.town import session_of
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["postgresql"])
READERS = ("karen", "lene", "samir", "grete", "jette", "clara", "oda", "mette", "adam")
TOPICS = (Topic.CORE, Topic.SCHOOL, Topic.EMPLOYMENT)
WORDS = re.compile(r"Ord\d+X|Maal \w+")


@pytest.fixture
def settings(database_url: str) -> Settings:
    return replace(Settings.from_environment({}), database_url=database_url, wall=True)


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case with a note of every kind, part of which the school may read and part of which the job service."""
    with cast.database.engine.begin() as connection:
        wall.raise_walls(connection, features.WALLS)
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT, sensitive=True)
        for number, (topic, sensitive, shared) in enumerate(product(TOPICS, (False, True), (False, True))):
            note = NewNote(NoteKind.FACT, topic, f"Ord{number}X", cast.at.date(), sensitive, shared)
            write_note(db, ref, note, actor=person("karen"), at=cast.at)
        write_note(
            db,
            ref,
            NewNote(NoteKind.FACT, Topic.SCHOOL, "Ord99X", cast.at.date(), shared=False),
            actor=person("samir"),
            at=cast.at,
        )
        for topic in TOPICS:
            add_goal(db, ref, GoalText(f"Maal {topic}", topic, TEAM), actor=person("karen"), at=cast.at)
    return ref


def _unasked(app: Flask, actor: Actor | None, column: sa.orm.InstrumentedAttribute[str]) -> set[str]:
    """What a page of this person's is given that asks for all there is."""
    with app.test_request_context("/"):
        web_database.read_as(actor)
        return set(web_database.reader().scalars(sa.select(column)))


def _by_the_policy(cast: Cast, login: str) -> set[str]:
    actor = person(login)
    with cast.database.read() as db:
        case = db.scalars(sa.select(Case)).one()
        view = ledger.view_of(db, actor, case.id, cast.at, policy.READ[case.domain])
        notes = db.scalars(sa.select(Note)).all()
        return {note.text for note in notes if policy.may_read_note(actor, case.domain, note, view)}


def test_a_query_that_forgets_the_ledger_is_given_what_the_policy_allows(
    app: Flask, cast: Cast, ref: str
) -> None:
    given = {login: _unasked(app, person(login), Note.text) for login in READERS}
    assert given == {login: _by_the_policy(cast, login) for login in READERS}
    assert len({frozenset(words) for words in given.values()}) > 3


def test_goals_are_those_of_an_open_topic_and_nobody_is_given_anything(
    app: Flask, cast: Cast, ref: str
) -> None:
    assert _unasked(app, person("samir"), Goal.own_words) == {"Maal core", "Maal school"}
    assert _unasked(app, None, Goal.own_words) == _unasked(app, None, Note.text) == set()
    assert len(_unasked(app, person("karen"), Goal.own_words)) == len(TOPICS)


def test_with_the_consent_goes_what_it_opened(app: Flask, cast: Cast, ref: str) -> None:
    assert "Ord6X" not in _unasked(app, person("samir"), Note.text)
    assert len(_unasked(app, person("jette"), Note.text)) > 0
    with cast.database.write() as db:
        ledger.end_sharing(db, case_id=1, at=cast.at)
    assert _unasked(app, person("jette"), Note.text) == set()
    assert _unasked(app, person("samir"), Note.text) == {"Ord99X"}


def test_the_wall_stands_after_a_rollback_and_is_gone_from_the_connection(
    app: Flask, cast: Cast, ref: str
) -> None:
    with app.test_request_context("/"):
        web_database.read_as(None)
        reader = web_database.reader()
        reader.rollback()
        assert reader.scalars(sa.select(Note)).all() == []
        reader.commit()
        assert reader.scalars(sa.select(Note)).all() == []
        web_database.close_reader()
        pool = app.extensions["sagsflow"].database
        with pool.read() as db:
            assert len(db.scalars(sa.select(Note)).all()) == 13


def test_pages_are_the_same_behind_the_wall(cast: Cast, settings: Settings, visit: Visit, ref: str) -> None:
    bare = create_app(replace(settings, wall=False), clock=cast.clock, testing=True)
    for login in ("karen", "samir", "jette"):
        behind = WORDS.findall(visit(login).get(f"/cases/{ref}").text)
        assert behind
        browser, token = bare.test_client(), session_of(cast.database, login, cast.at)
        browser.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)
        page = browser.get(f"/cases/{ref}", base_url="https://localhost").text
        assert WORDS.findall(page) == behind
    bare.extensions["sagsflow"].database.dispose()


def test_nothing_is_served_without_the_wall_that_was_asked_for(cast: Cast, ref: str) -> None:
    require_ready(cast.platform)
    with cast.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER POLICY second_wall ON note USING (true)")
        connection.exec_driver_sql("COMMENT ON POLICY second_wall ON note IS 'of another version'")
    with pytest.raises(NotReady, match="second wall"):
        require_ready(cast.platform)


def test_sqlite_has_no_second_wall(database_url: str) -> None:
    with pytest.raises(BadSetting, match="PostgreSQL"):
        Settings.from_environment({"SAGSFLOW_DATABASE_WALL": "on"})
