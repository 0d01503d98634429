"""Writes the event log of the support cases of a person's units into a folder, and beside it what the overview says of the same
cases: `python -m tools.event_log.written DIR kirsten`, on the database that SAGSFLOW_DATABASE_URL names."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts import queries as accounts
from sagsflow.accounts.models import User
from sagsflow.cases.models import Domain
from sagsflow.cases.queries import many
from sagsflow.cli.serving import application, platform_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.exports import events
from sagsflow.exports.rows import Taking
from sagsflow.organisations import queries as organisations
from sagsflow.overview import naming
from sagsflow.overview.periods import periods_of
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.source.samples import Span
from sagsflow.overview.source.told import IN_STATES, TO_PHASES, Rowwise
from sagsflow.web.platform import Platform


def main() -> None:
    folder, login = Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(parents=True, exist_ok=True)
    with application() as app:
        _write(folder, platform_of(app), login)


def _write(folder: Path, platform: Platform, login: str) -> None:
    at = platform.clock.now()
    with platform.database.read() as db:
        taking = _taking(db, platform, login, at)
        every = many.Filters(domain=Domain.SUPPORT, is_open=None)
        with (folder / "events.xes").open("wb") as target:
            events.write_xes(target, events.stories(taking, every))
        with (folder / "events.jsonocel").open("wb") as target:
            events.write_ocel(target, events.stories(taking, every), events.unit_names(taking))
        ours = {row.id: _of_pathway(db, platform, row.id, at) for row in platform.library.cases("support")}
    (folder / "ours.json").write_text(json.dumps(ours, indent=1), encoding="utf-8")


def _taking(db: Session, platform: Platform, login: str, at: datetime) -> Taking:
    user_id = db.scalars(sa.select(User.id).where(User.login == login)).one()
    presence = accounts.presence(db, user_id, copenhagen_date(at))
    assert presence is not None
    return Taking(db, presence.actor, at, platform.library, "en")


def _of_pathway(db: Session, platform: Platform, pathway: str, at: datetime) -> Mapping[str, Any]:
    plan = organisations.current_plan(db, copenhagen_date(at))
    assert plan is not None
    group = Group(plan.id, Domain.SUPPORT, pathway)
    periods = periods_of(plan.start_year, plan.end_year, copenhagen_date(at))
    source = Rowwise(db, group, periods, at, platform.library)
    definitions = naming.definitions(platform.library, pathway, source.versions)
    phases = naming.phases(definitions)
    return {
        "first": definitions[0].states[definitions[0].initial].phase,
        "phases": phases,
        "milestones": {
            phase: _pair(span) for phase, span in source.spans[TO_PHASES].at(period=periods[0]).items()
        },
        "states": {
            state: _pair(span) for state, span in source.spans[IN_STATES].at(period=periods[0]).items()
        },
    }


def _pair(span: Span) -> tuple[float, float]:
    return span.median, span.eighty


if __name__ == "__main__":
    main()
