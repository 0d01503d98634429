"""Gives, withdraws and ends consents; the grants that stand on them begin and end in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.access.topics import Topic
from sagsflow.consents import queries
from sagsflow.consents.hooks import HOOKS, ConsentCase, ConsentWithdrawn
from sagsflow.consents.models import Consent, ConsentForm, ConsentTopic, GiverKind
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.core.clock import COPENHAGEN
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Unit
from sagsflow.tasks import service as tasks

MAX_PURPOSE = 2_000
DAYS_TO_ACT = 1
RULES = Path(__file__).parent / "register.yaml"


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What the resident has agreed to. `core` is always part of it. `expires_on` is the last day on which it holds."""

    receiving_unit_id: int
    topics: frozenset[Topic]
    purpose: str
    given_on: date
    expires_on: date | None = None
    sensitive: bool = False
    form: ConsentForm = ConsentForm.WRITTEN
    witness: str | None = None
    giver_kind: GiverKind = GiverKind.RESIDENT
    giver_name: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawn consent, and how many things (referrals …) went back to the case owner because of it."""

    consent: Consent
    handed_back: int


def give(db: Session, ref: str, new: NewConsent, *, actor: Actor, at: datetime) -> Consent:
    """Writes a consent and its grants. Raises NotFound, Forbidden, or Invalid with every field that is wrong."""
    case = _locked(db, ref, actor, at)
    wrong = _mistakes(db, case, new, at)
    if wrong:
        raise Invalid(fields=wrong)
    topics = new.topics | {Topic.CORE}
    consent = Consent(
        case_id=case.id,
        resident_id=case.resident_id,
        receiving_unit_id=new.receiving_unit_id,
        giver_kind=new.giver_kind,
        giver_name=(new.giver_name or "").strip() or None,
        purpose=new.purpose.strip(),
        sensitive=new.sensitive,
        form=new.form,
        witness=(new.witness or "").strip() or None,
        given_on=new.given_on,
        given_at=at,
        expires_at=end_of(_expires_on(new)),
        recorded_by=actor.user_id,
        topics=[ConsentTopic(topic=topic) for topic in queries.in_order(topics)],
    )
    db.add(consent)
    db.flush()
    if new.receiving_unit_id != case.owner_unit_id:
        _grant(db, consent, at)
    data = {"consent": consent.id, "unit": consent.receiving_unit_id}
    _record(db, case.id, Entry("consent-given", data=data), actor, at)
    return consent


def withdraw(
    db: Session, ref: str, consent_id: int, *, actor: Actor, at: datetime, calendar: WorkingCalendar
) -> Withdrawal:
    """Ends a consent and its grants now, lets the features above take back what stood on it, and tells the case owner.
    No reason is asked. Raises NotFound, Forbidden, or Stale when it does not hold any more."""
    case = _locked(db, ref, actor, at)
    consent = db.get(Consent, consent_id, populate_existing=True)
    if consent is None or consent.case_id != case.id:
        raise NotFound("consent", id=consent_id)
    if not consent.holds(at):
        raise Stale("consent", id=consent_id)
    consent.withdrawn_at = at
    ledger.end(db, ground=Ground.CONSENT, ground_ids=[consent.id], at=at)
    data = {"consent": consent.id, "unit": consent.receiving_unit_id}
    _record(db, case.id, Entry("consent-withdrawn", data=data), actor, at)
    event = ConsentWithdrawn(consent.id, case.id, consent.receiving_unit_id, actor, at)
    handed_back = HOOKS.announce(db, event)
    if case.is_open:
        tasks.raise_task(
            db,
            kind="handed_back" if handed_back else "renew_consent",
            unit_id=case.owner_unit_id,
            assignee_id=case.owner_id,
            due_on=calendar.add_working_days(copenhagen_date(at), DAYS_TO_ACT),
            case_id=case.id,
            actor=actor,
            at=at,
        )
    return Withdrawal(consent, handed_back)


def end_all(db: Session, *, case_id: int, at: datetime) -> Sequence[Consent]:
    """Marks every consent of a case that holds as withdrawn, and ends its grants; returns them. Records nothing."""
    ended = queries.live(db, case_id, at)
    for consent in ended:
        consent.withdrawn_at = at
    ids = [consent.id for consent in ended]
    if ids:
        ledger.end(db, ground=Ground.CONSENT, ground_ids=ids, at=at)
    return ended


def default_expiry(given_on: date) -> date:
    """The last day on which a consent holds that says nothing of it."""
    months = given_on.year * 12 + given_on.month - 1 + _rules()["months"]
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=given_on.day - 1), following) - timedelta(days=1)


@cache
def _rules() -> Mapping[str, int]:
    rules: Mapping[str, int] = YAML(typ="safe", pure=True).load(RULES.read_text(encoding="utf-8"))
    return rules


def _expires_on(new: NewConsent) -> date:
    return new.expires_on or default_expiry(new.given_on)


def end_of(day: date) -> datetime:
    """The first moment after a day, as the clock on the wall in Copenhagen has it."""
    return datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)


def _mistakes(db: Session, case: ConsentCase, new: NewConsent, at: datetime) -> Mapping[str, str]:
    today = copenhagen_date(at)
    unit = db.get(Unit, new.receiving_unit_id)
    checks = [
        ("unit", "required", unit is None or not unit.active),
        ("purpose", "required", not new.purpose.strip()),
        ("purpose", "too-long", len(new.purpose) > MAX_PURPOSE),
        ("given_on", "in-the-future", new.given_on > today),
        ("expires_on", "in-the-past", _expires_on(new) < today),
        ("witness", "oral-needs-witness", new.form is ConsentForm.ORAL and not (new.witness or "").strip()),
        ("giver_name", "required", new.giver_kind is not GiverKind.RESIDENT and not (new.giver_name or "").strip()),
        ("unit", "case-closed", not case.is_open),
    ]  # fmt: skip
    return {field: code for field, code, is_wrong in checks if is_wrong}


def _grant(db: Session, consent: Consent, at: datetime) -> None:
    ledger.give(
        db,
        case_id=consent.case_id,
        unit_id=consent.receiving_unit_id,
        topics=queries.in_order(consent.topic_set),
        sensitive=consent.sensitive,
        ground=Ground.CONSENT,
        ground_id=consent.id,
        valid_from=at,
        valid_to=consent.expires_at,
    )


def _locked(db: Session, ref: str, actor: Actor, at: datetime) -> ConsentCase:
    assert HOOKS.lock_case is not None, "cases.consenting has not been connected"
    return HOOKS.lock_case(db, ref, actor, at)


def _record(db: Session, case_id: int, entry: Entry, actor: Actor, at: datetime) -> None:
    assert HOOKS.record is not None, "cases.consenting has not been connected"
    HOOKS.record(db, case_id, [entry], actor, at)
