"""Registers the demo's residents and their families, all of them invented and marked as such."""

from collections.abc import Mapping
from typing import Any

from sagsflow.access.topics import Topic
from sagsflow.consents.models import ConsentForm
from sagsflow.demo.stage import Turn
from sagsflow.handouts import service as handouts
from sagsflow.residents import service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import HouseholdRole, Resident

CITY, POSTAL_CODE = "Viborg", "8800"
ROLE = "role"


def register(turn: Turn) -> int:
    """The resident of a story and those who live with her; returns the resident's id."""
    told = turn.story.resident
    resident = _register(turn, told, home={})
    if turn.story.family:
        others = [(_register(turn, row, home=told), row) for row in turn.story.family]
        members = {resident.uuid: HouseholdRole(told.get(ROLE, "adult"))}
        members |= {person.uuid: HouseholdRole(row.get(ROLE, "adult")) for person, row in others}
        service.form_household(turn.db, actor=turn.actor, at=turn.at, members=members)
    return resident.id


def lives_with(turn: Turn) -> None:
    """The resident of another story is the other adult of the household."""
    ids = (turn.case.resident_id, turn.stage.residents[turn.act.what])
    members = {turn.db.get_one(Resident, number).uuid: HouseholdRole.ADULT for number in ids}
    service.form_household(turn.db, actor=turn.actor, at=turn.at, members=members)


def household_part(turn: Turn) -> None:
    """What the resident lets the other adults of her household read of her goals."""
    yes = handouts.Yes([Topic(code) for code in turn.says("topics")], ConsentForm(turn.act.what), turn.today)
    handouts.agree(turn.db, turn.ref, yes, actor=turn.actor, at=turn.at)


def _register(turn: Turn, told: Mapping[str, Any], *, home: Mapping[str, Any]) -> Resident:
    facts = {"city": CITY, "postal_code": POSTAL_CODE, **_place(home), **told}
    area = facts.pop("area", None)
    facts.pop(ROLE, None)
    facts["area_id"] = turn.stage.areas[area] if area else None
    return service.register(
        turn.db,
        actor=turn.actor,
        at=turn.at,
        unit_id=turn.actor.seats[0].unit_id,
        facts=Facts(**facts),
        fictional=True,
    )


def _place(home: Mapping[str, Any]) -> dict[str, Any]:
    return {name: home[name] for name in ("area", "street", "house_number", "floor_door") if name in home}
