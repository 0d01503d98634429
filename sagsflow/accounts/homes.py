"""One's own home address, if one has given it: sealed, known to the review of the read log only, gone when the account closes."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.models import OwnAddress
from sagsflow.core.errors import Invalid
from sagsflow.core.sealing import derive, seal, unseal
from sagsflow.eventlog import service as eventlog

KEYS = "sagsflow_home_keys"
POSTAL_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Home:
    """An address as it was typed."""

    street: str = ""
    house_number: str = ""
    floor_door: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class HomeKeys:
    """Seals an address, bound to its user: moved to another row it cannot be opened."""

    key: bytes

    @classmethod
    def derive(cls, secret: str) -> "HomeKeys":
        return cls(derive(secret, "sagsflow own address 1"))

    def seal(self, home: Home, user_id: int) -> bytes:
        text = json.dumps(asdict(home), ensure_ascii=False).encode()
        return seal(self.key, text, bound_to=f"home|{user_id}")

    def unseal(self, sealed: bytes, user_id: int) -> Home:
        """Raises CannotUnseal."""
        return Home(**json.loads(unseal(self.key, sealed, bound_to=f"home|{user_id}")))


def home_of(db: Session, user_id: int) -> Home | None:
    return homes_of(db, [user_id]).get(user_id)


def homes_of(db: Session, user_ids: Collection[int]) -> Mapping[int, Home]:
    """By user, of those who have given one."""
    keys: HomeKeys = db.info[KEYS]
    rows = db.scalars(sa.select(OwnAddress).where(OwnAddress.user_id.in_(sorted(user_ids))))
    return {row.user_id: keys.unseal(row.sealed, row.user_id) for row in rows}


def keep(db: Session, home: Home, *, actor: Actor, at: datetime) -> None:
    """One's own, in the place of the one before; an empty one is taken away. Raises Invalid for half an address."""
    if home == Home():
        forget(db, actor.user_id, actor=actor, at=at)
        return
    wrong = {name: "missing" for name in ("street", "house_number") if not getattr(home, name)}
    if (
        len(home.postal_code) != POSTAL_DIGITS
        or not home.postal_code.isascii()
        or not home.postal_code.isdigit()
    ):
        wrong["postal_code"] = "postal-code"
    if wrong:
        raise Invalid(fields=wrong)
    row = db.get(OwnAddress, actor.user_id) or OwnAddress(user_id=actor.user_id)
    keys: HomeKeys = db.info[KEYS]
    row.sealed, row.kept_at = keys.seal(home, actor.user_id), at
    db.add(row)
    db.flush()
    _record(db, "own-address-kept", actor.user_id, actor, at)


def forget(db: Session, user_id: int, *, actor: Actor, at: datetime) -> None:
    """By oneself, or when the account closes. Nothing happens where there is none."""
    row = db.get(OwnAddress, user_id)
    if row is not None:
        db.delete(row)
        db.flush()
        _record(db, "own-address-removed", user_id, actor, at)


def _record(db: Session, kind: str, user_id: int, actor: Actor, at: datetime) -> None:
    eventlog.record(db, [eventlog.Entry(kind, data={"user": user_id})], actor=actor, at=at)
