"""What every act on a consent does: its event, its grants, its line in the log."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.consents import terms
from sagsflow.consents.hooks import ConsentCase
from sagsflow.consents.models import Consent, ConsentEvent, ConsentEventKind, ConsentForm
from sagsflow.core.errors import NotFound, Stale
from sagsflow.eventlog.service import Entry, Value

SAID_BY_A_GIVER = frozenset({ConsentEventKind.GIVEN, ConsentEventKind.EXTENDED})
WITH_TERMS = frozenset(
    {
        ConsentEventKind.GIVEN,
        ConsentEventKind.EXTENDED,
        ConsentEventKind.NARROWED,
        ConsentEventKind.RECKONED,
    }
)


def load(
    db: Session, case: ConsentCase, consent_id: int, at: datetime, version: int | None = None
) -> Consent:
    """A consent of the locked case that holds. Raises NotFound, or Stale when it has ended or was changed after the page."""
    consent = db.get(Consent, consent_id, populate_existing=True)
    if consent is None or consent.case_id != case.id:
        raise NotFound("consent", id=consent_id)
    if not consent.holds(at) or (version is not None and version != consent.version):
        raise Stale("consent", id=consent_id)
    return consent


def note(
    db: Session,
    consent: Consent,
    kind: ConsentEventKind,
    *,
    actor: Actor | None,
    at: datetime,
    said_on: date | None = None,
    form: ConsentForm | None = None,
    witness: str | None = None,
    reason: str | None = None,
) -> Entry:
    """Adds the event with the terms as they stand now; the entry for the log is the caller's to record."""
    last = db.scalar(sa.select(sa.func.max(ConsentEvent.number)).where(ConsentEvent.consent_id == consent.id))
    consent.version = (last or 0) + 1
    said_by = consent if kind in SAID_BY_A_GIVER else None
    db.add(
        ConsentEvent(
            consent_id=consent.id,
            number=consent.version,
            kind=kind,
            at=at,
            actor_id=actor.user_id if actor else None,
            topics=terms.codes_of(consent.topic_set),
            sensitive=consent.sensitive,
            agreed_until=consent.agreed_until,
            expires_at=consent.expires_at,
            said_on=said_on,
            form=form,
            witness=witness,
            giver_kind=said_by.giver_kind if said_by else None,
            giver_name=said_by.giver_name if said_by else None,
            second_giver=said_by.second_giver if said_by else None,
            reason=reason,
        )
    )
    db.flush()
    return entry(consent, kind)


def entry(consent: Consent, kind: ConsentEventKind) -> Entry:
    """The event in the chained log: ids and codes, with the terms where they are set."""
    data: dict[str, Value] = {"consent": consent.id, "unit": consent.receiving_unit_id}
    if kind in WITH_TERMS:
        data |= {
            "topics": [topic.value for topic in terms.in_order(consent.topic_set)],
            "sensitive": consent.sensitive,
            "until": consent.agreed_until.isoformat(),
        }
    return Entry(f"consent-{kind.value}", data=data)


def grant(db: Session, consent: Consent, case: ConsentCase, at: datetime) -> None:
    """The unit that has the case needs no grant to see its own."""
    if consent.receiving_unit_id == case.owner_unit_id:
        return
    ledger.give(
        db,
        case_id=consent.case_id,
        unit_id=consent.receiving_unit_id,
        topics=terms.in_order(consent.topic_set),
        sensitive=consent.sensitive,
        ground=Ground.CONSENT,
        ground_id=consent.id,
        valid_from=at,
        valid_to=consent.expires_at,
    )


def grant_anew(db: Session, consent: Consent, case: ConsentCase, at: datetime) -> None:
    """After its terms changed: the grants before end, so that the ledger stays a history."""
    ledger.end(db, ground=Ground.CONSENT, ground_ids=[consent.id], at=at)
    if not case.is_restricted:
        grant(db, consent, case, at)
