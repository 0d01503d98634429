"""The guards, conditions and effects that the shipped workflows use."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sagsflow.engine import words
from sagsflow.engine.registry import (
    EffectSpec,
    Param,
    Params,
    register_condition,
    register_effect,
    register_guard,
)
from sagsflow.engine.snapshot import Context, Reason, Snapshot, Track


def no_open_referral(snapshot: Snapshot, context: Context, params: Params) -> Iterator[Reason]:
    """No closing while a referral has no result."""
    count = sum(track.open for track in snapshot.tracks)
    if count:
        yield Reason("open_referral", {"count": count}, ("case_owner", "municipal_worker", "partner_worker"))


def waited_days(snapshot: Snapshot, context: Context, params: Params) -> Iterator[Reason]:
    """The case has stood in its state for a number of days."""
    wanted = timedelta(days=int(str(params["days"])))
    if context.now - snapshot.entered_at < wanted:
        yield Reason("too_early", {"days": params["days"]}, ())


def all_answered_one_accepted(snapshot: Snapshot, now: datetime, params: Params) -> bool:
    """Every referral of this round has its answer, and one of them is yes."""
    live = _live(snapshot)
    return bool(live) and all(track.answered for track in live) and any(track.accepted for track in live)


def all_declined(snapshot: Snapshot, now: datetime, params: Params) -> bool:
    """Every referral of this round has its answer, and all of them are no; one on a waiting list is neither yes nor no."""
    live = _live(snapshot)
    return bool(live) and all(track.answered and not track.accepted and not track.open for track in live)


def in_state_for(snapshot: Snapshot, now: datetime, params: Params) -> bool:
    """The case has stood in its state for a number of days."""
    return now - snapshot.entered_at >= timedelta(days=int(str(params["days"])))


def _live(snapshot: Snapshot) -> list[Track]:
    """Referrals of this round that were not pulled back before an answer."""
    return [track for track in snapshot.tracks if track.current and (track.open or track.answered)]


register_guard("no_open_referral", no_open_referral, says=words.text("steps", "no_open_referral"))
register_guard("waited", waited_days, Param("days", "count"), says=words.text("steps", "waited"))
register_condition("all_referrals_answered_and_one_accepted", all_answered_one_accepted)
register_condition("all_referrals_declined", all_declined)
register_condition("in_state_for", in_state_for, Param("days", "count"))

for _spec in (
    EffectSpec("assign_owner", reversible=True),
    EffectSpec(
        "task",
        (Param("kind", "word"), Param("to", "role"), Param("working_days", "count", required=False)),
        reversible=True,
    ),
    EffectSpec("cancel_tasks"),
    EffectSpec("open_referral", (Param("party", "field"), Param("note", "field")), tracks="open"),
    EffectSpec("answer_referrals", tracks="accept"),
    EffectSpec("withdraw_referrals", tracks="end"),
    EffectSpec("end_sharing"),
    EffectSpec("set_key_worker", (Param("field", "field"),), reversible=True),
):
    register_effect(_spec)

REGISTERED = True
