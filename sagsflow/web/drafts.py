"""What was typed into a form that must wait for something else, kept on the server for its author: sealed, for a day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from sagsflow.core.sealing import derive, seal, unseal
from sagsflow.web.models import Draft

KEYS = "sagsflow_step_draft_keys"
KEPT_FOR = timedelta(hours=24)
# What belongs to one page or one sending, and not to what was typed.
OF_THE_PAGE = frozenset({"csrf_token", "submission", "seen", "knowingly", "restored"})


@dataclass(frozen=True, slots=True, repr=False)
class DraftKeys:
    """Seals a draft, bound to its author and its form."""

    key: bytes

    @classmethod
    def derive(cls, secret: str) -> "DraftKeys":
        return cls(derive(secret, "sagsflow draft 1"))


def keep(db: Session, place: str, typed: MultiDict[str, str], *, user_id: int, at: datetime) -> None:
    """In the place of the one before."""
    words = {name: values for name, values in typed.to_dict(flat=False).items() if name not in OF_THE_PAGE}
    row = db.get(Draft, (user_id, place)) or Draft(user_id=user_id, place=place)
    content = json.dumps(words, ensure_ascii=False).encode()
    row.sealed, row.kept_at = seal(_keys(db).key, content, bound_to=_bound(user_id, place)), at
    db.add(row)
    db.flush()


def kept(db: Session, place: str, *, user_id: int, at: datetime) -> MultiDict[str, str] | None:
    """As a form takes it; None when there is none, or a day has passed."""
    row = db.get(Draft, (user_id, place))
    if row is None or row.kept_at <= at - KEPT_FOR:
        return None
    words: Mapping[str, Sequence[str]] = json.loads(
        unseal(_keys(db).key, row.sealed, bound_to=_bound(user_id, place))
    )
    return MultiDict([(name, value) for name, values in words.items() for value in values])


def forget(db: Session, place: str, *, user_id: int) -> None:
    db.execute(sa.delete(Draft).where(Draft.user_id == user_id, Draft.place == place))


def forget_old(db: Session, at: datetime) -> None:
    db.execute(sa.delete(Draft).where(Draft.kept_at <= at - KEPT_FOR))


def _keys(db: Session) -> DraftKeys:
    keys: DraftKeys = db.info[KEYS]
    return keys


def _bound(user_id: int, place: str) -> str:
    return f"draft|{user_id}|{place}"
