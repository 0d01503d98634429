"""Who is data controller is said on the case, and on a note that is another's."""

import pytest

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.core.calendar import copenhagen_date
from tests.cast import JOBS, Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _written(cast: Cast) -> str:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        for who in ("karen", "jette"):
            text, day = f"Skrevet af {who}", copenhagen_date(cast.at)
            new = NewNote(NoteKind.CONTACT, Topic.EMPLOYMENT, text, day, shared=True)
            write_note(db, case.ref, new, actor=person(who), at=cast.at)
        return case.ref


def test_the_page_says_it_of_the_case_and_of_the_municipality_s_note(cast: Cast, visit: Visit) -> None:
    page = visit("karen").get(f"/cases/{_written(cast)}").text
    assert "<dt>Dataansvarlig</dt><dd>Prøveboligerne</dd>" in page
    assert page.count("dataansvarlig: Prøvekommunen") == 1


def test_the_paper_says_the_same(cast: Cast) -> None:
    ref, wish = _written(cast), Wish("Beboeren", "Møde", "da")
    with cast.database.read() as db:
        karen, pathways = person("karen"), cast.platform
        _seen, paper = person_summary(db, karen, ref, wish, at=cast.at, pathways=pathways)
    assert paper.organisation == "Prøveboligerne"
    assert {note.text: note.controller for note in paper.notes} == {
        "Skrevet af karen": None,
        "Skrevet af jette": "Prøvekommunen",
    }
