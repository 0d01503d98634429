"""Withdrawn, and asked again in the same second: on every route, in a second browser, and from a page of before."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from flask import Flask
from werkzeug.test import TestResponse

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.tasks import service as tasks
from sagsflow.tasks.hooks import TaskCase
from tests.access.matrix.asking import is_of_a_case, rules
from tests.cast import JOBS, Cast, Visit, person
from tests.meetings.table import Table, withdraw_all

MARKS = ("Beboer5", "Noteord", "Maalord", "Opgaveord", "Ring efter")
KNOWN = {"language": "da", "unit_id": JOBS, "uuid": "00000000-0000-4000-8000-000000000000"}


def _shared(cast: Cast) -> str:
    """A case that the job service sees on every route that there is: on a meeting, with a task and a referral of its own."""
    table = Table(cast)
    with cast.database.write() as db:
        sent = cast.clarifying(db, number=5).ref
        cast.consent(db, sent, JOBS, Topic.EMPLOYMENT, sensitive=True)
        note = NewNote(NoteKind.FACT, Topic.EMPLOYMENT, "Noteord", cast.at.date(), shared=True)
        write_note(db, sent, note, actor=person("karen"), at=cast.at)
        add_goal(db, sent, GoalText("Maalord", Topic.EMPLOYMENT, JOBS), actor=person("karen"), at=cast.at)
        cast.refer(db, sent, JOBS)
        case = TaskCase(1, sent, frozenset({JOBS}))
        tasks.add_own(
            db, case=case, text="Opgaveord", due_on=cast.at.date(), actor=person("jette"), at=cast.at
        )
    table.on_the_agenda(table.call(), 61, JOBS)
    return sent


def _addresses(app: Flask, ref: str) -> Sequence[tuple[str, bool]]:
    """Every address that is read, and whether it is of this one case."""
    adapter = app.url_map.bind("localhost", url_scheme="https")
    found = []
    for rule in rules(app):
        values = {part: KNOWN.get(part, 1) for part in rule.arguments} | {"ref": ref, "trigger": "withdraw"}
        found.append(
            (adapter.build(rule.endpoint, values, force_external=False).partition("?")[0], is_of_a_case(rule))
        )
    return found


def _told(answer: TestResponse) -> str:
    """What an answer says, a page or a spreadsheet."""
    data = answer.get_data()
    if not zipfile.is_zipfile(BytesIO(data)):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_what_is_withdrawn_is_gone_in_the_same_second_on_every_route(
    app: Flask, cast: Cast, visit: Visit
) -> None:
    ref, first, second = _shared(cast), visit("jette"), visit("jette")
    addresses = _addresses(app, ref)
    seen = {mark for address, _of_case in addresses for mark in MARKS if mark in _told(first.get(address))}
    assert seen >= {"Beboer5", "Noteord", "Maalord", "Opgaveord", "Ring efter"}, "nothing would be proved"
    withdraw_all(Table(cast), ref, JOBS)
    for browser in (first, second):
        for address, of_case in addresses:
            answer = browser.glance(address)
            assert [mark for mark in MARKS if mark in _told(answer)] == [], address
            assert not of_case or answer.status_code in {403, 404}, address


def test_a_page_of_before_does_nothing_more(cast: Cast, visit: Visit) -> None:
    ref, first, second = _shared(cast), visit("jette"), visit("jette")
    note = first.form(f"/cases/{ref}/notes/new", action="/new")
    answer = second.form("/referrals/1/accept", action="/accept")
    withdraw_all(Table(cast), ref, JOBS)
    assert first.post(note.action, data=note.filled({"text": "For sent"})).status_code == 404
    late = second.post(answer.action, data=answer.filled({"answer_received_by": "Jette"}))
    assert late.status_code == 404
    assert "Beboer5" not in late.text
    assert "Ring efter" not in late.text


def test_given_again_it_is_there_again_at_once(cast: Cast, visit: Visit) -> None:
    ref, jette = _shared(cast), visit("jette")
    withdraw_all(Table(cast), ref, JOBS)
    assert jette.get(f"/cases/{ref}").status_code == 404
    with cast.database.write() as db:
        cast.consent(db, ref, JOBS, Topic.HEALTH)
    page = jette.get(f"/cases/{ref}").text
    assert "Beboer5" in page
    assert "Noteord" not in page, "the new consent is about something else"
