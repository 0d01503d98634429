"""Beside the steps of a referral: sent by hand, changed, moved to another receiver, and the receiver's own notes."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.directory import service as directory
from sagsflow.directory.models import Capacity
from sagsflow.directory.service import Content, Room
from sagsflow.engine.snapshot import Blocked
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import transferring
from sagsflow.tasks.models import Task
from tests.cast import CLUB, JOBS, SCHOOL, Cast, Visit, person
from tests.referrals.acting import day_of, does, sent, stands, work, worker

NEW = {"note": "Ring efter kl. 14", "reason": "Hun har fået nye mødetider"}


def _ref(cast: Cast) -> str:
    with cast.database.read() as db:
        return db.scalars(sa.select(Case.ref)).one()


def _states(cast: Cast) -> dict[int, str]:
    with cast.database.read() as db:
        return {row.to_unit_id: row.state for row in db.scalars(sa.select(Referral))}


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_task_that_the_clock_raised_leads_to_the_referral_and_to_the_case(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    does(cast, number, "jette", "decline", decline_reason="no_room")
    work(worker(cast))
    with cast.database.read() as db:
        task = db.scalars(sa.select(Task.id).where(Task.kind == "decide_refusal")).one()
    page = visit("lene").get(f"/tasks/{task}").text
    assert f'href="/referrals/{number}"' in page
    assert f'href="/cases/{_ref(cast)}"' in page


def test_two_are_sent_at_once_and_the_form_says_what_each_will_see(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        cast.consent(db, ref, CLUB)
    karen, page = visit("karen"), f"/referrals/cases/{ref}/new"
    assert "Beskæftigelse" in karen.get(page).text
    assert karen.submit(page, {"note": "Hun er klar"}, button="Send henvisningen").status_code == 422
    both = {"receivers": [str(JOBS), str(CLUB)], "note": "Hun er klar"}
    assert karen.submit(page, both, button="Send henvisningen").status_code == 303
    assert _states(cast) == {JOBS: "sent", CLUB: "sent"}
    assert "Hun er klar" in visit("clara").get("/referrals/2").text + visit("clara").get("/referrals/1").text


def test_the_form_says_who_can_receive_what_speaks_against_it_and_why_others_cannot(
    cast: Cast, visit: Visit
) -> None:
    ref = _with_offers(cast)
    karen, page = visit("karen"), f"/referrals/cases/{ref}/new"
    shown, _, others = karen.get(page).text.partition('id="cannot"')
    assert (
        shown.index("Jobhjælpen – Jobklub")
        < shown.index("Jobhjælpen – Jobhold")
        < shown.index("Det er fuldt.")
    )
    assert ("Lektiecafé" in shown, "Lektiecafé" in others) == (False, True)
    assert f"/cases/{ref}/consents/new?unit={SCHOOL}" in others
    both = {"receivers": [f"{JOBS}-1", f"{JOBS}-2"], "note": "Hun er klar"}
    assert "Vælg ét tilbud" in karen.submit(page, both, button="Send henvisningen").text
    one = {"receivers": [f"{JOBS}-1"], "note": "Hun er klar"}
    assert karen.submit(page, one, button="Send henvisningen").status_code == 303
    assert "Jobklub" in visit("jette").get("/referrals/1").text
    assert "Der er allerede en åben henvisning" in karen.get(page).text.partition('id="cannot"')[2]


def _with_offers(cast: Cast) -> str:
    """A case with a consent to a unit of two offers, one of them full, and none to a third."""
    course, room = Content("Jobklub", "Vi mødes hver tirsdag."), Room(Capacity.OPEN)
    with cast.database.write() as db:
        for unit_id, name, place in (
            (JOBS, "Jobklub", room),
            (JOBS, "Jobhold", Room(Capacity.FULL)),
            (SCHOOL, "Lektiecafé", room),
        ):
            content = replace(course, name=name)
            directory.add(db, unit_id, content, place, actor=person("adam"), at=cast.at)
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS)
    return ref


def test_a_draft_waits_for_its_sender(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS)
    karen = visit("karen")
    typed = {"receivers": [str(JOBS)], "note": "Et udkast"}
    karen.submit(f"/referrals/cases/{ref}/new", typed, button="Gem som kladde")
    assert (_states(cast), visit("jette").get("/referrals/1").status_code) == ({JOBS: "draft"}, 404)
    assert "Kladde" in karen.get(f"/cases/{ref}").text
    assert karen.submit("/referrals/1/send", action="/send").status_code == 303
    assert (_states(cast), "Et udkast" in visit("jette").get("/referrals/1").text) == ({JOBS: "sent"}, True)


def test_only_the_owner_and_the_coordinator_send(cast: Cast, visit: Visit) -> None:
    sent(cast)
    page = f"/referrals/cases/{_ref(cast)}/new"
    assert [visit(who).get(page).status_code for who in ("karen", "lene", "bo", "jette")] == [
        200,
        200,
        403,
        404,
    ]


def test_a_change_keeps_the_old_words_and_tells_the_receiver_until_she_reads(
    cast: Cast, visit: Visit
) -> None:
    [number] = sent(cast)
    jette, page = visit("jette"), f"/referrals/{number}"
    jette.get(page)
    answer = visit("karen").submit(f"{page}/change", NEW, action="/change")
    assert (answer.status_code, day_of(cast, "jette")) == (303, ["referral_changed", "to answer"])
    shown = jette.get(page).text
    for words in (*NEW.values(), "Ring efter kl. 10"):
        assert words in shown
    assert day_of(cast, "jette") == ["to answer"]


def test_a_change_needs_a_reason_and_a_change(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    page, karen = f"/referrals/{number}/change", visit("karen")
    assert karen.submit(page, {**NEW, "reason": ""}, action="/change").status_code == 422
    same = karen.submit(page, {**NEW, "note": "Ring efter kl. 10"}, action="/change")
    assert (same.status_code, "allerede er sendt" in same.text) == (422, True)
    assert visit("jette").get(page).status_code == 403


def test_it_moves_to_another_receiver_with_a_note(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        cast.consent(db, _ref(cast), CLUB)
    page = f"/referrals/{number}/transfer"
    moved = {"receiver": str(CLUB), "note": "Jobhjælpen lukker"}
    assert visit("karen").submit(page, moved, action="/transfer").status_code == 303
    assert _states(cast) == {JOBS: "withdrawn", CLUB: "sent"}
    shown = visit("clara").get(f"/referrals/{number + 1}").text
    assert ("Jobhjælpen lukker" in shown, "Ring efter kl. 10" in shown) == (True, True)
    assert does(cast, number + 1, "clara", "accept") == ("accepted", "follow_up")


def test_it_does_not_move_to_whom_the_resident_has_not_agreed(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.read() as db:
        version = db.get_one(Referral, number).version
    karen, pathways = person("karen"), cast.platform
    with pytest.raises(Blocked), cast.database.write() as db:
        transferring.transfer(
            db, number, SCHOOL, "Fordi", version, actor=karen, at=cast.at, pathways=pathways
        )
    assert (stands(cast, number)[0], _states(cast)) == ("sent", {JOBS: "sent"})


def test_the_receivers_own_notes_are_her_units_own(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    page = f"/referrals/{number}"
    assert (
        visit("jette").submit(f"{page}/note", {"text": "Hun vil helst tirsdag"}, action="/note").location
        == page
    )
    seen = {who: "helst tirsdag" in visit(who).get(page).text for who in ("jette", "jonas", "karen", "lene")}
    assert seen == {"jette": True, "jonas": True, "karen": False, "lene": False}
    assert visit("karen").get(f"{page}/note").status_code == 403
