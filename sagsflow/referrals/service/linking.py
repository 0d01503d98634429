"""Single-use links for somebody without an account: made by the sender, opened once with a code, answered from that page."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import settle_case
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.core.ids import digest, new_token
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.queries import unit_name
from sagsflow.referrals import guards, policy
from sagsflow.referrals.models import TO_ANSWER, Referral, ReferralLink
from sagsflow.referrals.service.setting import Setting
from sagsflow.referrals.service.stepping import ACCEPT, OPEN, RECEIVER, Answers, locked, take

LASTS, SITS = (
    timedelta(days=7),
    timedelta(minutes=25),
)  # a session without sign-in is idle no longer than half an hour
CODES, MOST_WRONG = 1_000_000, 5
LONGEST_NAME = 120
UNKNOWN, USED, EXPIRED, ENDED, WRONG, TOO_LATE = (
    "link-unknown",
    "link-used",
    "link-expired",
    "link-ended",
    "code-wrong",
    "sitting-over",
)


@dataclass(frozen=True, slots=True)
class Made:
    """Link and code as they are shown to the sender, once."""

    token: str
    code: str
    link: ReferralLink


@dataclass(frozen=True, slots=True)
class Opened:
    """What the named person has before her: the referral, and the proof that her page carries."""

    link: ReferralLink
    referral: Referral
    case: Case
    sitting: str


def make(db: Session, referral_id: int, person: str, *, actor: Actor, at: datetime) -> Made:
    """For a referral that waits for its answer; an earlier link ends. Raises NotFound to strangers, Forbidden, Invalid."""
    referral, case, view = locked(db, referral_id, None, actor, at)
    if not policy.may_send(actor, case, view):
        raise Forbidden("not-the-sender")
    name = person.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(fields={"person": "required"})
    if _why_dead(db, referral, case, at) is not None:
        raise Invalid("nothing-to-answer")
    end_links(db, referral.id, at=at)
    token, code = new_token(), f"{secrets.randbelow(CODES):06d}"
    link = ReferralLink(
        referral_id=referral.id,
        digest=digest(token),
        code_digest=_sealed(token, code),
        person=name,
        made_by=actor.user_id,
        made_at=at,
        expires_at=at + LASTS,
    )
    db.add(link)
    db.flush()
    record_on_case(db, case, [_entry("referral-link-made", referral, link)], actor=actor, at=at)
    return Made(token, code, link)


def end_links(db: Session, referral_id: int, *, at: datetime) -> None:
    db.execute(
        sa.update(ReferralLink)
        .where(ReferralLink.referral_id == referral_id, ReferralLink.ended_at.is_(None))
        .values(ended_at=at)
    )


def look(db: Session, token: str, at: datetime) -> ReferralLink:
    """The link, if it can still be opened; looking uses nothing up. Raises NotFound with the reason why not."""
    link = db.scalars(sa.select(ReferralLink).where(ReferralLink.digest == digest(token))).first()
    if link is None:
        raise NotFound(UNKNOWN)
    referral = db.get_one(Referral, link.referral_id)
    reason = _why_not(link, at) or _why_dead(db, referral, db.get_one(Case, referral.case_id), at)
    if reason is not None:
        raise NotFound(reason)
    return link


def open_with(db: Session, token: str, code: str, *, at: datetime, pathways: Pathways) -> Opened | None:
    """Uses the link up; None for a wrong code, which is counted: the fifth ends the link. Raises NotFound as `look`."""
    link = look(db, token, at)
    referral, case = _lock(db, link.referral_id)
    link = db.get_one(ReferralLink, link.id, populate_existing=True, with_for_update=True)
    if (reason := _why_not(link, at) or _why_dead(db, referral, case, at)) is not None:
        raise NotFound(reason)
    if not compare_digest(link.code_digest, _sealed(token, code.strip())):
        link.wrong_codes += 1
        link.ended_at = at if link.wrong_codes >= MOST_WRONG else None
        db.flush()
        return None
    sitting = new_token()
    link.used_at, link.sitting = at, digest(sitting)
    said = [_entry("referral-link-opened", referral, link)]
    setting = Setting(case, None, at, pathways, frozenset({RECEIVER}))
    if OPEN in pathways.library.get(referral.workflow_id, referral.workflow_version).outgoing[referral.state]:
        said += take(db, referral, OPEN, {}, setting)
    record_on_case(db, case, said, actor=None, at=at)
    return Opened(link, referral, case, sitting)


def resume(db: Session, token: str, sitting: str, at: datetime) -> Opened:
    """The open page again, to show it with a mistake. Raises NotFound when it may not be answered any more."""
    link = db.scalars(sa.select(ReferralLink).where(ReferralLink.digest == digest(token))).first()
    if link is None or link.sitting is None or not compare_digest(link.sitting, digest(sitting)):
        raise NotFound(UNKNOWN)
    referral = db.get_one(Referral, link.referral_id)
    case = db.get_one(Case, referral.case_id)
    if (reason := _why_not_answer(link, at) or _why_dead(db, referral, case, at)) is not None:
        raise NotFound(reason)
    return Opened(link, referral, case, sitting)


def answer(
    db: Session, token: str, sitting: str, trigger: str, answers: Answers, *, at: datetime, pathways: Pathways
) -> Referral:
    """The named person's answer, once; it counts as hers. Raises NotFound as `resume`, and engine Blocked."""
    found = resume(db, token, sitting, at)
    referral, case = _lock(db, found.referral.id)
    link = db.get_one(ReferralLink, found.link.id, populate_existing=True, with_for_update=True)
    if (reason := _why_not_answer(link, at) or _why_dead(db, referral, case, at)) is not None:
        raise NotFound(reason)
    typed = {**answers, "received_by": link.person} if trigger == ACCEPT else answers
    setting = Setting(case, None, at, pathways, frozenset({RECEIVER}))
    said = [*take(db, referral, trigger, typed, setting), _entry("referral-link-answered", referral, link)]
    link.answered_at = link.ended_at = at
    record_on_case(db, case, said, actor=None, at=at)
    settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return referral


