"""The handover sheet: of a case what both the one who hands over and the one who takes over may see."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.queries import one
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.models import ReadEntry
from sagsflow.handouts.handover import Handover, Wish, handover
from sagsflow.handouts.papers import handover_html, handover_pdf
from sagsflow.handouts.receivers import offers, receiver
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person
from tests.house.markup import parse
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
BO, JETTE = f"{TEAM}-{person('bo').user_id}", f"{JOBS}-{person('jette').user_id}"
NOTES = {
    "Delt om job": (Topic.EMPLOYMENT, True, False),
    "Delt om helbred": (Topic.HEALTH, True, False),
    "Kun teamets": (Topic.EMPLOYMENT, False, False),
    "Følsomt om job": (Topic.EMPLOYMENT, True, True),
}


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case referred to the job service, with notes and goals of which it may see some."""
    karen, at = person("karen"), cast.at
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        for text, (topic, shared, sensitive) in NOTES.items():
            new = NewNote(NoteKind.FACT, topic, text, copenhagen_date(at), shared=shared, sensitive=sensitive)
            write_note(db, case.ref, new, actor=karen, at=at)
        add_goal(db, case.ref, GoalText("Et fritidsjob", Topic.EMPLOYMENT, TEAM), actor=karen, at=at)
        add_goal(db, case.ref, GoalText("Ro i maven", Topic.HEALTH, TEAM), actor=karen, at=at)
        cast.refer(db, case.ref, JOBS)
        return case.ref


def sheet(cast: Cast, ref: str, key: str, *, sensitive: bool = False, who: Actor | None = None) -> Handover:
    actor = who or person("karen")
    with cast.database.read() as db:
        seen = one.find(db, actor, ref, cast.at)
        to = receiver(db, actor, seen.case, key, cast.at)
        wish = Wish("da", "Ny sagsejer", sensitive, {})
        return handover(db, actor, seen, to, wish, at=cast.at, pathways=cast.platform)


def notes_of(made: Handover) -> set[str]:
    return {note.text for note in made.notes}


def test_a_colleague_gets_all_of_the_case_and_how_to_reach_the_resident(cast: Cast, ref: str) -> None:
    made = sheet(cast, ref, BO)
    assert notes_of(made) == {"Delt om job", "Delt om helbred", "Kun teamets"}
    assert (made.notes_left_out, made.contact is not None, len(made.goals)) == (1, True, 2)
    assert notes_of(sheet(cast, ref, BO, sensitive=True)) == set(NOTES)


@pytest.mark.parametrize("key", [JETTE, str(JOBS)], ids=["one person", "the whole unit"])
def test_a_receiver_gets_what_the_resident_has_agreed_to_and_what_was_written_to_it(
    cast: Cast, ref: str, key: str
) -> None:
    made = sheet(cast, ref, key, sensitive=True)
    assert notes_of(made) == {"Delt om job"}
    assert [goal.own_words for goal in made.goals] == ["Et fritidsjob"]
    assert made.letters == ("Ring efter kl. 10",)
    assert (made.contact, made.notes_left_out) == (None, 0)
    assert {party.unit for party in made.parties} == {"Boligsocialt team", "Jobhjælpen"}


def test_where_somebody_of_the_unit_reads_no_notes_the_unit_as_a_whole_gets_none(
    cast: Cast, ref: str
) -> None:
    assert notes_of(sheet(cast, ref, str(SCHOOL))) == set()


def test_what_another_unit_has_written_for_itself_is_not_handed_back_to_it_by_us(
    cast: Cast, ref: str
) -> None:
    new = NewNote(NoteKind.FACT, Topic.EMPLOYMENT, "Jobhjælpens eget", copenhagen_date(cast.at))
    with cast.database.write() as db:
        write_note(db, ref, new, actor=person("jette"), at=cast.at)
    handed_out = notes_of(sheet(cast, ref, JETTE))
    assert handed_out
    assert "Jobhjælpens eget" not in handed_out


def test_the_receivers_are_those_who_may_open_the_case(cast: Cast, ref: str) -> None:
    with cast.database.read() as db:
        karen = person("karen")
        case = one.find(db, karen, ref, cast.at).case
        names = [row.name for row in offers(db, karen, case, cast.at)]
    assert names[:2] == ["Bo Lund, Boligsocialt team", "Lene Friis, Boligsocialt team"]
    assert {"Jobhjælpen", "Jette Krag, Jobhjælpen", "Testskolen"} <= set(names)
    assert not {"Karen Holm, Boligsocialt team", "Prøveklubben", "Oda Rask, Et andet team"} & set(names)


def test_it_is_printed_for_a_named_receiver_and_logged_and_nobody_else_can(
    cast: Cast, visit: Visit, ref: str
) -> None:
    karen, here = visit("karen"), f"/cases/{ref}/handover.pdf"
    asked = karen.submit(here, {"receiver": JETTE, "purpose": "Henvisning"}, button="Lav PDF")
    assert karen.get(asked.location).mimetype == "application/pdf"
    with cast.database.read() as db:
        row = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "handover-printed")).one()
        assert (row.recipient, row.purpose) == ("Jette Krag, Jobhjælpen", "Henvisning")
    refused = karen.submit(here, {"receiver": "7-12", "purpose": "x"}, button="Lav PDF")
    assert refused.status_code == 422
    assert [visit(who).get(here).status_code for who in ("jette", "oda")] == [403, 404]


def test_it_is_sound_and_keeps_the_rules_of_pdf_ua(app: Flask, cast: Cast, ref: str, tmp_path: Path) -> None:
    made = sheet(cast, ref, BO, sensitive=True)
    with app.test_request_context():
        assert parse(handover_html(made)).errors == []
        (tmp_path / "sheet.pdf").write_bytes(handover_pdf(made))
    assert_pdf_ua([tmp_path / "sheet.pdf"])
