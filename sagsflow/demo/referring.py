"""What the demo's people do with referrals."""

from collections.abc import Callable, Mapping

from sagsflow.demo.stage import Turn, Verb
from sagsflow.referrals import effects as referral_queries
from sagsflow.referrals import service as referrals
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import striking


def send_to(turn: Turn) -> None:
    _write_to(turn, referrals.send_now)


def draft_to(turn: Turn) -> None:
    _write_to(turn, referrals.write)


def _write_to(turn: Turn, act: Callable[..., object]) -> None:
    new = referrals.Handover(frozenset({turn.stage.unit(turn.act.what)}), turn.says("note"))
    act(turn.db, turn.ref, new, actor=turn.actor, at=turn.at, pathways=turn.stage.platform)


def see(turn: Turn) -> None:
    referrals.see(
        turn.db, _open_referral(turn).id, actor=turn.actor, at=turn.at, pathways=turn.stage.platform
    )


def strike(turn: Turn) -> None:
    """The morning has come on which the clock of a referral says something."""
    striking.strike(turn.db, _open_referral(turn).id, at=turn.at, pathways=turn.stage.platform)


def _open_referral(turn: Turn) -> Referral:
    return referral_queries.open_of(turn.db, turn.case.id, turn.stage.unit(turn.act.what))[0]


def reply(turn: Turn) -> None:
    """A step of the open referral to a unit, by its receiver, its sender or the coordinator."""
    row = _open_referral(turn)
    trigger = turn.act.verb.removesuffix("_referral")
    definition = turn.stage.platform.library.get(row.workflow_id, row.workflow_version)
    answers = turn.answers(definition, row.state, trigger)
    given = referrals.Reply(trigger, answers, row.version)
    referrals.reply(turn.db, row.id, given, actor=turn.actor, at=turn.at, pathways=turn.stage.platform)


VERBS: Mapping[str, Verb] = {
    "accept": reply,
    "begin": reply,
    "close_referral": reply,
    "decline": reply,
    "give_up": reply,
    "queue": reply,
    "send_back": reply,
    "uphold": reply,
    "withdraw_referral": reply,
    "draft_to": draft_to,
    "see": see,
    "send_to": send_to,
    "strike": strike,
}
