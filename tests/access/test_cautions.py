"""What is better left out of a text is pointed out before it is saved, with everything typed kept, and one tick saves it."""

from typing import Any

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.residents import service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import Resident
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person
from tests.house.forms import forms_of
from tests.house.visitor import Visitor
from tests.meetings.table import Table

NUMBER = "Hun har 010190-1234 og bor alene."
TEXTS = {
    "notes/new": ("/new", {"text": NUMBER}),
    "goals/new": ("/new", {"own_words": NUMBER}),
    "owner": ("/owner", {"owner": "2", "handover": NUMBER}),
    "clock/pause": ("/pause", {"reason": NUMBER}),
    "move/refer_directly": (
        "/refer_directly",
        {"answer_receiving_party": str(JOBS), "answer_handover_note": NUMBER},
    ),
}


def _case(cast: Cast) -> str:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
    return ref


def _neighbour(cast: Cast, given: str = "Fatima", family: str = "El-Hadad Ørum", **more: Any) -> None:
    with cast.database.write() as db:
        facts = Facts(given, family, **more)
        service.register(db, facts=facts, unit_id=TEAM, actor=person("karen"), at=cast.at)


def _tick(browser: Visitor, answer: Any, page: str) -> Any:
    """Sends the form that came back, with its tick."""
    (form,) = [
        form for form in forms_of(answer.text, page) if any("knowingly" in name for name in form.names)
    ]
    name = next(name for name in form.names if "knowingly" in name)
    mark = answer.text.split(f'name="{name}" value="')[1].split('"')[0]
    return browser.post(form.action, data=form.filled({name: mark}))


@pytest.mark.parametrize("page", TEXTS)
def test_a_personal_number_is_pointed_out_once_and_never_refused(cast: Cast, visit: Visit, page: str) -> None:
    action, typed = TEXTS[page]
    ref, karen = _case(cast), visit("lene" if page == "owner" else "karen")
    here = f"/cases/{ref}/{page}"
    answer = karen.submit(here, typed, action=action)
    assert answer.status_code == 422
    assert "010190-••••" in answer.text
    assert NUMBER in answer.text, "what was typed is lost"
    assert _tick(karen, answer, here).status_code == 303


def test_another_thing_after_the_tick_is_pointed_out_too(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    page = f"/cases/{ref}/notes/new"
    first = karen.submit(page, {"text": NUMBER}, action="/new")
    mark = first.text.split('name="knowingly" value="')[1].split('"')[0]
    (form,) = [form for form in forms_of(first.text, page) if "knowingly" in form.names]
    again = form.filled({"knowingly": mark, "text": NUMBER + " Hendes mor har 020280-1234."})
    assert karen.post(form.action, data=again).status_code == 422


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Hun vil flytte sammen med Fatima El-Hadad.", 422),
        ("Ørum, Fatima – nej", 303),
        ("Hun talte med Fatima Ørum i går.", 422),
        ("Hun talte med fatima i går.", 303),
        ("Beboer1 Prøve vil gerne i arbejde.", 303),
    ],
)
def test_the_name_of_another_resident_is_pointed_out(
    cast: Cast, visit: Visit, text: str, status: int
) -> None:
    ref = _case(cast)
    _neighbour(cast)
    answer = visit("karen").submit(f"/cases/{ref}/notes/new", {"text": text}, action="/new")
    assert answer.status_code == status


def test_whoever_may_not_look_a_resident_up_cannot_ask_through_a_warning(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    _neighbour(cast)
    with cast.database.write() as db:
        db.execute(sa.update(Resident).where(Resident.id == 1).values(phone="+4586123456"))
    note = {"text": "Fatima Ørum har telefon 86 12 34 56"}
    assert visit("samir").submit(f"/cases/{ref}/notes/new", note, action="/new").status_code == 303
    answer = visit("karen").submit(f"/cases/{ref}/notes/new", note, action="/new")
    assert answer.status_code == 422
    assert "Her står beboerens telefonnummer" in answer.text
    assert "(Fatima Ørum)" in answer.text


def test_the_texts_of_a_referral_and_of_a_meeting_are_looked_through(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    with cast.database.write() as db:
        cast.refer(db, ref, JOBS)
    jette = visit("jette")
    answer = jette.submit(
        "/referrals/1/decline",
        {"answer_decline_reason": "no_room", "answer_decline_note": NUMBER},
        action="/decline",
    )
    assert answer.status_code == 422
    assert _tick(jette, answer, "/referrals/1/decline").status_code == 303


def test_what_everybody_at_a_meeting_reads_names_no_resident_unnoticed(cast: Cast, visit: Visit) -> None:
    table, lene = Table(cast), visit("lene")
    meeting, ref = table.call(), table.ready()
    _neighbour(cast, "Fatima", "Holmgaard")
    with cast.database.read() as db:
        assert db.scalar(sa.select(Case.ref)) == ref
    item = table.put_on(meeting, ref)
    page = f"/meetings/{meeting}?item={item}"
    asked = {"wording-anonymous_question": "Hvad med Fatima Holmgaard?"}
    answer = lene.submit(page, asked, action=f"/items/{item}/wording")
    assert answer.status_code == 422
    assert "(Fatima Holmgaard)" in answer.text
    assert _tick(lene, answer, page).status_code == 303
    decided = {"text": NUMBER, "code": "wait"}
    assert lene.submit(page, decided, action=f"/items/{item}/decide").status_code == 422
