"""How long a closed case is kept: computed from its result and the day it was closed, so that a closing never waits for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.clock import COPENHAGEN
from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library

RULES = Path(__file__).parent / "retention.yaml"
PERIOD = re.compile(r"^P([1-9]\d{0,4})D$", re.ASCII)
PATHWAY, DEFAULT = "pathway", "default"


@dataclass(frozen=True, slots=True)
class Kept:
    """The rule of a closed case in KLE's form, whether the pathway or the default says so, and the day it is due."""

    rule: str
    basis: str
    due_on: date

    @property
    def days(self) -> int:
        return days_of(self.rule)


def days_of(rule: str) -> int:
    """P730D → 730. Raises ValueError."""
    match = PERIOD.match(rule)
    if match is None:
        raise ValueError(f"{rule!r} is not a period such as P730D")
    return int(match[1])


def kept(case: Case, library: Library) -> Kept | None:
    """None while the case is open."""
    if case.closed_at is None:
        return None
    rule = _of_pathway(library, case.workflow_id, case.workflow_version, case.state)
    basis = PATHWAY if rule else DEFAULT
    rule = rule or rules()["default"]
    return Kept(rule, basis, copenhagen_date(case.closed_at) + timedelta(days=days_of(rule)))


def due_by(db: Session, library: Library, day: date) -> sa.ColumnElement[bool]:
    """Closed cases whose time is over on a day. Few distinct endings stand against many cases, so they are asked for first."""
    endings = db.execute(
        sa.select(Case.workflow_id, Case.workflow_version, Case.state)
        .where(Case.closed_at.is_not(None))
        .distinct()
    )
    arms = []
    for workflow_id, version, state in endings:
        rule = _of_pathway(library, workflow_id, version, state) or rules()["default"]
        arms.append(
            sa.and_(
                Case.workflow_id == workflow_id,
                Case.workflow_version == version,
                Case.state == state,
                Case.closed_at < _before(day - timedelta(days=days_of(rule))),
            )
        )
    return sa.or_(sa.false(), *arms)


def notice_on(today: date) -> date:
    """Cases that are due by this day are on the list already."""
    return today + timedelta(days=days_of(rules()["notice"]))


@cache
def rules() -> Mapping[str, Any]:
    found: Mapping[str, Any] = YAML(typ="safe", pure=True).load(RULES.read_text(encoding="utf-8"))
    return found


def _of_pathway(library: Library, workflow_id: str, version: int, state: str) -> str | None:
    try:
        final = library.get(workflow_id, version).states.get(state)
    except NotFound:
        return None
    return final.retention if final else None


def _before(day: date) -> datetime:
    """The first moment after a day in Copenhagen."""
    return datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
