"""A case moves: only where the pathway lets it, once, and never over the head of somebody who was faster."""

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Answer, Case
from sagsflow.engine.snapshot import Blocked, NoSuchStep
from sagsflow.eventlog.models import Event
from tests.cases.agreement import THREADS, assert_log_is_sound, assert_reading_list_agrees, at_once
from tests.cast import JOBS, Cast, Visit
from tests.house.visitor import Visitor

TAKEN = {"answer_contact_channel": "phone", "answer_reason_in_residents_words": "Jeg vil gerne have et job"}
STORY = "Jeg vil gerne have et job, sagde hun, og så grinede hun 😊"


def _received(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.open_case(db).ref


def _clarifying(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def _case(cast: Cast, ref: str) -> Case:
    with cast.database.read() as db:
        assert_reading_list_agrees(db, cast.at)
        assert_log_is_sound(db)
        return db.scalars(sa.select(Case).where(Case.ref == ref)).one()


def _moves(cast: Cast) -> int:
    with cast.database.read() as db:
        return db.scalar(sa.select(sa.func.count()).where(Event.kind == "case-moved")) or 0


def _led_to_the_case(visitor: Visitor, ref: str, trigger: str) -> str:
    led = visitor.get(f"/cases/{ref}/move/{trigger}")
    assert (led.status_code, led.location) == (303, f"/cases/{ref}")
    return visitor.get(f"/cases/{ref}").text


def test_the_form_asks_for_what_the_step_asks_and_nothing_else(cast: Cast, visit: Visit) -> None:
    form = visit("karen").form(f"/cases/{_received(cast)}/move/take", action="/take")
    asked = {name for name in form.names if name.startswith("answer_")}
    assert asked == {"answer_contact_channel", "answer_reason_in_residents_words"}
    assert form.names - asked == {"csrf_token", "submission", "seen"}


@pytest.mark.parametrize(
    ("language", "sentence", "who"),
    [
        ("da", "Mangler: Mindst ét mål", "Kan løses af"),
        ("en", "Missing: At least one goal", "Can be lifted by"),
    ],
)
def test_a_blocked_step_stands_greyed_with_every_reason_and_who_can_lift_it(
    cast: Cast, visit: Visit, language: str, sentence: str, who: str
) -> None:
    page = visit("bo").get(f"/cases/{_clarifying(cast)}?lang={language}").text
    assert sentence in page
    assert who in page
    assert ("Dette skridt tages af" in page) == (language == "da")


def test_a_step_of_another_state_does_not_exist(cast: Cast, visit: Visit) -> None:
    ref = _received(cast)
    with pytest.raises(NoSuchStep), cast.database.write() as db:
        cast.move(db, ref, "close_achieved", status_per_goal="Godt", resident_evaluation="Godt")
    karen = visit("karen")
    assert "Skridtet er ikke muligt der, hvor sagen er nu." in _led_to_the_case(karen, ref, "close_achieved")
    assert karen.get(f"/cases/{ref}/move/no_such_step").status_code == 404
    assert visit("oda").get(f"/cases/{ref}/move/close_achieved").status_code == 404
    assert _case(cast, ref).state == "received"


def test_the_browsers_back_leads_to_the_case_and_says_who_took_the_step_and_when(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _received(cast), visit("karen")
    karen.submit(f"/cases/{ref}/move/take", TAKEN, action="/take")
    told = "Tag sagen: fra Modtaget til Afklaring. (Karen Holm, 15.09.2026 10.00)"
    assert f"Skridtet er taget. {told}" in _led_to_the_case(karen, ref, "take")
    assert f"Skridtet er ikke muligt nu. Senest: {told}" in _led_to_the_case(visit("bo"), ref, "refer")


def test_every_reason_is_given_at_once(cast: Cast) -> None:
    ref = _clarifying(cast)
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.move(db, ref, "propose_meeting", who="bo", parties_needed=frozenset({JOBS}))
    codes = {reason.code for reason in refusal.value.reasons}
    assert codes == {"role", "fact_missing", "field_missing", "consent_missing"}


def test_a_missing_field_and_a_day_that_does_not_exist_are_told_and_nothing_is_lost(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _clarifying(cast), visit("karen")
    with cast.database.write() as db:
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, ref, JOBS)
    typed = {
        "answer_received_by": "Jette <script>alert(1)</script>",
        "answer_first_meeting_date": "31.02.2026",
    }
    answer = karen.submit(f"/cases/{ref}/move/receive_confirmed", typed, action="/receive_confirmed")
    assert answer.status_code == 422
    assert "Jette &lt;script&gt;alert(1)" in answer.text
    assert "31.02.2026" in answer.text
    empty = karen.submit(f"/cases/{ref}/move/receive_confirmed", {}, action="/receive_confirmed")
    assert empty.status_code == 422
    assert "Skal udfyldes." in empty.text
    assert _case(cast, ref).state == "referred"


def test_an_old_page_is_told_what_has_changed_and_gives_the_text_back(cast: Cast, visit: Visit) -> None:
    ref = _received(cast)
    bo, karen = visit("bo"), visit("karen")
    late = bo.form(f"/cases/{ref}/move/take", action="/take")
    assert karen.submit(f"/cases/{ref}/move/take", TAKEN, action="/take").status_code == 303
    answer = bo.post(late.action, data=late.filled(TAKEN | {"answer_reason_in_residents_words": STORY}))
    assert answer.status_code == 409
    assert STORY in answer.text
    assert "Tag sagen: fra Modtaget til Afklaring. (Karen Holm, 15.09.2026 10.00)" in answer.text
    assert "Sagen blev oprettet" not in answer.text, "that was there when the page was opened"
    assert "Hvad vil beboeren gerne have hjælp til?" in answer.text
    assert _case(cast, ref).owner_id == 1


def test_a_new_note_makes_no_page_old_but_a_step_that_is_still_possible_is_old_after_a_move(
    cast: Cast, visit: Visit
) -> None:
    ref, karen, bo = _clarifying(cast), visit("karen"), visit("bo")
    form = karen.form(f"/cases/{ref}/move/withdraw", action="/withdraw")
    assert bo.submit(f"/cases/{ref}/notes/new", {"text": "Hun ringede"}, action="/new").status_code == 303
    with cast.database.write() as db:
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
    moved = karen.form(f"/cases/{ref}/move/advise_only", action="/advise_only")
    assert karen.post(form.action, data=form.filled({})).status_code == 303
    late = karen.post(moved.action, data=moved.filled({"answer_outcome_note": "Råd"}))
    assert late.status_code == 409


@pytest.mark.parametrize("pressed", ["together", "one after the other"])
def test_a_double_press_moves_once_and_leads_to_the_case(cast: Cast, visit: Visit, pressed: str) -> None:
    ref = _received(cast)
    browsers = [visit("karen"), visit("karen")]
    forms = [browser.form(f"/cases/{ref}/move/take", action="/take") for browser in browsers]
    key = forms[0].values["submission"]

    def press(number: int) -> tuple[int, str | None]:
        data = forms[number].filled(TAKEN | {"submission": key})
        answer = browsers[number].post(forms[number].action, data=data)
        return answer.status_code, answer.location

    answers = at_once(press, 2) if pressed == "together" else [press(0), press(1)]
    assert answers == [(303, f"/cases/{ref}")] * 2
    assert (_moves(cast), _case(cast, ref).state) == (1, "clarifying")


def test_of_eight_people_at_once_one_wins_and_the_others_are_told(cast: Cast, visit: Visit) -> None:
    ref = _received(cast)
    browsers = [visit(("karen", "bo", "lene")[number % 3]) for number in range(THREADS)]
    forms = [browser.form(f"/cases/{ref}/move/take", action="/take") for browser in browsers]

    def press(number: int) -> int:
        return browsers[number].post(forms[number].action, data=forms[number].filled(TAKEN)).status_code

    assert sorted(map(str, at_once(press))) == ["303"] + ["409"] * (THREADS - 1)
    assert (_moves(cast), _case(cast, ref).state) == (1, "clarifying")


def test_eight_people_who_write_on_one_case_lose_nothing(cast: Cast, visit: Visit) -> None:
    ref = _clarifying(cast)
    browsers = [visit(("karen", "bo", "lene")[number % 3]) for number in range(THREADS)]

    def write(number: int) -> list[int]:
        note = {"text": f"Note nummer {number}"}
        return [
            browsers[number].submit(f"/cases/{ref}/notes/new", note, action="/new").status_code
            for _ in range(3)
        ]

    assert at_once(write) == [[303] * 3] * THREADS
    case = _case(cast, ref)
    with cast.database.read() as db:
        numbers = db.scalars(
            sa.select(Event.case_seq).where(Event.case_id == case.id).order_by(Event.case_seq)
        ).all()
    assert numbers == list(range(1, case.event_count + 1))
    assert numbers[-1] == 2 + 3 * THREADS


def test_each_round_of_a_loop_keeps_its_answers(cast: Cast) -> None:
    ref = _clarifying(cast)
    with cast.database.write() as db:
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        for reason in ("Ingen plads", "Stadig ingen plads"):
            cast.refer(db, ref, JOBS)
            cast.move(db, ref, "bounce", reason=reason)
        cast.refer(db, ref, JOBS)
    with cast.database.read() as db:
        rows = db.execute(
            sa.select(Answer.step, Answer.value).where(Answer.field == "reason").order_by(Answer.step)
        ).all()
        assert [value for _step, value in rows] == ["Ingen plads", "Stadig ingen plads"]
        assert len({step for step, _value in rows}) == 2
    assert _case(cast, ref).state == "referred"


def test_a_page_that_was_tampered_with_is_never_taken_for_a_fresh_one(cast: Cast, visit: Visit) -> None:
    ref, karen = _received(cast), visit("karen")
    form = karen.form(f"/cases/{ref}/move/take", action="/take")
    for seen in ("", "x", "-1", "9" * 400, "٣"):
        assert karen.post(form.action, data=form.filled(TAKEN | {"seen": seen})).status_code == 409
    assert _case(cast, ref).state == "received"
