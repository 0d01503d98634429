"""Who sees a case, and why, is told to the team by name and in words, and to nobody else; a writer knows her readers before."""

from datetime import date

import pytest

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.people import add_party
from tests.access.town import actor_of
from tests.cast import CLUB, JOBS, SCHOOL, Cast, Visit, person
from tests.house.markup import parse, text_of

UNTIL = date(2026, 12, 31)


def _case(cast: Cast) -> str:
    """Shared with the school until the end of the year and with the job service; the club is only named."""
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL, expires_on=UNTIL)
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT, Topic.HEALTH, sensitive=True)
        cast.refer(db, ref, JOBS)
        add_party(db, ref, unit_id=CLUB, actor=person("karen"), at=cast.at)
    return ref


def _part(html: str, key: str) -> str:
    found = next(node for node in parse(html).root.iter() if node.get("id") == key)
    return " ".join(text_of(found).split())


def test_each_unit_stands_there_with_its_grounds_in_words_and_its_people(cast: Cast, visit: Visit) -> None:
    page = visit("karen").get(f"/cases/{_case(cast)}/readers").text
    school, jobs = _part(page, f"unit-{SCHOOL}"), _part(page, f"unit-{JOBS}")
    assert "Beboeren har givet samtykke · siden 15.09.2026 · til og med 31.12.2026" in school
    assert "Selve sagen, Skole · Intet følsomt" in school
    assert "Samir Haddad" in school
    assert "Gerda læser ikke notater" in school
    assert "Også følsomme oplysninger" in jobs
    assert "Beboeren er henvist til dem" in jobs
    assert "Nævnt som parter" in page
    assert "Prøveklubben" in page


