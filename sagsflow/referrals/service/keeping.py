"""What each step of a referral writes down on it, beside its state."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sagsflow.access.actor import Actor
from sagsflow.engine.answers import as_date
from sagsflow.engine.snapshot import Blocked, Reason
from sagsflow.referrals.models import Referral

Answers = Mapping[str, object]
Keeper = Callable[[Referral, Answers, Actor | None, datetime], None]


def keep(referral: Referral, trigger: str, answers: Answers, actor: Actor | None, at: datetime) -> None:
    """Raises engine Blocked for a place on a waiting list that is none."""
    if trigger in KEEPERS:
        KEEPERS[trigger](referral, answers, actor, at)


def _sending(referral: Referral, answers: Answers, actor: Actor | None, at: datetime) -> None:
    referral.handover_note = text(answers.get("handover_note")) or referral.handover_note
    referral.sent_at, referral.sent_by = at, actor.user_id if actor else None


def _sight(referral: Referral, _answers: Answers, actor: Actor | None, at: datetime) -> None:
    referral.seen_at = referral.seen_at or at
    referral.seen_by = referral.seen_by or (actor.user_id if actor else None)


def _acceptance(referral: Referral, answers: Answers, actor: Actor | None, at: datetime) -> None:
    """One press is enough: then she who accepts is the one who receives."""
    _answer(referral, answers, actor, at)
    referral.received_by = text(answers.get("received_by")) or (actor.name if actor else None)
    referral.first_meeting_on = as_date(answers.get("first_meeting_date"))
    referral.waiting_position = None


def _place(referral: Referral, answers: Answers, actor: Actor | None, at: datetime) -> None:
    position = answers.get("waiting_position")
    if not isinstance(position, int) or position < 1:
        wrong = Reason("field_invalid", {"field": "waiting_position", "type": "integer"})
        raise Blocked("queue", referral.state, (wrong,))
    _answer(referral, answers, actor, at)
    referral.waiting_position = position
    referral.expected_on = as_date(answers.get("expected_date"))


def _refusal(referral: Referral, answers: Answers, actor: Actor | None, at: datetime) -> None:
    _answer(referral, answers, actor, at)
    referral.decline_reason = text(answers.get("decline_reason"))
    referral.decline_note = text(answers.get("decline_note"))
    referral.waiting_position = None


def _coordinators_word(referral: Referral, answers: Answers, _actor: Actor | None, _at: datetime) -> None:
    referral.coordinator_note = text(answers.get("coordinator_note"))


def _sent_again(referral: Referral, answers: Answers, actor: Actor | None, at: datetime) -> None:
    """A new round: nobody has seen or answered it yet."""
    _coordinators_word(referral, answers, actor, at)
    referral.seen_at = referral.seen_by = referral.answered_at = referral.answered_by = None


def _beginning(referral: Referral, answers: Answers, _actor: Actor | None, _at: datetime) -> None:
    referral.joint_meeting_on = as_date(answers.get("joint_meeting_date"))


def _result(referral: Referral, answers: Answers, _actor: Actor | None, _at: datetime) -> None:
    referral.result = text(answers.get("referral_result"))
    referral.result_note = text(answers.get("result_note"))
    score = answers.get("goal_score")
    referral.goal_score = score if isinstance(score, int) else None


def _answer(referral: Referral, _answers: Answers, actor: Actor | None, at: datetime) -> None:
    referral.answered_at, referral.answered_by = at, actor.user_id if actor else None


def text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


KEEPERS: Mapping[str, Keeper] = {
    "send": _sending,
    "open": _sight,
    "accept": _acceptance,
    "queue": _place,
    "move_in_queue": _place,
    "decline": _refusal,
    "uphold": _coordinators_word,
    "send_back": _sent_again,
    "ask_again": _sent_again,
    "begin": _beginning,
    "close": _result,
}
