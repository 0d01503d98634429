"""For every kind of task: whose Min dag shows it when it is overdue, the act that removes it, and the test of that act."""

from dataclasses import dataclass

PRESS = "she presses Done"
OWNER, LEADER, RECEIVER, OFFICER = "karen", "lene", "jette", "dorte"


@dataclass(frozen=True)
class Row:
    """`shown` is the test of the act, where the act is another one than a press; the press itself is tested for all of them."""

    who: str
    act: str = PRESS
    shown: str = ""


CLOCK = (
    "tests/referrals/test_clock.py::test_every_overdue_thing_stands_on_somebodys_day_until_an_act_removes_it"
)
OF_TASKS = {
    "own": Row(OWNER),
    "invite_parties": Row(OWNER),
    "follow_up": Row(OWNER),
    "call_resident": Row(OWNER),
    "confirm_reception": Row(OWNER),
    "carry_out_plan": Row(OWNER),
    "check_own_agreements": Row(OWNER),
    "find_another_way": Row(OWNER),
    "contact_at_once": Row(OWNER),
    "await_receipt": Row(OWNER),
    "handed_back": Row(OWNER),
    "renew_consent": Row(OWNER),
    "get_consent": Row(OWNER),
    "of_age": Row(OWNER),
    "legal_basis_stated": Row(OWNER),
    "legal_basis_over": Row(OWNER),
    "first_conversation": Row(RECEIVER),
    "answer_application": Row(RECEIVER),
    "look_at_emergency": Row(LEADER),
    "renew_declaration": Row(LEADER),
    "review_retention": Row(LEADER),
    "answer_own_part": Row(LEADER),
    "overdue": Row(
        OWNER,
        "the next step of the case",
        "tests/jobs/test_deadlines.py::test_the_task_goes_when_the_next_step_is_taken",
    ),
    "consent_expires": Row(
        OWNER,
        "the consent is made longer",
        "tests/consents/test_ending.py::test_fourteen_days_before_the_owner_is_told_once_until_it_is_made_longer",
    ),
    "ask_young_person": Row(
        OWNER,
        "the young person says yes",
        "tests/consents/test_children.py::test_at_15_a_task_asks_for_the_talk_and_it_goes_when_she_has_said_yes",
    ),
    "legal_basis_ends": Row(
        OWNER,
        "a new basis is stated, or it ends",
        "tests/consents/test_bases_in_time.py::test_when_its_day_has_passed_it_is_written_down_and_what_stood_on_it_comes_home",
    ),
    "decision": Row(
        RECEIVER,
        "the meeting says what became of it",
        "tests/meetings/test_follow_up.py::test_the_task_on_the_partys_day_goes_with_it",
    ),
    "report_breach": Row(
        OFFICER,
        "the authority is told",
        "tests/privacy/test_breaches.py::test_the_task_is_done_when_the_authority_is_told",
    ),
    "answer_request": Row(
        LEADER,
        "it is answered or declined",
        "tests/privacy/test_register.py::test_it_is_declined_with_a_reason_and_the_task_is_done",
    ),
    "answer_referral": Row(
        RECEIVER,
        "she answers",
        "tests/referrals/test_clock.py::test_a_reminder_a_warning_and_then_it_is_handed_back",
    ),
    "referral_unanswered": Row(
        OWNER,
        "an answer comes, or the clock hands it back",
        "tests/referrals/test_clock.py::test_a_reminder_a_warning_and_then_it_is_handed_back",
    ),
    "look_at_waiting_list": Row(RECEIVER, "accept, decline, a new place", CLOCK),
    "decide_refusal": Row(
        LEADER,
        "uphold, send back",
        "tests/referrals/test_story.py::test_the_case_goes_on_by_itself_whatever_each_of_three_partners_does",
    ),
    "decide_no_answer": Row(
        LEADER,
        "ask again, close",
        "tests/referrals/test_story.py::test_the_case_goes_on_by_itself_whatever_each_of_three_partners_does",
    ),
    "referral_overdue": Row(OWNER, "the next step of the referral", CLOCK),
    "referral_changed": Row(
        RECEIVER,
        "she opens it and reads",
        "tests/referrals/test_beside.py::test_a_change_keeps_the_old_words_and_tells_the_receiver_until_she_reads",
    ),
}
