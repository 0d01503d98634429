"""A step is allowed, or every reason against it is told, with who can lift it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sagsflow.engine.decide import besides_the_form, decide, explain, settle, settle_all
from sagsflow.engine.snapshot import Blocked, NoSuchStep, Reason
from tests.engine.world import (
    ACCEPTED,
    DECLINED,
    FAMILY_SERVICES,
    LIBRARY,
    NOW,
    SCHOOL,
    SENT,
    TEAM,
    agreed,
    answers_for,
    context,
    coordinated,
    snapshot,
)


def test_the_whole_way_from_intake_to_the_goal() -> None:
    flow = coordinated()
    state, ended = flow.initial, None
    for trigger in (
        "take",
        "propose_meeting",
        "schedule",
        "decide_plan",
        "refer",
        "receive_confirmed",
        "close_achieved",
    ):
        step = flow.outgoing[state][trigger]
        who = context(step.who[0], answers=answers_for(flow, step), present=frozenset({TEAM, SCHOOL}))
        here = snapshot(
            state, goals=True, meeting=True, consents=agreed(SCHOOL), invited_units=frozenset({SCHOOL})
        )
        ended = decide(flow, here, who, trigger)
        state = ended.target
    assert ended is not None
    assert (state, ended.final, ended.result) == ("closed_achieved", True, "achieved")


def test_all_reasons_are_told_at_once() -> None:
    typed = {"parties_needed": frozenset({SCHOOL, FAMILY_SERVICES})}
    reasons = explain(
        coordinated(),
        snapshot("clarifying", consents=agreed(SCHOOL), goals=False),
        context("coordinator", answers=typed),
    )
    assert [reason.code for reason in reasons["propose_meeting"]] == [
        "role",
        "field_missing",
        "fact_missing",
        "consent_missing",
    ]
    assert reasons["propose_meeting"][3].params["unit"] == FAMILY_SERVICES
    assert reasons["propose_meeting"][3].lifted_by == ("resident", "case_owner")


def test_what_the_form_can_mend_is_told_apart() -> None:
    reasons = explain(coordinated(), snapshot("clarifying"), context("case_owner"))["propose_meeting"]
    assert besides_the_form(reasons) == (Reason("fact_missing", {"fact": "goals"}, ("case_owner",)),)


def test_a_withdrawn_consent_blocks_at_once() -> None:
    flow, invited = coordinated(), frozenset({SCHOOL})
    ready = snapshot("ready_for_meeting", meeting=True, invited_units=invited, consents=agreed(SCHOOL))
    assert decide(flow, ready, context("coordinator"), "schedule").target == "on_agenda"
    withdrawn = replace(ready, facts={**ready.facts, "consents": {}})
    with pytest.raises(Blocked) as blocked:
        decide(flow, withdrawn, context("coordinator"), "schedule")
    assert [reason.params["unit"] for reason in blocked.value.reasons] == [SCHOOL]


def test_a_meeting_with_nobody_invited_is_a_reason_of_its_own() -> None:
    reasons = explain(coordinated(), snapshot("ready_for_meeting", meeting=True), context("coordinator"))
    assert [reason.code for reason in reasons["schedule"]] == ["no_party"]


def test_the_owning_team_is_never_asked_for_consent() -> None:
    flow = coordinated()
    step = flow.outgoing["on_agenda"]["decide_plan"]
    who = context("chair", answers=answers_for(flow, step), present=frozenset({TEAM}))
    assert decide(flow, snapshot("on_agenda"), who, "decide_plan").target == "plan_agreed"


def test_an_item_with_nobody_present_decides_nothing_that_needs_consent() -> None:
    reasons = explain(coordinated(), snapshot("on_agenda"), context("chair"))
    assert "nobody_present" in {reason.code for reason in reasons["decide_plan"]}
    assert "nobody_present" not in {reason.code for reason in reasons["postpone"]}


def test_a_school_must_have_a_consent_before_it_is_involved() -> None:
    flow = LIBRARY.get("school_absence")
    step = flow.outgoing["family_contact"]["involve_school"]
    who = context("case_owner", answers=answers_for(flow, step))
    (reason,) = explain(flow, snapshot("family_contact"), who)["involve_school"]
    assert reason.params["kinds"] == ("school",)
    decided = decide(flow, snapshot("family_contact", consents=agreed(SCHOOL)), who, "involve_school")
    assert decided.target == "shared_picture"


def test_a_volunteer_must_have_agreed_to_the_team() -> None:
    reasons = explain(LIBRARY.get("citizenship"), snapshot("interested"), context("volunteer_coordinator"))
    assert {"team": True} in [reason.params for reason in reasons["talk"]]


def test_a_duty_needs_no_consent() -> None:
    flow = LIBRARY.get("school_absence")
    step = flow.outgoing["concern_raised"]["notify"]
    who = context("municipal_worker", answers=answers_for(flow, step))
    assert decide(flow, snapshot("concern_raised"), who, "notify").target == "notified_authority"


def test_no_case_closes_while_a_referral_has_no_result() -> None:
    flow = coordinated()
    who = context("case_owner", answers=answers_for(flow, flow.outgoing["follow_up"]["close_achieved"]))
    with pytest.raises(Blocked) as blocked:
        decide(flow, snapshot("follow_up", ACCEPTED), who, "close_achieved")
    assert [(reason.code, reason.params["count"]) for reason in blocked.value.reasons] == [
        ("open_referral", 1)
    ]


def test_a_yes_that_must_be_yes_is_not_a_no() -> None:
    flow = LIBRARY.get("eviction_prevention")
    reasons = explain(
        flow, snapshot("stabilising"), context("case_owner", answers={"three_rents_paid": False})
    )
    assert [reason.code for reason in reasons["close_kept"]] == ["field_invalid"]


def test_a_step_the_state_does_not_have_is_refused() -> None:
    with pytest.raises(NoSuchStep):
        decide(coordinated(), snapshot("received"), context("coordinator"), "close_achieved")


def test_the_system_cannot_be_impersonated() -> None:
    with pytest.raises(NoSuchStep):
        decide(coordinated(), snapshot("referred", ACCEPTED), context("system"), "referral_accepted")


def test_a_case_moves_by_itself_when_everybody_has_answered() -> None:
    flow = coordinated()
    assert settle(flow, snapshot("referred", ACCEPTED, SENT), NOW) is None
    accepted = settle(flow, snapshot("referred", ACCEPTED, DECLINED), NOW)
    declined = settle(flow, snapshot("referred", DECLINED, DECLINED), NOW)
    assert accepted is not None
    assert declined is not None
    assert (accepted.target, declined.target) == ("follow_up", "clarifying")
    assert accepted.automatic


def test_an_answer_of_an_earlier_round_moves_nothing() -> None:
    old = replace(ACCEPTED, current=False)
    assert settle(coordinated(), snapshot("referred", old), NOW) is None
    (decision,) = settle_all(coordinated(), snapshot("referred", old, DECLINED), NOW + timedelta(days=1))
    assert decision.target == "clarifying"


@pytest.mark.parametrize("rounds", [1, 2, 30])
def test_a_follow_up_may_be_repeated_any_number_of_times(rounds: int) -> None:
    flow = coordinated()
    who = context("case_owner", answers={"status_per_goal": "Det går fremad"})
    for _ in range(rounds):
        decision = decide(flow, snapshot("follow_up"), who, "follow_up_again")
        assert (decision.source, decision.target, decision.deadline.amount) == ("follow_up", "follow_up", 90)
