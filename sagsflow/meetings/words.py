"""The words for codes of meetings: decisions, kinds, states of items, presence, and what can be wrong in a form."""

from flask_babel import lazy_gettext as _l

DECISIONS = {
    "referral_to_offer": _l("Refer to an offer"),
    "one_plan_key_worker": _l("One plan with a key worker"),
    "network_meeting": _l("Network meeting with the resident"),
    "gather_knowledge": _l("Gather knowledge"),
    "wait": _l("Wait and see"),
    "no_coordination": _l("No coordination needed"),
    "lift_to_board": _l("Lift the barrier to the board"),
}
KINDS = {"group": _l("Operational group"), "case": _l("About one resident")}
STATUSES = {
    "planned": _l("Planned"),
    "running": _l("Under way"),
    "ended": _l("Held"),
    "cancelled": _l("Cancelled"),
}
PRESENCES = {
    "invited": _l("Invited"),
    "present": _l("Present"),
    "deputy": _l("Deputy"),
    "excused": _l("Excused"),
    "absent": _l("Absent"),
    "out": _l("Out of the room"),
}
AGES = {
    "under_15": _l("under 15"),
    "from_15": _l("15–17"),
    "from_18": _l("18–24"),
    "from_25": _l("25–39"),
    "from_40": _l("40–64"),
    "from_65": _l("65 or older"),
}
OUTCOMES = {
    "done": _l("Done"),
    "not_possible": _l("Not possible, circumstances have changed"),
    "not_done": _l("Not done"),
}
MINUTES = {"draft": _l("Draft"), "approved": _l("Approved"), "locked": _l("Locked")}
NEEDS = {
    "key_worker": _l("a key worker"),
    "responsible_party": _l("somebody responsible"),
    "due_date": _l("a date"),
}
MISTAKES = {
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "frozen": _l("The agenda is closed for new items. The chair and the minute-taker can put it on."),
    "out-of-range": _l("Choose between 1 and 240 minutes."),
    "not-later": _l("The end must be later than the beginning."),
    "in-the-past": _l("This lies in the past."),
    "no-consent": _l("The resident has not agreed to share with this unit."),
    "not-a-later-meeting": _l("Choose a meeting that comes after this one."),
    "after-the-meeting": _l("This lies after the meeting."),
    "not-so-often": _l("Choose between 1 and 26 weeks."),
    "not-so-early": _l("Choose between 0 and 26 days."),
    "not-proposed": _l("Choose one of the days that are proposed."),
    "only-one-case": _l("A meeting about one resident has one case."),
    "without-ground": _l(
        "Somebody takes part who may not hear about this resident. Call the meeting with those she has agreed to."
    ),
    "everybody-has-a-ground": _l("At a meeting about one resident everybody may hear about her."),
    "another-kind": _l("It is a meeting of the other kind."),
    "stands-on-an-agenda": _l("It stands on an agenda already."),
    "closed": _l("The case is closed."),
    "no-such-case": _l("There is no such case that you can see."),
    "points-to-the-resident": _l(
        "This points to the resident. Leave out name, address, phone and personal number."
    ),
    "does-not-work-there": _l("This person does not work there now."),
    "has-a-seat": _l("This person has a seat in the group already."),
    "another-of-the-unit": _l("Choose another person of the same unit."),
    "before-it-began": _l("This lies before the first day of the seat."),
    "too-far-off": _l("This lies more than ten years off. Look at the year once more."),
    "missing": _l("The decision needs this."),
    "not-right": _l("This is not right."),
}
TABLES = {
    "decision": DECISIONS,
    "kind": KINDS,
    "status": STATUSES,
    "presence": PRESENCES,
    "outcome": OUTCOMES,
    "age": AGES,
    "minutes": MINUTES,
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


def word(code: object, table: str) -> str:
    """The word for a code, for templates: `{{ item.decision_code|meeting_word("decision") }}`."""
    plain = str(getattr(code, "value", code))
    return str(TABLES[table].get(plain, plain))
