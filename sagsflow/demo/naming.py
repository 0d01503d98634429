"""Gives the demo's organisations, units and people other names, where a script wants them longer."""

from datetime import datetime

from sagsflow.accounts.service import people
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.stage import Stage
from sagsflow.organisations import queries
from sagsflow.organisations.service import partners

FILE, KEEPER = "names", "asta"


def rename(stage: Stage, at: datetime) -> None:
    """Before anything happens, so that every paper has the same names."""
    said, keeper = stage.script.around(FILE), stage.cast.actors[KEEPER]
    for row in queries.all_organisations(stage.db):
        if name := said.get("organisations", {}).get(row.code):
            first = copenhagen_date(at)
            partners.rename_organisation(stage.db, row, name=name, valid_from=first, actor=keeper, at=at)
    for code, name in said.get("units", {}).items():
        unit = stage.cast.units[code]
        partners.edit_unit(stage.db, unit, name=name, phone=unit.phone, active=True, actor=keeper, at=at)
    for login, name in said.get("people", {}).items():
        who = stage.cast.people[login]
        people.edit_user(stage.db, who, name=name, title=who.title, email=who.email, actor=keeper, at=at)
