"""Reads of the register of requests and of the sealed answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.models import User
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.organisations.models import Area, Organisation, OrganisationName, Unit
from sagsflow.privacy import content, naming, policy
from sagsflow.privacy.marking import WORD, Known
from sagsflow.privacy.models import AnswerPart, Passage, RightsRequest
from sagsflow.privacy.sealing import KEYS, Part, PrivacyKeys
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.residents.names import tokens

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A request and whose it is."""

    request: RightsRequest
    resident: Resident


@dataclass(frozen=True, slots=True)
class Review:
    """The passages of an answer with their words, in the order of the answer."""

    passages: Sequence[Passage]
    words: Mapping[str, str]

    @property
    def waiting(self) -> Sequence[Passage]:
        return [row for row in self.passages if row.marked and row.hand_out is None]


def listed(db: Session, actor: Actor, limit: int | None = SHOWN) -> Sequence[Row]:
    """Open requests first, by the date they are due; then the newest that are closed."""
    found = (
        sa.select(RightsRequest, Resident)
        .join(Resident, Resident.id == RightsRequest.resident_id)
        .where(policy.visible_to(actor))
        .order_by(RightsRequest.closed_at.is_not(None), RightsRequest.due_on, RightsRequest.id.desc())
        .limit(limit)
    )
    return [Row(request, resident) for request, resident in db.execute(found)]


def of_resident(db: Session, actor: Actor, resident_id: int) -> Sequence[RightsRequest]:
    """The requests of one resident, the newest first."""
    found = sa.select(RightsRequest).where(RightsRequest.resident_id == resident_id, policy.visible_to(actor))
    return db.scalars(found.order_by(RightsRequest.id.desc())).all()


def get(db: Session, actor: Actor, request_id: int) -> Row:
    """Raises NotFound for one of other units too."""
    found = (
        sa.select(RightsRequest, Resident)
        .join(Resident, Resident.id == RightsRequest.resident_id)
        .where(RightsRequest.id == request_id, policy.visible_to(actor))
    )
    row = db.execute(found).one_or_none()
    if row is None:
        raise NotFound("request", id=request_id)
    return Row(*row)


def get_to_answer(db: Session, actor: Actor, request_id: int) -> Row:
    """Raises NotFound to strangers, Forbidden to those who may only note requests."""
    row = get(db, actor, request_id)
    if not policy.may_answer(actor, row.request):
        raise Forbidden("request", id=request_id)
    return row


def parts(db: Session, request: RightsRequest) -> Sequence[Part]:
    """The gathered parts, unsealed; those that have been forgotten are not there."""
    keys: PrivacyKeys = db.info[KEYS]
    rows = db.scalars(
        sa.select(AnswerPart)
        .where(AnswerPart.request_id == request.id, AnswerPart.sealed.is_not(None))
        .order_by(AnswerPart.position)
    )
    return [
        keys.unseal(row.sealed, request_id=request.id, position=row.position) for row in rows if row.sealed
    ]


def review(db: Session, request: RightsRequest) -> Review:
    rows = db.scalars(
        sa.select(Passage).where(Passage.request_id == request.id).order_by(Passage.position, Passage.id)
    ).all()
    words = {key: value["text"] for part in parts(db, request) for key, value in content.passages(part)}
    return Review(rows, words)


def passage(db: Session, request: RightsRequest, passage_id: int) -> Passage:
    found = db.get(Passage, passage_id)
    if found is None or found.request_id != request.id:
        raise NotFound("passage", id=passage_id)
    return found


def known_names(db: Session, request: RightsRequest, texts: Sequence[str]) -> Known:
    """Whose names the texts may hold: the resident's own, her household's and other residents' of the unit."""
    resident = db.get_one(Resident, request.resident_id)
    written = {
        token for text in texts for word in WORD.findall(text) if word[0].isupper() for token in tokens(word)
    }
    registered = db.scalars(
        sa.select(ResidentToken.token).where(
            ResidentToken.controller_unit_id == request.unit_id,
            ResidentToken.resident_id != resident.id,
            ResidentToken.token.in_(sorted(written)),
        )
    )
    return Known.of([resident.full_name], registered.all(), _places(db))


def _places(db: Session) -> list[str]:
    """Units, organisations and areas: they are capitalised too, and nobody's name."""
    columns = (Unit.name, OrganisationName.name, Area.name, Organisation.code)
    return [name for column in columns for name in db.scalars(sa.select(column))]


def names(db: Session, request: RightsRequest) -> Mapping[str, str]:
    """The unit that answers, who received the request, and who closed it."""
    found = {"unit": naming.unit(db, request.unit_id), "received_by": _person(db, request.received_by)}
    return found | ({"closed_by": _person(db, request.closed_by)} if request.closed_by else {})


def names_by_id(db: Session) -> Mapping[str, Mapping[int, str]]:
    """Every unit and every user by id, for the words of answers and events."""
    units = {row.id: row.name for row in db.scalars(sa.select(Unit))}
    users = {row.id: row.name for row in db.execute(sa.select(User.id, User.name))}
    return {"units": units, "users": users}


def _person(db: Session, user_id: int) -> str:
    return db.get_one(User, user_id).name