def test_a_ground_leads_to_the_consent_or_the_referral_that_gives_it(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    page = visit("karen").get(f"/cases/{ref}/readers").text
    links = [node.get("href", "") for node in parse(page).root.iter("a")]
    assert f"/cases/{ref}/consents#consent-1" in links
    assert "/referrals/1" in links
    assert visit("karen").get("/referrals/1").status_code == 200


@pytest.mark.parametrize("login", ["samir", "gerda", "jette", "clara", "oda", "mette", "dorte"])
def test_nobody_but_the_team_learns_who_else_sees_the_case(cast: Cast, visit: Visit, login: str) -> None:
    ref = _case(cast)
    answers = [visit(login).get(f"/cases/{ref}/{page}").status_code for page in ("readers", f"as/{JOBS}")]
    assert answers == [404, 404]


def test_who_has_not_signed_or_has_left_does_not_stand_there(cast: Cast, visit: Visit) -> None:
    page = visit("karen").get(f"/cases/{_case(cast)}/readers").text
    assert "Karen Holm" in page
    assert _part(page, "unit-1").split().count("Ny") == 0


def test_the_writer_of_a_note_reads_the_names_for_every_choice(cast: Cast, visit: Visit) -> None:
    page = visit("karen").get(f"/cases/{_case(cast)}/notes/new").text
    lines = {
        " ".join(text_of(node).split()) for node in parse(page).root.iter("li") if node.get("data-shared")
    }
    (alone,) = (line for line in lines if line.startswith("Ikke delt"))
    assert "Karen Holm" in alone
    assert "Jette" not in alone
    (health,) = (line for line in lines if line.startswith("Delt og følsomt, om") and "Helbred" in line)
    assert "Jobhjælpen (" in health
    assert "Jette Krag" in health
    assert "Samir" not in health
    (school,) = (line for line in lines if line.startswith("Delt, om") and "Skole" in line)
    assert "Samir Haddad" in school
    assert "Gerda" not in school, "a leader reads no notes"


def test_what_was_promised_is_what_then_happens(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    new = NewNote(
        NoteKind.FACT, Topic.HEALTH, "Hun sover dårligt", cast.at.date(), sensitive=True, shared=True
    )
    with cast.database.write() as db:
        write_note(db, ref, new, actor=person("karen"), at=cast.at)
    read = {
        login: "sover dårligt" in visit(login).get(f"/cases/{ref}").text for login in ("jette", "samir", "bo")
    }
    assert read == {"jette": True, "samir": False, "bo": True}


def test_a_receiver_who_writes_learns_of_herself_and_the_team_only(cast: Cast, visit: Visit) -> None:
    page = visit("samir").get(f"/cases/{_case(cast)}/notes/new").text
    assert "Karen Holm" in page
    assert "og andre, hvis beboeren har sagt ja" in page
    assert "Jobhjælpen" not in page
    assert "Jette" not in page


def test_whoever_writes_a_goal_reads_who_will_see_it(cast: Cast, visit: Visit) -> None:
    page = visit("karen").get(f"/cases/{_case(cast)}/goals/new").text
    lines = [
        " ".join(text_of(node).split()) for node in parse(page).root.iter("li") if node.get("data-topics")
    ]
    (school,) = (line for line in lines if line.startswith("Skole:"))
    assert "Gerda" in school
    assert "Jette" not in school


def test_the_preview_is_the_page_of_a_person_of_that_unit(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    _write_some(cast, ref)
    for unit, login in ((SCHOOL, "samir"), (SCHOOL, "gerda"), (JOBS, "jette")):
        role = actor_of(login).seats[0].role.value
        preview = visit("karen").get(f"/cases/{ref}/as/{unit}?role={role}").text
        assert _part(preview, "preview") == _part(visit(login).get(f"/cases/{ref}").text, "main")
        inside = next(node for node in parse(preview).root.iter() if node.get("id") == "preview")
        assert {node.tag for node in inside.iter()}.isdisjoint({"a", "form", "button", "input", "h1"})


def _write_some(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        for topic in (Topic.SCHOOL, Topic.HEALTH):
            for sensitive in (True, False):
                words = f"Om {topic.value} {sensitive}"
                new = NewNote(NoteKind.FACT, topic, words, cast.at.date(), sensitive=sensitive, shared=True)
                write_note(db, ref, new, actor=person("karen"), at=cast.at)


def test_for_a_unit_without_a_ground_the_preview_says_that_the_case_does_not_exist(
    cast: Cast, visit: Visit
) -> None:
    page = visit("karen").get(f"/cases/{_case(cast)}/as/{CLUB}").text
    assert "findes sagen ikke" in page
    assert 'id="preview"' not in page


def test_what_is_masked_is_said_in_the_same_words_whatever_stands_behind_it(cast: Cast, visit: Visit) -> None:
    ref, samir = _case(cast), visit("samir")
    nothing = _part(samir.get(f"/cases/{ref}").text, "main")
    assert "Du ser: Selve sagen, Skole." in nothing
    assert "Lejemål, Beskæftigelse, Helbred" in nothing
    assert "Spørg Karen Holm, Boligsocialt team." in nothing
    assert "Om der findes andre, kan du ikke se her." in nothing
    new = NewNote(NoteKind.FACT, Topic.HEALTH, "Hemmeligt", cast.at.date(), shared=True)
    with cast.database.write() as db:
        write_note(db, ref, new, actor=person("karen"), at=cast.at)
    assert _part(samir.get(f"/cases/{ref}").text, "main") == nothing


def test_who_reads_no_notes_is_told_so_and_the_team_has_nothing_masked(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    assert "Din rolle læser ikke notater." in _part(visit("gerda").get(f"/cases/{ref}").text, "journal")
    assert 'id="part"' not in visit("karen").get(f"/cases/{ref}").text


def test_what_a_unit_keeps_to_itself_is_not_told_by_looking_with_its_eyes(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
        for text, shared in (("Kunvores", False), ("Tilalle", True)):
            note = NewNote(NoteKind.FACT, Topic.SCHOOL, text, cast.at.date(), shared=shared)
            write_note(db, ref, note, actor=person("samir"), at=cast.at)
    page = visit("karen").get(f"/cases/{ref}/as/{SCHOOL}?role=municipal_worker").text
    assert "Tilalle" in page
    assert "Kunvores" not in page
    assert "Kunvores" in visit("samir").get(f"/cases/{ref}").text
