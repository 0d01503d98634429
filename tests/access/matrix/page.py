"""Prints the matrix as docs/access-matrix.md."""

from collections.abc import Iterable, Sequence

from flask import Flask

from config import ROOT
from sagsflow.access.roles import Role
from tests.access.matrix.asking import PAGE, WITHOUT_CASES, Asked, is_of_a_case, rules
from tests.access.matrix.model import BOUNDARIES, EVERY, SITUATIONS
from tests.access.matrix.world import RECEIVER
from tests.cast import TEAM

FILE = ROOT / "docs" / "access-matrix.md"
HEAD = """# The access matrix

Written by `python -m tools.access_matrix` from real requests to every route that is read; a test holds the two
together, so a new route does not pass the suite before its row stands here and somebody has looked at it. Do not edit
it by hand.

In a world made for it (`tests/access/matrix/`) the same case stands in every situation: texts of every topic,
sensitive and not, shared and not, goals, a task, another party's consent, a referral and an agenda item, each with a
word of its own. One person of each role sits in the team that owns the cases, and one in a unit that receives them.
Each asks each address, on SQLite and on PostgreSQL. Wherever a planted word turns up, a plain model
(`tests/access/matrix/model.py`) must allow it; on the page of the case exactly what the model says must stand. What
cannot be opened answers 403 or, so that nobody learns that it exists, 404.

Whoever lacks the permission that a route declares ([permissions](permissions.md)) is refused at its door, on whatever ground, and
stands in no cell.

Roles: """
SHORT = {
    Role.HOUSING_WORKER: "HW",
    Role.COORDINATOR: "CO",
    Role.MUNICIPAL_WORKER: "MW",
    Role.GROUP_MEMBER: "GM",
    Role.HOUSING_ADMIN: "HA",
    Role.PARTNER_WORKER: "PW",
    Role.VOLUNTEER_COORDINATOR: "VC",
    Role.TENANT_BOARD: "TB",
    Role.MANAGER: "MA",
    Role.BOARD: "BO",
    Role.DPO: "DP",
    Role.ADMINISTRATOR: "AD",
}


def page(app: Flask, answers: Sequence[Asked]) -> str:
    legend = ", ".join(f"{short} `{role}`" for role, short in SHORT.items())
    return f"{HEAD}{legend}.\n\n{_routes(app, answers)}\n{_lists(app, answers)}\n{_contents(answers)}\n{_without()}"


def _routes(app: Flask, answers: Sequence[Asked]) -> str:
    """Who gets a page of one case, by the ground on which the unit sees it."""
    lines = [
        "## Pages of one case: who gets them",
        "",
        _row(["route", "team", *SITUATIONS]),
        _line(len(SITUATIONS) + 2),
    ]
    for rule in rules(app):
        if is_of_a_case(rule):
            mine = [one for one in answers if one.endpoint == rule.endpoint and one.status == 200]
            cells = [_roles(one for one in mine if one.unit == TEAM)]
            cells += [
                _roles(one for one in mine if one.unit == RECEIVER and one.case == name)
                for name in SITUATIONS
            ]
            lines.append(_row([f"`{rule.rule}`", *cells]))
    return "\n".join([*lines, ""])


def _lists(app: Flask, answers: Sequence[Asked]) -> str:
    lines = [
        "## Pages of many cases, or of none: who gets them, and in brackets who of them meets a case there",
        "",
        _row(["route", "team", "receiving unit"]),
        _line(3),
    ]
    for rule in rules(app):
        if not is_of_a_case(rule):
            mine = [one for one in answers if one.endpoint == rule.endpoint and one.status == 200]
            cells = [_met([one for one in mine if one.unit == unit]) for unit in (TEAM, RECEIVER)]
            lines.append(_row([f"`{rule.rule}`", *cells]))
    return "\n".join([*lines, ""])


def _met(answers: Sequence[Asked]) -> str:
    return f"{_roles(answers)} ({_roles(one for one in answers if one.words)})"


def _contents(answers: Sequence[Asked]) -> str:
    lines = [
        "## The page of the case: how many of the planted texts stand on it",
        "",
        "Of 32 notes (8 topics, sensitive or not, shared or not) and 8 goals, as `notes + goals`; – stands for no page at all.",
        "",
        _row(["situation", *SHORT.values()]),
        _line(len(SHORT) + 1),
    ]
    owned = {one.role: one for one in answers if one.endpoint == PAGE and one.unit == TEAM}
    lines.append(_row(["the team's own", *(_amount(owned.get(role)) for role in SHORT)]))
    for name in (*SITUATIONS, *BOUNDARIES):
        found = {
            one.role: one
            for one in answers
            if one.endpoint == PAGE and one.unit == RECEIVER and one.case == name
        }
        lines.append(_row([f"{name}{_only(name)}", *(_amount(found.get(role)) for role in SHORT)]))
    return "\n".join([*lines, ""])


def _only(name: str) -> str:
    only = EVERY[name].only
    return f" (of one {SHORT[only]})" if only else ""


def _amount(one: Asked | None) -> str:
    if one is None or one.status != 200:
        return "–"
    counted = [sum(mark.what == what for mark in one.marks) for what in ("note", "goal")]
    return " + ".join(map(str, counted))


def _without() -> str:
    lines = ["## Not asked, for they hold no case", ""]
    return "\n".join([*lines, *(f"* `{name}`: {why}" for name, why in WITHOUT_CASES.items()), ""])


def _roles(answers: Iterable[Asked]) -> str:
    found = {one.role for one in answers}
    return " ".join(short for role, short in SHORT.items() if role in found) or "–"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(count: int) -> str:
    return "|" + "---|" * count
