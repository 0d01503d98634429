"""The same case and the same meeting, taken by four organisations: they differ exactly as the resident has agreed."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from tests.cast import CLUB, JOBS, OTHER_TEAM, SCHOOL, TEAM, Cast, Visit, person
from tests.house.databases import SYSTEMS
from tests.meetings.table import Table

AGREED = {
    "samir": (SCHOOL, frozenset({Topic.CORE, Topic.SCHOOL}), False),
    "jette": (JOBS, frozenset({Topic.CORE, Topic.EMPLOYMENT, Topic.HEALTH}), True),
    "oda": (OTHER_TEAM, frozenset({Topic.CORE}), False),
}
UNITS = {
    TEAM: "Boligsocialt team",
    SCHOOL: "Testskolen",
    JOBS: "Jobhjælpen",
    OTHER_TEAM: "Et andet team",
    CLUB: "Prøveklubben",
}
TOPICS = (Topic.CORE, Topic.SCHOOL, Topic.EMPLOYMENT, Topic.HEALTH, Topic.ECONOMY)


def _word(what: str, topic: Topic, *flags: bool) -> str:
    """Letters only, without any that a font joins: so that the text of the PDF is found as it was written."""
    return (
        what
        + topic.value.replace("_", "").replace("ff", "f")
        + "".join("x" if flag else "o" for flag in flags)
    )


def _case(cast: Cast) -> str:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        for unit, topics, sensitive in (*AGREED.values(), (CLUB, frozenset({Topic.ECONOMY}), False)):
            cast.consent(db, ref, unit, *topics, sensitive=sensitive)
        for topic in TOPICS:
            goal = GoalText(_word("maal", topic), topic, TEAM)
            add_goal(db, ref, goal, actor=person("karen"), at=cast.at)
            for sensitive in (True, False):
                for shared in (True, False):
                    text = _word("note", topic, sensitive, shared)
                    new = NewNote(NoteKind.FACT, topic, text, cast.at.date(), sensitive, shared)
                    write_note(db, ref, new, actor=person("karen"), at=cast.at)
    return ref


def _expected(login: str) -> set[str]:
    """The consent matrix, written out: the words that may stand on this one's paper."""
    everything = login == "karen"
    _unit, topics, sees_sensitive = AGREED.get(login, (TEAM, frozenset(Topic), True))
    found = {_word("maal", topic) for topic in TOPICS if topic in topics}
    for topic in TOPICS:
        for sensitive in (True, False):
            for shared in (True, False):
                if everything or (shared and topic in topics and (sees_sensitive or not sensitive)):
                    found.add(_word("note", topic, sensitive, shared))
    return found


def _on_paper(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


@pytest.fixture(params=SYSTEMS[:1])
def database_system(request: pytest.FixtureRequest) -> str:
    """Paper is the same on both databases; which rows there are is asked on both by the matrix."""
    system: str = request.param
    return system


def test_the_paper_of_four_organisations_differs_as_the_consents_do(
    app: Flask, cast: Cast, visit: Visit
) -> None:
    ref = _case(cast)
    every = _expected("karen")
    for login in ("karen", *AGREED):
        answer = visit(login).printed(ref, recipient="Mappen", purpose="Overblik", sensitive=True)
        text = _on_paper(answer)
        assert {word for word in every if word in text} == _expected(login), login
        told = set(UNITS) if login == "karen" else {TEAM, AGREED[login][0]}
        assert {unit for unit, name in UNITS.items() if "".join(name.split()) in text} == told, login


def test_the_agenda_of_four_organisations_differs_as_the_consents_do(cast: Cast, visit: Visit) -> None:
    table = Table(cast)
    meeting = table.call()
    refs = {
        table.ready(number, *units): set(units)
        for number, units in ((1, (SCHOOL,)), (2, (JOBS,)), (3, (SCHOOL, JOBS)))
    }
    for ref in refs:
        table.put_on(meeting, ref, anonymous="Uden navn")
    for login, unit in (("lene", TEAM), ("grete", SCHOOL), ("jette", JOBS), ("samir", SCHOOL)):
        open_to = {ref for ref, units in refs.items() if unit == TEAM or unit in units}
        page = visit(login).get(f"/meetings/{meeting}").text
        paper = _on_paper(visit(login).get(f"/meetings/{meeting}/agenda.pdf"))
        for text, anonymous in ((page, "Uden navn"), (paper, "Udennavn")):
            assert {ref for ref in refs if ref in text} == open_to, login
            assert text.count(anonymous) >= len(refs) - len(open_to), login
