"""Finds what a story needs among the cases of the demo: a case that stands somewhere, and who works with it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sagsflow.accounts.models import User
from sagsflow.cases.models import Case
from sagsflow.consents.models import Consent
from sagsflow.eventlog.models import Event
from sagsflow.organisations.models import Unit
from sagsflow.web.platform import EXTENSION, Platform


@dataclass(frozen=True)
class Known:
    """A case, by number, and the login of its owner."""

    ref: str
    owner: str


def read(app: Flask) -> AbstractContextManager[Session]:
    standing: Platform = app.extensions[EXTENSION]
    return standing.database.read()


def standing_at(app: Flask, state: str, pathway: str = "coordinated") -> Known:
    """The oldest open case in this state that somebody owns."""
    with read(app) as db:
        row = db.execute(
            sa.select(Case.ref, User.login)
            .join(User, User.id == Case.owner_id)
            .where(Case.workflow_id == pathway, Case.state == state, Case.is_open)
            .order_by(Case.id)
        ).first()
    assert row is not None, f"no case of the demo stands at {state}"
    return Known(row.ref, row.login)


def shared_with(app: Flask, unit: str) -> Known:
    """The newest open case with a consent for this unit, and no other business between them."""
    with read(app) as db:
        row = db.execute(
            sa.select(Case.ref, User.login)
            .join(User, User.id == Case.owner_id)
            .join(Consent, Consent.case_id == Case.id)
            .join(Unit, Unit.id == Consent.receiving_unit_id)
            .where(
                Unit.code == unit, Case.is_open, Case.state == "plan_agreed", Consent.withdrawn_at.is_(None)
            )
            .order_by(Case.id.desc())
        ).first()
    assert row is not None, f"no case of the demo is shared with {unit}"
    return Known(row.ref, row.login)


def times_moved(app: Flask, ref: str) -> int:
    return count_of(app, ref, "case-moved")


def count_of(app: Flask, ref: str, kind: str) -> int:
    """How many events of a kind the case has."""
    with read(app) as db:
        found = db.scalar(
            sa.select(sa.func.count())
            .select_from(Event)
            .join(Case, Case.id == Event.case_id)
            .where(Case.ref == ref, Event.kind == kind)
        )
    return found or 0