def sender_of(db: Session, link: ReferralLink) -> str:
    """The unit that asks, by name."""
    owner = sa.select(Case.owner_unit_id).join(Referral, Referral.case_id == Case.id)
    unit_id = db.scalars(owner.where(Referral.id == link.referral_id)).one()
    return unit_name(db, unit_id)


def _why_not(link: ReferralLink, at: datetime) -> str | None:
    if link.used_at is not None:
        return USED
    if link.ended_at is not None:
        return ENDED
    return EXPIRED if at >= link.expires_at else None


def _why_not_answer(link: ReferralLink, at: datetime) -> str | None:
    if link.answered_at is not None:
        return USED
    if link.ended_at is not None or link.used_at is None:
        return ENDED
    return TOO_LATE if at >= link.used_at + SITS else None


def _why_dead(db: Session, referral: Referral, case: Case, at: datetime) -> str | None:
    """It dies with the referral's question, and with the resident's consent."""
    asks = referral.is_open and referral.state in TO_ANSWER and case.restricted_at is None
    return None if asks and referral.to_unit_id in guards.may_know(db, case, at) else ENDED


def _lock(db: Session, referral_id: int) -> tuple[Referral, Case]:
    ref = db.scalars(
        sa.select(Case.ref).join(Referral, Referral.case_id == Case.id).where(Referral.id == referral_id)
    ).one()
    case = lock(db, ref)
    return db.get_one(Referral, referral_id, populate_existing=True, with_for_update=True), case


def _sealed(token: str, code: str) -> str:
    """A digest of the code alone could be looked up among a million."""
    return digest(f"{token}\n{code}")


def _entry(kind: str, referral: Referral, link: ReferralLink) -> Entry:
    return Entry(kind, data={"referral": referral.id, "unit": referral.to_unit_id, "link": link.id})
