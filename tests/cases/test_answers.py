"""What was answered in a step stands with it on the page of the case, to those who may read it."""

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Answer, Case
from sagsflow.cases.service.undoing import undo_last_step
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
STORY = "Et job & ro <b>hjemme</b>"


def _referred(cast: Cast) -> str:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
        cast.move(db, ref, "take", contact_channel="phone", reason_in_residents_words=STORY)
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, ref, JOBS)
        return ref


@pytest.mark.parametrize(("language", "phone"), [("da", "Telefon"), ("en", "Phone")])
def test_the_owner_reads_what_was_asked_and_answered_in_words(
    cast: Cast, visit: Visit, language: str, phone: str
) -> None:
    page = visit("karen").get(f"/cases/{_referred(cast)}?lang={language}").text
    for words in (phone, "Et job &amp; ro &lt;b&gt;hjemme&lt;/b&gt;", "Jobhjælpen", "Ring efter kl. 10"):
        assert words in page


@pytest.mark.parametrize(
    ("who", "reads", "reads_not"),
    [
        ("jette", ("Telefon", "Ring efter kl. 10"), ()),
        ("samir", ("Telefon",), ("Ring efter kl. 10", "Jobhjælpen")),
        ("grete", (), ("Telefon", "Ring efter kl. 10", "Jobhjælpen")),
    ],
)
def test_a_receiver_reads_what_is_shared_and_nothing_of_what_passed_with_others(
    cast: Cast, visit: Visit, who: str, reads: tuple[str, ...], reads_not: tuple[str, ...]
) -> None:
    page = visit(who).get(f"/cases/{_referred(cast)}").text
    assert [word for word in reads if word not in page] == []
    assert [word for word in reads_not if word in page] == []


def test_an_answer_on_a_topic_that_is_not_shared_is_not_shown(cast: Cast, visit: Visit) -> None:
    ref = _referred(cast)
    with cast.database.write() as db:
        about = sa.update(Answer).where(Answer.field == "reason_in_residents_words")
        db.execute(about.values(topic=Topic.HEALTH))
    assert "hjemme" in visit("karen").get(f"/cases/{ref}").text
    page = visit("samir").get(f"/cases/{ref}").text
    assert ("Telefon" in page, "hjemme" in page) == (True, False)


def test_a_receiver_does_not_learn_who_else_is_needed_or_who_else_answers(cast: Cast, visit: Visit) -> None:
    ref = _referred(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "receive_confirmed", received_by="Jette Krag", first_meeting_date=cast.at.date())
        wanted = frozenset({SCHOOL, JOBS})
        cast.move(db, ref, "reopen_meeting", question_to_meeting="Hvad nu?", parties_needed=wanted)
    assert "Testskolen, Jobhjælpen" in visit("karen").get(f"/cases/{ref}").text
    page = visit("samir").get(f"/cases/{ref}").text
    assert ("Hvad nu?" in page, "Jette Krag" in page, "Jobhjælpen" in page) == (True, False, False)


def test_what_was_written_in_a_step_that_was_taken_back_stands_there_and_says_so(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        case: Case = cast.clarifying(db)
        undo_last_step(db, case.ref, seen=2, actor=person("karen"), at=cast.at, pathways=cast.platform)
        assert case.owner_unit_id == TEAM
    page = visit("karen").get(f"/cases/{case.ref}").text
    assert "Skridtet er taget tilbage. Det, der blev skrevet, står her" in page
    assert "Et job" in page
