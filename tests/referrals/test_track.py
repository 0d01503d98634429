"""The whole track of a referral: seen, answered, the coordinator's word, the waiting list, under way, and its result."""

import pytest

from sagsflow.access.topics import Topic
from sagsflow.cases.service import planning
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.snapshot import Blocked
from sagsflow.referrals import queries, service
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import Reply
from tests.cast import CLUB, JOBS, SCHOOL, TEAM, Cast, Visit, person
from tests.referrals.acting import act, day_of, does, sent, stands

NO: dict[str, object] = {"decline_reason": "no_room", "decline_note": "Vi er fyldt op til jul"}


def test_opening_it_tells_the_sender_that_it_is_seen_and_makes_no_page_old(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    jette, karen = visit("jette"), visit("karen")
    form = karen.form(f"/referrals/{number}/withdraw", action="/withdraw")
    karen.get(f"/referrals/{number}")
    assert stands(cast, number)[0] == "sent", "the sender's own look is not the receiver's"
    assert jette.get(f"/referrals/{number}").status_code == 200
    visit("jonas").get(f"/referrals/{number}")
    assert stands(cast, number)[0] == "seen"
    shown = karen.get(f"/referrals/{number}").text
    assert ("Set – venter på svar" in shown, "Jette Krag" in shown, "Jonas" in shown) == (True, True, False)
    assert karen.post(form.action, data=form.filled({})).status_code == 303


def test_one_press_in_the_list_accepts(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    jette = visit("jette")
    form = jette.form("/referrals", action="/accept")
    answers = [jette.post(form.action, data=form.filled({})).location for _press in range(2)]
    assert (answers, stands(cast, number)) == ([f"/referrals/{number}"] * 2, ("accepted", "follow_up"))
    assert "Jette Krag" in visit("karen").get(f"/referrals/{number}").text


def test_a_refusal_counts_when_the_coordinator_has_upheld_it(cast: Cast) -> None:
    [number] = sent(cast)
    assert does(cast, number, "jette", "decline", **NO) == ("declined", "referred")
    assert (day_of(cast, "lene"), day_of(cast, "jette")) == (["decide_refusal"], [])
    with cast.database.write() as db, pytest.raises(Blocked):
        act(db, cast, number, "bo", "uphold")
    assert does(cast, number, "lene", "uphold") == ("refused", "clarifying")
    assert day_of(cast, "lene") == []


def test_the_coordinator_sends_back_and_the_receiver_answers_anew(cast: Cast) -> None:
    [number] = sent(cast)
    does(cast, number, "jette", "decline", **NO)
    back = does(cast, number, "lene", "send_back", coordinator_note="Der er plads igen på mandag")
    assert (back, day_of(cast, "jette")) == (("sent", "referred"), ["to answer"])
    assert does(cast, number, "jette", "accept") == ("accepted", "follow_up")


def test_a_waiting_list_is_neither_yes_nor_no(cast: Cast) -> None:
    first, second = sent(cast, JOBS, CLUB)
    assert does(cast, first, "jette", "queue", waiting_position=3) == ("waiting", "referred")
    with cast.database.write() as db, pytest.raises(Blocked):
        act(db, cast, first, "jette", "move_in_queue", waiting_position=0)
    does(cast, first, "jette", "move_in_queue", waiting_position=1)
    assert does(cast, second, "clara", "accept") == ("accepted", "follow_up")
    assert does(cast, first, "jette", "accept") == ("accepted", "follow_up")


def test_a_case_cannot_close_while_somebody_stands_on_a_waiting_list(cast: Cast) -> None:
    first, second = sent(cast, JOBS, CLUB)
    does(cast, first, "jette", "queue", waiting_position=3)
    does(cast, second, "clara", "accept")
    with cast.database.read() as db:
        ref = queries.find(db, person("karen"), first, cast.at).case.ref
    with cast.database.write() as db, pytest.raises(Blocked) as refusal:
        cast.move(db, ref, "close_achieved", status_per_goal="Nået", resident_evaluation="Godt")
    assert [reason.params for reason in refusal.value.reasons] == [{"count": 2}]


def test_from_the_first_meeting_held_together_to_the_result(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    does(cast, number, "jette", "accept")
    does(cast, number, "karen", "begin", joint_meeting_date=cast.at.date())
    done: dict[str, object] = {
        "referral_result": "partly",
        "goal_score": 4,
        "result_note": "Hun er godt på vej",
    }
    assert does(cast, number, "jette", "close", **done)[0] == "closed"
    shown = visit("karen").get(f"/referrals/{number}").text
    for words in ("Første møde holdt sammen den", "Målet er delvist nået", "Hun er godt på vej"):
        assert words in shown


def test_one_press_in_the_list_declines_with_the_reason_beside_it(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    jette, decline = visit("jette"), f"/referrals/{number}/decline"
    again = jette.submit("/referrals", action="/decline")
    assert (again.status_code, "Hvorfor kan I ikke tage imod?" in again.text) == (422, True), "a no says why"
    answer = jette.submit("/referrals", {"answer_decline_reason": "no_room"}, action="/decline")
    assert (answer.status_code, stands(cast, number)[0]) == (303, "declined")
    assert day_of(cast, "lene") == ["decide_refusal"]
    assert "Vi har ikke plads lige nu" in visit("lene").get(f"/referrals/{number}").text
    assert decline not in jette.get("/referrals").text


def test_each_goal_that_the_receiver_may_see_is_scored_at_the_result(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        ref = queries.find(db, person("karen"), number, cast.at).case.ref
        cast.consent(db, ref, JOBS, Topic.EMPLOYMENT)
        for words, topic in (("Et fritidsjob", Topic.EMPLOYMENT), ("Ro om familien", Topic.FAMILY)):
            goal = planning.GoalText(words, topic, TEAM)
            planning.add_goal(db, ref, goal, actor=person("karen"), at=cast.at)
    does(cast, number, "jette", "accept")
    jette, page = visit("jette"), f"/referrals/{number}/close"
    asked = jette.get(page).text
    assert ("Et fritidsjob" in asked, "Ro om familien" in asked) == (True, False)
    assert (
        jette.submit(page, {"answer_referral_result": "partly", "goal_1": "9"}, action="/close").status_code
        == 422
    )
    done = {"answer_referral_result": "partly", "goal_1": "4"}
    assert jette.submit(page, done, action="/close").status_code == 303
    shown = visit("karen").get(f"/referrals/{number}").text.partition("Så langt med hvert mål")[2]
    assert ("Et fritidsjob" in shown, "4 af 5" in shown) == (True, True)


def test_nobody_scores_a_goal_that_is_closed_to_her(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        ref = queries.find(db, person("karen"), number, cast.at).case.ref
        goal = planning.GoalText("Ro om familien", Topic.FAMILY, TEAM)
        hidden = planning.add_goal(db, ref, goal, actor=person("karen"), at=cast.at).id
    does(cast, number, "jette", "accept")
    with cast.database.read() as db:
        version = db.get_one(Referral, number).version
    reply = Reply("close", {"referral_result": "partly"}, version, {hidden: 3})
    with cast.database.write() as db, pytest.raises(Invalid, match="not-a-goal"):
        service.reply(db, number, reply, actor=person("jette"), at=cast.at, pathways=cast.platform)


def test_each_list_says_how_many_it_opens(cast: Cast) -> None:
    numbers = [sent(cast, number=number)[0] for number in range(1, 6)]
    does(cast, numbers[0], "jette", "queue", waiting_position=1)
    does(cast, numbers[1], "jette", "decline", **NO)
    for number in numbers[2:4]:
        does(cast, number, "jette", "accept")
    does(cast, numbers[3], "jette", "close", referral_result="achieved")
    with cast.database.read() as db:
        counted = queries.counts(db, person("jette"), cast.at)
        for which in queries.LISTS:
            assert len(queries.received(db, person("jette"), which, cast.at)) == counted[which].value == 1


def test_what_is_not_in_the_receivers_hand_opens_nothing_to_her_by_itself(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.read() as db:
        before = len(queries.find(db, person("jette"), number, cast.at).view.grants)
    does(cast, number, "jette", "decline", **NO)
    with cast.database.read() as db:
        after = len(queries.find(db, person("jette"), number, cast.at).view.grants)
    assert after < before, "only the resident's consent still opens the case"


def test_a_draft_is_the_senders_own(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        db.get_one(Referral, number).state = "draft"
    with cast.database.read() as db:
        assert queries.received(db, person("jette"), "to_answer", cast.at) == []
        with pytest.raises(NotFound):
            queries.find(db, person("jette"), number, cast.at)


def test_a_stranger_who_knows_the_number_makes_nothing_seen(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        cast.consent(db, queries.find(db, person("karen"), number, cast.at).case.ref, SCHOOL)
    with cast.database.write() as db, pytest.raises(NotFound):
        service.see(db, number, actor=person("samir"), at=cast.at, pathways=cast.platform)
    assert stands(cast, number)[0] == "sent"
