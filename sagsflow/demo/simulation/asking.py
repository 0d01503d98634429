"""What simulated people fill in, whom they ask, and how they mend what stands in the way of a step."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import consenting, journal, sharing, steps
from sagsflow.demo.simulation.case import OWNER, SimCase
from sagsflow.demo.simulation.world import Staff
from sagsflow.engine.model import Field, Transition
from sagsflow.engine.snapshot import Reason
from sagsflow.referrals.models import TO_ANSWER
from sagsflow.referrals.service import ACCEPT, BEGIN, CLOSE, DECLINE, UPHOLD, WITHDRAW

MENDING = timedelta(minutes=4)
Mender = Callable[[SimCase, Reason, Staff, datetime], bool]


def chance(case: SimCase, name: str) -> bool:
    per_cent: int = case.world.habits["per_cent"][name]
    return case.rng.randrange(100) < per_cent


def owner(case: SimCase) -> Staff:
    """Whoever looks after the case: its owner, or anybody of the team."""
    team = [staff for staff in case.world.by_unit[case.team] if staff.role in TEAM]
    held = [staff for staff in team if staff.user_id == case.row["owner_id"]]
    return held[0] if held else case.rng.choice(team)


def someone(case: SimCase, step: Transition, at: datetime) -> Staff | None:
    """Somebody who may take the step: mostly the owner, now and then somebody from outside to whom the case is open."""
    wanted = frozenset(step.who)
    if OWNER in wanted and case.row["owner_id"] is not None and not chance(case, "outside"):
        return owner(case)
    able = [
        staff
        for role in Role
        if role.value in wanted
        for staff in case.world.staff[role]
        if case.roles(staff, at) and _may_speak(case, step, staff)
    ]
    if able:
        return case.rng.choice(able)
    return owner(case) if OWNER in wanted and case.row["owner_id"] is not None else None


def _may_speak(case: SimCase, step: Transition, staff: Staff) -> bool:
    """From outside only the receiver answers for a referral; see `referrals.effects`."""
    concerns = {"answer_referrals", "withdraw_referrals"}.intersection(use.name for use in step.effects)
    receivers = {row["to_unit_id"] for row in case.referrals if row["is_open"]}
    return not concerns or staff.unit_id in receivers | {case.team}


def answers(case: SimCase, step: Transition, at: datetime) -> dict[str, object]:
    """The step's form, filled in; parties are named wherever they are asked."""
    fields = case.definition.fields
    asked = [fields[name] for name in step.requires if fields[name].type != "fact"]
    asked += [fields[name] for name in step.optional if fields[name].type == "units"]
    return {field.id: _answer(case, field, at) for field in asked}


def ruling(case: SimCase, at: datetime) -> dict[str, object]:
    """What a meeting decides, as the decision form gives it."""
    return {
        "decision_text": (text := case.rng.choice(case.world.words["decisions"])),
        "reason": text,
        "responsible_party": case.team,
        "due_date": copenhagen_date(at) + timedelta(days=case.rng.randint(7, 28)),
        "key_worker": owner(case).user_id,
    }


def mend(case: SimCase, reasons: Sequence[Reason], who: Staff, at: datetime) -> bool:
    """Does something about every reason; False when one of them stands."""
    return all(reason.code in MENDERS and MENDERS[reason.code](case, reason, who, at) for reason in reasons)


def answer_referral(case: SimCase, at: datetime) -> bool:
    """The receiver says yes or no, if the case is still open to her."""
    waiting = [row for row in case.referrals if row["state"] in TO_ANSWER]
    people = case.world.by_unit.get(waiting[0]["to_unit_id"], ()) if waiting else ()
    able = [staff for staff in people if case.roles(staff, at) and staff.role in ANSWERING]
    if not able:
        return False
    who = able[0]
    coordinator = case.world.staff[Role.COORDINATOR][0]
    typed: dict[str, object]
    if chance(case, "accept"):
        trigger, follows, by = ACCEPT, BEGIN, who
        first = copenhagen_date(at) + timedelta(days=case.rng.randint(2, 14))
        typed = {"received_by": "Prøvekontakten", "first_meeting_date": first}
    else:
        trigger, follows, by = DECLINE, UPHOLD, coordinator
        typed = {"decline_reason": case.rng.choice(case.world.words["decline_reasons"]), "decline_note": None}
    try:
        sharing.reply(case, waiting[0], trigger, typed, who=who, at=at)
        steps.settle_case(case, at)
        sharing.reply(case, waiting[0], follows, {}, who=by, at=at + MENDING)
    except steps.Blocked:
        return False
    steps.settle_case(case, at + MENDING)
    return True


