"""The words for codes of cases: roles, topics, kinds, results and reasons, as the page shows them in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from sagsflow.accounts import forms as accounts
from sagsflow.consents.words import TOPICS
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Reason
from sagsflow.web.language import current_language

ROLES = {
    "housing_worker": _l("the housing team"),
    "case_owner": _l("the case owner"),
    "municipal_worker": _l("the municipal worker"),
    "coordinator": _l("the coordinator"),
    "group_member": _l("the partner's leader"),
    "housing_admin": _l("the housing administration"),
    "partner_worker": _l("the partner"),
    "volunteer_coordinator": _l("the volunteer coordinator"),
    "chair": _l("the chair of the meeting"),
    "minute_taker": _l("the minute-taker"),
    "manager": _l("the manager"),
    "system": _l("Sagsflow itself"),
    "resident": _l("the resident"),
}
SEATS = {role.value: said for role, said in accounts.ROLES.items()}
NOTE_KINDS = {
    "fact": _l("Fact"),
    "assessment": _l("Professional assessment"),
    "resident_voice": _l("The resident's words"),
    "decision": _l("Decision"),
    "contact": _l("Contact"),
}
GOAL_STATUSES = {
    "not_started": _l("Not started"),
    "under_way": _l("Under way"),
    "achieved": _l("Achieved"),
    "partly": _l("Partly achieved"),
    "dropped": _l("Dropped"),
}
QUESTIONS = {
    "everyday": _l("Overview of everyday life"),
    "network": _l("Network"),
    "work_education": _l("Belief in job or education"),
    "health_energy": _l("Health and energy"),
    "economy": _l("Economy"),
}
INFORMED = {
    "conversation": _l("In a conversation"),
    "letter": _l("By letter"),
    "digital": _l("By digital post"),
}
RESULTS = {
    "achieved": _l("Goal reached"),
    "handed_over": _l("Taken over by another party"),
    "no_need": _l("No need for a pathway"),
    "withdrawn": _l("The resident did not want to go on"),
    "authority": _l("The authority goes on with it"),
    "completed": _l("Carried through"),
    "evicted": _l("Evicted"),
    "kept_home": _l("Kept the home"),
    "moved_on": _l("Moved on"),
    "no_contact": _l("No contact"),
    "not_suitable": _l("No match"),
    "rehoused": _l("Found another home"),
    "retained": _l("Kept job or education"),
}
UNIT_KINDS = {
    "housing_team": _l("the housing team"),
    "housing_administration": _l("the housing administration"),
    "school": _l("the school"),
    "family_services": _l("family services"),
    "employment_service": _l("the employment service"),
    "youth_service": _l("the youth service"),
    "municipality_benefits": _l("the benefits office"),
    "social_psychiatry": _l("social psychiatry"),
    "health_service": _l("the health service"),
    "association": _l("an association"),
}


ABOUT_A_FIELD = frozenset({"fact_missing", "field_missing", "party_missing", "field_invalid"})
PLAIN = {
    "nobody_present": _l("Nobody is recorded as present for this item."),
    "no_party": _l("No party has been named yet."),
    "restricted": _l("The processing is restricted: what is kept may only be stored."),
}


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """Why not, who can lift it, and where. `also` are other doors to what would do as well, each with its own words."""

    text: str
    who: str | None
    url: str | None = None
    also: Sequence[tuple[str, str]] = ()


def role(code: str) -> str:
    return str(ROLES.get(code, code))


def roles(codes: Sequence[str]) -> str:
    """The coordinator or the case owner."""
    names = [role(code) for code in codes]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s or %(last)s", first=", ".join(names[:-1]), last=names[-1])


def reason(
    found: Reason, definition: Definition, units: Mapping[int, str], urls: Mapping[str, str]
) -> ReasonWords:
    """`units` names units by id; `urls` says where a thing is mended: "consent" (with "own_unit" and "step"), "goals" …,
    "basis:" with a unit or a kind of unit, where the reader may state a basis in law for it, "party" where one becomes a
    party, and "named:" with those that are."""
    who = (
        (roles(found.lifted_by) or None) if found.code != "role" else None
    )  # the sentence itself says whose it is
    return ReasonWords(_sentence(found, definition, units), who, _url(found, urls), _also(found, urls))


def _sentence(found: Reason, definition: Definition, units: Mapping[int, str]) -> str:
    if found.code in ABOUT_A_FIELD:
        name = str(found.params.get("fact") or found.params.get("field"))
        label = definition.fields[name].label.in_(current_language())
        wrong = found.code == "field_invalid"
        return (
            gettext("Not right: %(what)s", what=label) if wrong else gettext("Missing: %(what)s", what=label)
        )
    if found.code == "consent_missing":
        return _no_consent(found.params, units)
    if found.code == "role":
        return gettext("This step belongs to %(who)s.", who=roles(_codes(found.params["roles"])))
    if found.code == "open_referral":
        count = int(str(found.params["count"]))
        return ngettext("%(num)d referral has no result yet.", "%(num)d referrals have no result yet.", count)
    if found.code == "too_early":
        return gettext("This is possible %(days)s days after the step began.", days=found.params["days"])
    return str(PLAIN.get(found.code, found.code))


def _no_consent(params: Mapping[str, object], units: Mapping[int, str]) -> str:
    if params.get("team"):
        return gettext("The resident has not yet agreed that the team works on the case.")
    unit = params.get("unit")
    kinds = " / ".join(str(UNIT_KINDS.get(kind, kind)) for kind in _codes(params.get("kinds")))
    name = units.get(unit, f"#{unit}") if isinstance(unit, int) else kinds
    if params.get("or_legal_basis"):
        return gettext(
            "The resident has not agreed to share with %(unit)s, and no basis in law has been stated for it.",
            unit=name,
        )
    return gettext("The resident has not agreed to share with %(unit)s.", unit=name)


def _url(found: Reason, urls: Mapping[str, str]) -> str | None:
    if found.code == "consent_missing" and "consent" in urls:
        return _consent_url(found.params, urls)
    if found.code == "fact_missing":
        return urls.get(str(found.params["fact"]))
    return urls.get({"open_referral": "referrals"}.get(found.code, found.code))


def _consent_url(params: Mapping[str, object], urls: Mapping[str, str]) -> str:
    """The form, filled in as far as the hindrance says: the unit or its kind, the topics, and the step that waits for it."""
    asked: dict[str, str | Sequence[str]] = {
        "unit": urls.get("own_unit", "") if params.get("team") else str(params.get("unit") or ""),
        "kind": _codes(params.get("kinds")),
        "topics": _codes(params.get("topics")),
        "step": urls.get("step", ""),
    }
    known = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
    return f"{urls['consent']}?{known}" if known else urls["consent"]


def _also(found: Reason, urls: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Where a basis in law would do: its form, for the unit that is asked about, or how that unit comes to be able to."""
    if not found.params.get("or_legal_basis"):
        return ()
    unit, kinds = found.params.get("unit"), _codes(found.params.get("kinds"))
    asked = kinds if unit is None else [str(unit)]
    doors = [urls[f"basis:{one}"] for one in asked if f"basis:{one}" in urls]
    if doors:
        topics = urlencode({"topics": _codes(found.params.get("topics"))}, doseq=True)
        return [(gettext("State a basis in law"), f"{doors[0]}&{topics}" if topics else doors[0])]
    if "party" not in urls or any(f"named:{one}" in urls for one in asked):
        return ()
    known = urlencode({"kind": kinds} if unit is None else {"unit": unit}, doseq=True)
    return [(gettext("Name them as a party, so that they can state one"), f"{urls['party']}?{known}")]


def _codes(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple | set | frozenset) else []


TABLES = {
    "informed": INFORMED,
    "role": ROLES,
    "seat": SEATS,
    "topic": TOPICS,
    "note_kind": NOTE_KINDS,
    "goal_status": GOAL_STATUSES,
    "question": QUESTIONS,
    "result": RESULTS,
    "unit_kind": UNIT_KINDS,
}


def word(code: object, table: str) -> str:
    """The word for a code, for templates: `{{ note.kind|word("note_kind") }}`."""
    plain = str(getattr(code, "value", code))
    return str(TABLES[table].get(plain, plain))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["word"] = word
