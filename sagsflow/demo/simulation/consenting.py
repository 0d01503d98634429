"""Consents of simulated cases: given, ended with the case, or run out, with the grants that begin and end with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sagsflow.access.models import Ground
from sagsflow.access.topics import Topic
from sagsflow.consents import wordings
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.models import (
    Consent,
    ConsentEvent,
    ConsentEventKind,
    ConsentForm,
    ConsentTopic,
    GiverKind,
    Scope,
)
from sagsflow.consents.periods import default_expiry, expiry, reminder_from
from sagsflow.consents.queries import last_day
from sagsflow.consents.service.writing import SAID_BY_A_GIVER
from sagsflow.consents.terms import codes_of, in_order
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.rows import Row
from sagsflow.demo.simulation.sharing import pull_back
from sagsflow.demo.simulation.turn import Step
from sagsflow.demo.simulation.world import Staff

GIVER = ("giver_kind", "giver_name", "second_giver")


@dataclass(frozen=True, slots=True)
class Given:
    """What the resident agreed to."""

    unit_id: int
    topics: frozenset[Topic]
    purpose: str
    expires_on: date | None = None
    giver_name: str | None = None


def give_consent(case: SimCase, given: Given, who: Staff, at: datetime) -> Row:
    today = copenhagen_date(at)
    topics = in_order(given.topics | {Topic.CORE})
    giver = GiverKind.CUSTODY_HOLDER if given.giver_name else GiverKind.RESIDENT
    until = given.expires_on or default_expiry(today)
    ends = expiry(until, giver, case.born_on, today)
    young = giver is not GiverKind.RESIDENT and age_on(case.born_on, today) is Age.YOUNG
    row = case.rows.identified(
        Consent,
        case_id=case.id,
        resident_id=case.row["resident_id"],
        receiving_unit_id=given.unit_id,
        giver_kind=giver.value,
        giver_name=given.giver_name,
        second_giver=None,
        young_person_on=today if young else None,
        purpose=given.purpose,
        sensitive=False,
        form=ConsentForm.WRITTEN.value,
        witness=None,
        scope=Scope.STANDING.value,
        occasion=None,
        wording_version=wordings.LATEST,
        wording_language=wordings.DANISH,
        given_on=today,
        given_at=at,
        agreed_until=until,
        expires_at=ends,
        withdrawn_at=None,
        reminded_at=None,
        asked_young_at=None,
        tidied_at=None,
        recorded_by=who.user_id,
        version=0,
    )
    case.consents.append((row, frozenset(topic.value for topic in topics)))
    for topic in topics:
        case.rows.add(ConsentTopic, consent_id=row["id"], topic=topic.value)
    if given.unit_id != case.team:
        case.give(given.unit_id, topics, Ground.CONSENT, row["id"], valid_from=at, valid_to=row["expires_at"])
    said = {"said_on": today, "form": ConsentForm.WRITTEN.value}
    _note(case, row, topics, ConsentEventKind.GIVEN, actor_id=who.user_id, at=at, said=said)
    data = {
        "consent": row["id"],
        "unit": given.unit_id,
        "topics": [topic.value for topic in topics],
        "sensitive": False,
        "until": until.isoformat(),
    }
    case.record("consent-given", who, at, data)
    case.refreshed_at = at
    return row


def end_consents(step: Step) -> None:
    """All that hold, with the case."""
    by = step.who.user_id if step.who else None
    for row, topics in step.case.live(step.at):
        row["withdrawn_at"] = step.at
        named = [Topic(name) for name in topics]
        _note(step.case, row, named, ConsentEventKind.ENDED, actor_id=by, at=step.at)
        step.note("consent-ended", consent=row["id"], unit=row["receiving_unit_id"])


def first_to_end(case: SimCase) -> datetime | None:
    """When the next consent ends of which nobody has written that it has."""
    ends: list[datetime] = [
        row["expires_at"]
        for row, _topics in case.consents
        if row["withdrawn_at"] is None and row["tidied_at"] is None
    ]
    return min(ends, default=None)


def let_consents_expire(case: SimCase, at: datetime) -> None:
    """What the worker writes down when the time of a consent is up, as `consents.service.upkeep` does."""
    for row, topics in case.consents:
        if row["expires_at"] > at or row["withdrawn_at"] is not None or row["tidied_at"] is not None:
            continue
        row["tidied_at"] = at
        named = [Topic(name) for name in topics]
        _note(case, row, named, ConsentEventKind.EXPIRED, actor_id=None, at=at)
        unit_id = row["receiving_unit_id"]
        case.record("consent-expired", None, at, {"consent": row["id"], "unit": unit_id})
        covered = any(other["receiving_unit_id"] == unit_id for other, _topics in case.live(at))
        if case.row["is_open"] and not covered:
            _hand_back(case, unit_id, copenhagen_date(row["expires_at"]), at)
        case.refreshed_at = at


def _hand_back(case: SimCase, unit_id: int, due_on: date, at: datetime) -> None:
    """Referrals and tasks of a unit that may know nothing any more go to the owner, who is told."""
    back = 0
    for referral in case.referrals:
        if referral["is_open"] and referral["to_unit_id"] == unit_id != case.team:
            kind, data = pull_back(case, referral, at)
            case.record(kind, None, at, data)
            back += 1
    for task in case.open_tasks():
        if task["unit_id"] == unit_id != case.team:
            task["unit_id"], task["assignee_id"] = case.team, case.row["owner_id"]
            task["version"] += 1
            moved = {"task": task["id"], "task_kind": task["kind"], "to": case.row["owner_id"]}
            case.record("task-reassigned", None, at, moved)
            back += 1
    _raise(case, "handed_back" if back else "renew_consent", due_on, at)


def remind(case: SimCase, at: datetime) -> None:
    """The owner is told once that consents are near their end."""
    near = [row for row, _topics in case.live(at) if row["expires_at"] <= reminder_from(at)]
    for row in near:
        row["reminded_at"] = at
    worth_it = [row for row in near if row["expires_at"] > reminder_from(row["given_at"])]
    if worth_it and case.row["is_open"]:
        _raise(case, "consent_expires", min(last_day(row["expires_at"]) for row in worth_it), at)


def _raise(case: SimCase, kind: str, due_on: date, at: datetime) -> None:
    task = case.raise_task(
        kind,
        unit_id=case.team,
        assignee_id=case.row["owner_id"],
        due_on=due_on,
        who=None,
        at=at,
    )
    case.record("task-raised", None, at, {"task": task["id"], "task_kind": task["kind"]})


def _note(
    case: SimCase,
    row: Row,
    topics: Iterable[Topic],
    kind: ConsentEventKind,
    *,
    actor_id: int | None,
    at: datetime,
    said: Mapping[str, object] = MappingProxyType({}),
) -> None:
    row["version"] += 1
    case.rows.identified(
        ConsentEvent,
        consent_id=row["id"],
        number=row["version"],
        kind=kind.value,
        at=at,
        actor_id=actor_id,
        topics=codes_of(topics),
        sensitive=row["sensitive"],
        agreed_until=row["agreed_until"],
        expires_at=row["expires_at"],
        said_on=said.get("said_on"),
        form=said.get("form"),
        witness=None,
        **{name: row[name] if kind in SAID_BY_A_GIVER else None for name in GIVER},
        reason=None,
    )