def _answer(case: SimCase, field: Field, at: datetime) -> object:
    parties: Sequence[str] = case.world.habits["parties"][case.definition.id]
    if field.type == "units":
        chosen = case.rng.sample(parties, min(len(parties), case.rng.randint(1, 2)))
        return frozenset(case.world.units[code] for code in chosen)
    if field.type == "unit":
        receivers = case.world.habits["receivers"] if field.id == "receiving_party" else parties
        return case.world.units[case.rng.choice(receivers)]
    if field.type == "user":
        return owner(case).user_id
    usual = case.rng.choice(case.world.answers[field.id])
    if field.type == "date":
        return copenhagen_date(at) + timedelta(days=usual)
    value: object = usual
    return value


def _add_goal(case: SimCase, reason: Reason, _who: Staff, at: datetime) -> bool:
    if reason.params.get("fact") != "goals":
        return False
    topic, words = case.rng.choice(case.world.words["goals"])
    due: date = copenhagen_date(at) + timedelta(days=case.rng.randint(30, 120))
    journal.add_goal(case, words, topic, due, who=owner(case), at=at)
    return True


def _ask_consent(case: SimCase, reason: Reason, _who: Staff, at: datetime) -> bool:
    """Most say yes. Who says no is not asked again today."""
    keeper = owner(case)
    if not chance(case, "yes"):
        text = case.world.words["refused"]
        journal.write_note(case, NoteKind.RESIDENT_VOICE, Topic.CORE.value, text, who=keeper, at=at)
        return False
    unit_id = _asked_for(case, reason.params)
    topics = case.world.habits["topics"].get(case.world.codes[unit_id], ())
    words = case.world.words
    is_family = case.definition.subject == "family"
    given = consenting.Given(
        unit_id,
        frozenset(Topic(name) for name in topics),
        case.rng.choice(words["purposes"]),
        copenhagen_date(at) + timedelta(days=case.rng.randint(90, 365)),
        case.rng.choice(words["givers"]) if is_family else None,
    )
    consenting.give_consent(case, given, keeper, at)
    return True


def _asked_for(case: SimCase, params: Mapping[str, object]) -> int:
    unit, kinds = params.get("unit"), params.get("kinds")
    if isinstance(unit, int):
        return unit
    if isinstance(kinds, tuple):
        able = [unit_id for unit_id, kind in case.world.kinds.items() if kind in kinds]
        return case.rng.choice(sorted(able))
    return case.team


def _end_referrals(case: SimCase, _reason: Reason, _who: Staff, at: datetime) -> bool:
    """The owner asks what came of it, and takes back what was never answered."""
    keeper = owner(case)
    for row in [row for row in case.referrals if row["is_open"]]:
        trigger = CLOSE if row["accepted"] else WITHDRAW
        typed = {} if trigger == WITHDRAW else {"referral_result": "achieved", "result_note": None}
        try:
            sharing.reply(case, row, trigger, typed, who=keeper, at=at)
        except steps.Blocked:
            return False
    return True


TEAM = frozenset({Role.HOUSING_WORKER, Role.COORDINATOR, Role.VOLUNTEER_COORDINATOR})
ANSWERING = frozenset({Role.MUNICIPAL_WORKER, Role.PARTNER_WORKER})
MENDERS: Mapping[str, Mender] = {
    "fact_missing": _add_goal,
    "consent_missing": _ask_consent,
    "open_referral": _end_referrals,
}
