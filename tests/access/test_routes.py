"""Every address of the application, asked by everybody: nobody learns what is not theirs, and nothing breaks."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from sagsflow.access.topics import Topic
from sagsflow.privacy.models import Channel, RequestKind
from sagsflow.privacy.service.register import NewRequest, register
from sagsflow.residents.models import Resident
from sagsflow.tables import METADATA
from sagsflow.web import guard
from sagsflow.web.guard import UndeclaredRoute, access_of
from tests.access.town import EVERYBODY, actor_of
from tests.cast import JOBS, Cast, Visit, person
from tests.house.visitor import Visitor

NAME = "Beboer77"
READ_LOG = {"read_entry", "web_session"}
# The policies' two faces agree on both databases (test_policy_faces, test_matrix); here a few walk PostgreSQL as well.
SOMEWHERE = [
    *(("sqlite", login) for login in EVERYBODY),
    *(("postgresql", login) for login in ("karen", "jette")),
]
INSIDERS = {"karen", "bo", "lene", "jette", "jonas", "begge", "dobbelt"}
KNOWN = {
    "ref",
    "trigger",
    "note_id",
    "goal_id",
    "workflow_id",
    "language",
    "filename",
    "token",
    "uuid",
    "referral_id",
}
KNOWN |= {
    "task_id",
    "message_id",
    "offer_id",
    "import_id",
    "letter_id",
    "job_id",
    "consent_id",
    "basis_id",
    "document_id",
    "meeting_id",
    "item_id",
    "action_id",
    "series_id",
    "body_id",
    "barrier_id",
    "seat_id",
    "user_id",
    "membership_id",
    "unit_id",
    "organisation_id",
    "reset_id",
    "deputyship_id",
    "request_id",
    "breach_id",
    "batch_id",
    "passage_id",
    "erasure_id",
    "activity_id",
    "comment_id",
    "plan_goal_id",
    "milestone_id",
}


def _world(cast: Cast) -> dict[str, Any]:
    """A case of the team that is shared with one receiver, and the values that lead to each part of it."""
    with cast.database.write() as db:
        case = cast.clarifying(db, number=77)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, case.ref, JOBS)
        asked = NewRequest(RequestKind.ACCESS, cast.at.date(), Channel.LETTER)
        uuid = db.get_one(Resident, case.resident_id).uuid
        register(db, uuid, asked, actor=person("karen"), at=cast.at)
    return {
        "ref": case.ref,
        "uuid": uuid,
        "trigger": "bounce",
        "workflow_id": "coordinated",
        "token": "x" * 43,
    }


def _addresses(app: Flask, method: str, values: dict[str, Any]) -> Iterator[tuple[Rule, str]]:
    adapter = app.url_map.bind("localhost", url_scheme="https")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            known = {name: values.get(name, _some(rule, name)) for name in rule.arguments}
            yield rule, adapter.build(rule.endpoint, known, force_external=False)


def _some(rule: Rule, name: str) -> object:
    """The first row there is, or a word."""
    return 1 if rule._converters[name].__class__.__name__ == "IntegerConverter" else "nonsense"


def _may_enter(app: Flask, endpoint: str, login: str) -> bool:
    access = access_of(app, endpoint)
    assert access is not None
    return access.public or not access.any_of or actor_of(login).may_any(access.any_of)


def test_nobody_who_is_not_signed_in_gets_further_than_the_door(app: Flask, client: Any, cast: Cast) -> None:
    values = _world(cast)
    for rule, address in _addresses(app, "GET", values):
        if not access_of(app, rule.endpoint).public:  # type: ignore[union-attr]  # the start refuses a route without
            answer = client.glance(address)
            assert (answer.status_code, "/sign-in" in (answer.location or "")) == (303, True), address
            assert NAME.encode() not in answer.data
    for rule, address in _addresses(app, "POST", values):
        if not access_of(app, rule.endpoint).public:  # type: ignore[union-attr]  # as above
            assert client.glance(address, method="POST").status_code == 401, address


@pytest.mark.parametrize(("database_system", "login"), SOMEWHERE)
def test_everybody_gets_what_is_theirs_nobody_an_error_and_looking_changes_nothing(
    app: Flask, cast: Cast, visit: Visit, login: str
) -> None:
    values, browser = _world(cast), visit(login)
    # The receiver's first look is a step of the referral (tests/referrals/test_track.py), so it is taken before.
    browser.get("/referrals/1")
    before = _everything(cast)
    for rule, address in _addresses(app, "GET", values):
        _gets_what_is_theirs(app, browser, login, rule, address)
    assert _everything(cast) == before, "by looking; only the log of reading may have grown"


def _gets_what_is_theirs(app: Flask, browser: Visitor, login: str, rule: Rule, address: str) -> None:
    answer = browser.glance(address)
    assert answer.status_code < 500, (login, address)
    if not _may_enter(app, rule.endpoint, login):
        assert answer.status_code in {403, 404}, (login, address)
    if login not in INSIDERS:
        assert NAME.encode() not in answer.data, (login, address)
        if "ref" in rule.arguments:
            assert answer.status_code in {403, 404}, (login, address)


@pytest.mark.parametrize(("database_system", "login"), SOMEWHERE)
def test_a_post_without_a_token_changes_nothing(app: Flask, cast: Cast, visit: Visit, login: str) -> None:
    values, browser = _world(cast), visit(login)
    browser.get(
        "/referrals/1"
    )  # the receiver's first look is a step of the referral: tests/referrals/test_track.py
    before = _everything(cast)
    for rule, address in _addresses(app, "POST", values):
        status = browser.glance(address, method="POST").status_code
        expected = {400} if _may_enter(app, rule.endpoint, login) else {400, 403, 404}
        assert status in expected, (login, address)
    assert _everything(cast) == before


def _everything(cast: Cast) -> dict[str, str]:
    """A digest of each table but those that looking writes."""
    with cast.database.read() as db:
        return {
            table.name: hashlib.sha256(
                "\n".join(sorted(map(repr, db.execute(sa.select(table)).all()))).encode()
            ).hexdigest()
            for table in METADATA.sorted_tables
            if table.name not in READ_LOG
        }


@pytest.mark.parametrize("login", ["karen", "jette", "mette", "ny"])
def test_a_neighbour_s_case_is_like_one_that_does_not_exist(
    app: Flask, cast: Cast, visit: Visit, login: str
) -> None:
    with cast.database.write() as db:
        neighbour = cast.open_case(db, "oda", number=77).ref
    browser = visit(login)
    for rule, address in _addresses(app, "GET", {"ref": neighbour, "trigger": "take"}):
        if "ref" in rule.arguments:
            missing = browser.glance(address.replace(neighbour, "BSV-2026-9999"))
            answer = browser.glance(address)
            assert (answer.status_code, missing.status_code) == (404, 404), address
            assert NAME.encode() not in answer.data


def test_a_manager_gets_neither_the_case_nor_its_paper(cast: Cast, visit: Visit) -> None:
    ref, mette = _world(cast)["ref"], visit("mette")
    paper = f"/cases/{ref}/pathway.pdf"
    assert [mette.get(page).status_code for page in (f"/cases/{ref}", paper)] == [404, 404]


def test_without_a_signed_declaration_nobody_sees_a_case(cast: Cast, visit: Visit) -> None:
    ref, ny = _world(cast)["ref"], visit("ny")
    assert [ny.get(page).status_code for page in (f"/cases/{ref}", "/cases")] == [404, 404]
    assert ny.get("/residents/").status_code == 403


def test_every_part_of_an_address_is_one_that_these_tests_know(app: Flask) -> None:
    parts = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert parts <= KNOWN, "say here what leads to it, and look that the tests above still reach the page"


def test_a_route_that_does_not_say_who_may_enter_stops_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "forgotten", lambda: "nobody said who may see this")
    with pytest.raises(UndeclaredRoute, match="forgotten"):
        guard.require_declared_routes(app)
