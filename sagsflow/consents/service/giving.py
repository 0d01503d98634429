"""Writes a consent down, with every rule about who may give it and what it must say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.consents import terms, wordings
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.hooks import HOOKS, ConsentCase
from sagsflow.consents.models import (
    Consent,
    ConsentEventKind,
    ConsentForm,
    ConsentTopic,
    GiverKind,
    Scope,
)
from sagsflow.consents.periods import default_expiry, expiry
from sagsflow.consents.service import upkeep
from sagsflow.consents.service.writing import grant, note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.organisations.models import Unit
from sagsflow.residents.models import Resident

MAX_PURPOSE = 2_000
MAX_LINE = 200


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What the resident has agreed to. `core` is always part of it. `expires_on` is the last day on which it holds.

    `young_person_on`: the day on which a young person of 15 to 17, for whom others consent, said yes herself.
    """

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
    second_giver: str | None = None
    young_person_on: date | None = None
    scope: Scope = Scope.STANDING
    occasion: str | None = None
    wording_version: str = wordings.LATEST
    wording_language: str = wordings.DANISH


@dataclass(frozen=True, slots=True)
class Said:
    """Who says yes, and on which day; `young_person_on` when the young person did, whom others speak for."""

    giver_kind: GiverKind
    giver_name: str | None
    young_person_on: date | None
    on: date


def give(db: Session, ref: str, new: NewConsent, *, actor: Actor, at: datetime) -> Consent:
    """Writes a consent and its grants. Raises NotFound, Forbidden, or Invalid with every field that is wrong."""
    case = HOOKS.lock(db, ref, actor, at)
    resident = db.get_one(Resident, case.resident_id)
    wrong = _mistakes(db, case, new, resident.born_on, copenhagen_date(at))
    if wrong:
        raise Invalid(fields=wrong)
    upkeep.tidy(db, case, at=at)
    consent = _written(case, new, resident.born_on, actor, at)
    db.add(consent)
    db.flush()
    grant(db, consent, case, at)
    said = note(
        db,
        consent,
        ConsentEventKind.GIVEN,
        actor=actor,
        at=at,
        said_on=consent.given_on,
        form=consent.form,
        witness=consent.witness,
    )
    HOOKS.tell(db, case.id, [said], actor, at)
    return consent


def said_badly(said_on: date, form: ConsentForm, witness: str | None, today: date) -> Mapping[str, str]:
    """How it was said, for a new consent and for a longer one."""
    wrong = {}
    if said_on > today:
        wrong["given_on"] = "in-the-future"
    if form is ConsentForm.ORAL and not plain(witness):
        wrong["witness"] = "oral-needs-witness"
    return wrong


def without_the_young(
    giver: GiverKind, said: date | None, born_on: date | None, given_on: date, today: date
) -> Mapping[str, str]:
    """From 15 the young person says yes too, whoever else does."""
    if giver is GiverKind.RESIDENT or age_on(born_on, given_on) is not Age.YOUNG:
        return {}
    if said is None:
        return {"young_person_on": "young-person-not-asked"}
    return {"young_person_on": "in-the-future"} if said > today else {}


def plain(text: str | None) -> str | None:
    return (text or "").strip() or None


def _written(case: ConsentCase, new: NewConsent, born_on: date | None, actor: Actor, at: datetime) -> Consent:
    by_others, custody = new.giver_kind is not GiverKind.RESIDENT, new.giver_kind is GiverKind.CUSTODY_HOLDER
    young = by_others and age_on(born_on, new.given_on) is Age.YOUNG
    until = new.expires_on or default_expiry(new.given_on)
    return Consent(
        case_id=case.id,
        resident_id=case.resident_id,
        receiving_unit_id=new.receiving_unit_id,
        giver_kind=new.giver_kind,
        giver_name=plain(new.giver_name) if by_others else None,
        second_giver=plain(new.second_giver) if custody else None,
        young_person_on=new.young_person_on if young else None,
        purpose=new.purpose.strip(),
        sensitive=new.sensitive,
        form=new.form,
        witness=plain(new.witness),
        scope=new.scope,
        occasion=plain(new.occasion) if new.scope is Scope.ONCE else None,
        wording_version=new.wording_version,
        wording_language=new.wording_language,
        given_on=new.given_on,
        given_at=at,
        agreed_until=until,
        expires_at=expiry(until, new.giver_kind, born_on, new.given_on),
        recorded_by=actor.user_id,
        topics=[ConsentTopic(topic=topic) for topic in terms.in_order(new.topics | {Topic.CORE})],
    )


def _mistakes(
    db: Session, case: ConsentCase, new: NewConsent, born_on: date | None, today: date
) -> Mapping[str, str]:
    unit = db.get(Unit, new.receiving_unit_id)
    checks = [
        ("unit", "required", unit is None or not unit.active),
        ("purpose", "required", not new.purpose.strip()),
        ("purpose", "too-long", len(new.purpose) > MAX_PURPOSE),
        ("occasion", "required", new.scope is Scope.ONCE and not plain(new.occasion)),
        ("expires_on", "needs-a-day", new.scope is Scope.ONCE and new.expires_on is None),
        ("language", "no-such-wording", not wordings.exists(new.wording_version, new.wording_language)),
        ("unit", "case-closed", not case.is_open),
    ]
    wrong = {field: code for field, code, is_wrong in checks if is_wrong}
    wrong |= _too_short(new, born_on, today)
    wrong |= said_badly(new.given_on, new.form, new.witness, today)
    said = Said(new.giver_kind, new.giver_name, new.young_person_on, new.given_on)
    return {**wrong, **wrong_giver(said, born_on, today)}


def _too_short(new: NewConsent, born_on: date | None, today: date) -> Mapping[str, str]:
    until = new.expires_on or default_expiry(new.given_on)
    if until < today:
        return {"expires_on": "in-the-past"}
    ends = expiry(until, new.giver_kind, born_on, new.given_on)
    return {"giver": "of-age"} if copenhagen_date(ends) <= today else {}


def wrong_giver(said: Said, born_on: date | None, today: date) -> Mapping[str, str]:
    """A child's yes is not enough, an adult needs nobody's, and of whom nobody knows the age others cannot say when it ends."""
    wrong: dict[str, str] = {}
    age = age_on(born_on, min(said.on, today))
    if said.giver_kind is GiverKind.RESIDENT:
        return {"giver": "too-young"} if age is Age.CHILD else {}
    if not plain(said.giver_name):
        wrong["giver_name"] = "required"
    if said.giver_kind is GiverKind.CUSTODY_HOLDER and age is Age.ADULT:
        wrong["giver"] = "of-age" if born_on else "birth-date-unknown"
    wrong |= without_the_young(said.giver_kind, said.young_person_on, born_on, said.on, today)
    return wrong
