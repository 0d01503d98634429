"""Changes a consent that holds: longer, or narrower. A wider one is a new consent, with its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.hooks import HOOKS
from sagsflow.consents.models import Consent, ConsentEventKind, ConsentForm, GiverKind
from sagsflow.consents.periods import expiry
from sagsflow.consents.service import upkeep
from sagsflow.consents.service.giving import Said, plain, said_badly, without_the_young, wrong_giver
from sagsflow.consents.service.writing import load, note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Longer:
    """A new last day, to which the giver has said yes; `version` is that of the page it was typed on. `giver_kind` None: the
    same who said yes before; otherwise who says it from now on."""

    expires_on: date
    said_on: date
    version: int
    form: ConsentForm = ConsentForm.WRITTEN
    witness: str | None = None
    young_person_on: date | None = None
    giver_kind: GiverKind | None = None
    giver_name: str | None = None
    second_giver: str | None = None


@dataclass(frozen=True, slots=True)
class Narrower:
    """What is left of it. `expires_on` None leaves the last day as it is."""

    topics: frozenset[Topic]
    sensitive: bool
    version: int
    expires_on: date | None = None


def extend(db: Session, ref: str, consent_id: int, wish: Longer, *, actor: Actor, at: datetime) -> Consent:
    """Raises NotFound, Forbidden, Stale, or Invalid with every field that is wrong."""
    case = HOOKS.lock(db, ref, actor, at)
    consent = load(db, case, consent_id, at, wish.version)
    born_on = db.get_one(Resident, case.resident_id).born_on
    wrong = _not_longer(consent, wish, born_on, copenhagen_date(at))
    if wrong:
        raise Invalid(fields=wrong)
    upkeep.tidy(db, case, at=at)
    consent.young_person_on = wish.young_person_on or consent.young_person_on
    _speak_for(consent, wish)
    consent.agreed_until = wish.expires_on
    consent.expires_at = expiry(wish.expires_on, consent.giver_kind, born_on, wish.said_on)
    consent.reminded_at = None
    said = note(
        db,
        consent,
        ConsentEventKind.EXTENDED,
        actor=actor,
        at=at,
        said_on=wish.said_on,
        form=wish.form,
        witness=plain(wish.witness),
    )
    upkeep.settle(db, case, consent, said, actor=actor, at=at)
    return consent


def narrow(db: Session, ref: str, consent_id: int, wish: Narrower, *, actor: Actor, at: datetime) -> Consent:
    """Raises NotFound, Forbidden, Stale, or Invalid when nothing would be narrower, or something would be wider."""
    case = HOOKS.lock(db, ref, actor, at)
    consent = load(db, case, consent_id, at, wish.version)
    kept = wish.topics | {Topic.CORE}
    until = wish.expires_on or consent.agreed_until
    wrong = _not_narrower(consent, wish, until, copenhagen_date(at))
    if wrong:
        raise Invalid(fields=wrong)
    if (kept, wish.sensitive, until) == (consent.topic_set, consent.sensitive, consent.agreed_until):
        raise Invalid("nothing-narrower")
    upkeep.tidy(db, case, at=at)
    consent.topics = [row for row in consent.topics if row.topic in kept]
    consent.sensitive, consent.agreed_until = wish.sensitive, until
    born_on = db.get_one(Resident, case.resident_id).born_on
    consent.expires_at = expiry(until, consent.giver_kind, born_on, consent.given_on)
    db.flush()
    said = note(db, consent, ConsentEventKind.NARROWED, actor=actor, at=at)
    upkeep.settle(db, case, consent, said, actor=actor, at=at)
    return consent


def hear_young(
    db: Session, ref: str, consent_id: int, said_on: date, *, version: int, actor: Actor, at: datetime
) -> Consent:
    """The young person has said yes too. Raises NotFound, Forbidden, Stale, or Invalid when she need not be asked."""
    case = HOOKS.lock(db, ref, actor, at)
    consent = load(db, case, consent_id, at, version)
    born_on, today = db.get_one(Resident, case.resident_id).born_on, copenhagen_date(at)
    if not consent.by_others or age_on(born_on, today) is not Age.YOUNG:
        raise Invalid("not-to-be-asked")
    if said_on > today:
        raise Invalid(fields={"young_person_on": "in-the-future"})
    consent.young_person_on = said_on
    said = note(db, consent, ConsentEventKind.HEARD, actor=actor, at=at, said_on=said_on)
    HOOKS.tell(db, case.id, [said], actor, at)
    upkeep.lift_young(db, case, at=at)
    return consent


def _not_longer(consent: Consent, wish: Longer, born_on: date | None, today: date) -> Mapping[str, str]:
    wrong = dict(said_badly(wish.said_on, wish.form, wish.witness, today))
    asked = wish.young_person_on or consent.young_person_on
    if wish.giver_kind is None:
        wrong |= without_the_young(consent.giver_kind, asked, born_on, wish.said_on, today)
    else:
        said = Said(wish.giver_kind, wish.giver_name, asked, wish.said_on)
        wrong |= wrong_giver(said, born_on, today)
    giver = wish.giver_kind or consent.giver_kind
    if wish.expires_on <= consent.agreed_until:
        wrong["expires_on"] = "not-later"
    elif expiry(wish.expires_on, giver, born_on, wish.said_on) <= consent.expires_at:
        wrong["expires_on"] = "of-age"
    return wrong


def _speak_for(consent: Consent, wish: Longer) -> None:
    """Who said yes this time; who did before stands in the events."""
    if wish.giver_kind is None:
        return
    by_others, custody = (
        wish.giver_kind is not GiverKind.RESIDENT,
        wish.giver_kind is GiverKind.CUSTODY_HOLDER,
    )
    consent.giver_kind = wish.giver_kind
    consent.giver_name = plain(wish.giver_name) if by_others else None
    consent.second_giver = plain(wish.second_giver) if custody else None
    consent.young_person_on = consent.young_person_on if by_others else None


def _not_narrower(consent: Consent, wish: Narrower, until: date, today: date) -> Mapping[str, str]:
    checks = [
        ("topics", "not-agreed", not wish.topics <= consent.topic_set),
        ("sensitive", "not-agreed", wish.sensitive and not consent.sensitive),
        ("expires_on", "not-earlier", until > consent.agreed_until),
        ("expires_on", "in-the-past", until < today),
    ]
    return {field: code for field, code, is_wrong in checks if is_wrong}
