"""Asks every address as everybody, and notes what came back: the status, and which planted words stood there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from sagsflow.access.roles import Role
from sagsflow.cases.models import Case, Goal, Note
from sagsflow.consents.models import Consent
from sagsflow.core.database import Database
from sagsflow.documents.models import Document
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task
from sagsflow.web.guard import access_of
from sagsflow.web.sessions import SECURE_NAME
from tests.access.matrix.model import BOUNDARIES, EVERY, READ_SUPPORT_CASES, SITUATIONS, Marked, marked
from tests.access.matrix.world import RECEIVER, ROLES, person, token
from tests.cast import CLUB, TEAM

WORD = re.compile(r"Q[A-PR-Za-z_]{6,80}Q")
BY_WORD = {mark.word: mark for name in EVERY for mark in marked(name)}
OF_A_CASE = {"ref", "note_id", "goal_id", "referral_id", "task_id", "consent_id", "document_id", "uuid"}
FIRST = {
    "batch_id",
    "meeting_id",
    "item_id",
    "user_id",
    "action_id",
    "request_id",
    "passage_id",
    "erasure_id",
    "breach_id",
}
TRIGGERS = {"cases.move": "take", "referrals.step": "accept"}
PAGE = "cases.show"
READABLE = {"text/html", "text/csv", "application/json"}
ONE = "consent"
WITHOUT_CASES = {
    "accounts": "one's own account",
    "administration": "organisations and people of the staff",
    "meetings.calendar": "one's own address for a calendar",
    "meetings.feed": "when and where, for who has the address; asked in tests/meetings",
    "meetings.barriers": "barriers worded without anybody; asked in tests/meetings",
    "meetings.groups": "colleagues and their units",
    "meetings.series": "names, places and hours, no case",
    "meetings.new_series": "units and colleagues",
    "meetings.call_series": "days",
    "overview.actions": "figures with small cells suppressed; asked in tests/overview",
    "activities": "activities and counts, no case; asked in tests/activities",
    "privacy.register": "requests by number, nobody named; asked in tests/exports",
    "exports.partners": "organisations and units",
    "exports.staff": "colleagues, their roles and declarations",
    "exports.deputies": "colleagues and days",
    "exports.seats": "colleagues and their units",
    "exports.series": "names, places and hours, no case",
    "exports.papers": "when one asked for papers, how many and for whom",
    "exports.read_in": "who sent which file, and how many rows",
    "exports.told": "one's own, with the number of a case that one may see: tests/exports",
    "exports.meetings": "when, where and how many items, no case",
    "exports.barriers": "barriers worded without anybody; asked in tests/exports",
    "exports.activities": "activities and counts, no case; asked in tests/activities",
    "overview.areas": "figures with small cells suppressed; asked in tests/activities",
    "board": "the plan, its money and figures with small cells suppressed; asked in tests/board",
    "outreach.index": "counts, places and days, no names",
    "outreach.new": "an empty form",
    "directory.edit": "an offer, no case",
    "directory.index": "offers, no case",
    "directory.new": "an offer, no case",
    "directory.send_list": "offers, no case",
    "directory.show": "an offer, no case",
    "directory.show_list": "offers, no case",
    "imports": "cells of a file that its sender alone sees, before there is a case; asked in tests/imports",
    "messages": "one's own, with the number of a case that one may see: tests/messages",
    "work": "kinds of work, no case",
    "pathways": "the pathways themselves",
    "staff": "resets of the staff's second factors",
    "static": "style, script and pictures",
    "answers": "behind a single-use link, for somebody without an account; asked in tests/referrals/test_link.py",
    "overview.pathway_pdf": "figures with small cells suppressed; asked in tests/overview",
}


@dataclass(frozen=True)
class Asked:
    """One question and its answer. `case` is None where the address is not of one case."""

    endpoint: str
    unit: int
    role: Role
    case: str | None
    status: int
    words: frozenset[str]

    @property
    def owns(self) -> bool:
        return self.unit == TEAM

    @property
    def marks(self) -> list[Marked]:
        return [BY_WORD[word] for word in sorted(self.words)]


def rules(app: Flask) -> list[Rule]:
    """Every address that is read, once each, but those that hold no case."""
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    kept = {rule.endpoint: rule for rule in found if not WITHOUT_CASES.keys() & _names(rule.endpoint)}
    return [kept[endpoint] for endpoint in sorted(kept)]


def _names(endpoint: str) -> set[str]:
    return {endpoint, endpoint.partition(".")[0]}


def is_of_a_case(rule: Rule) -> bool:
    return bool(rule.arguments & OF_A_CASE)


def unknown_parts(app: Flask) -> set[str]:
    """Parts of addresses for which nobody has said what leads there."""
    return (
        {part for rule in rules(app) for part in rule.arguments}
        - OF_A_CASE
        - FIRST
        - {"trigger", "unit_id", "language"}
    )


def ask_everything(app: Flask, database: Database) -> list[Asked]:
    values = values_of(database)
    of_cases = [rule for rule in rules(app) if is_of_a_case(rule)]
    others = [rule for rule in rules(app) if not is_of_a_case(rule)]
    answers: list[Asked] = []
    for unit in (RECEIVER, TEAM):
        for role in ROLES:
            browser = browser_of(app, token(role, unit))
            entered = {rule.endpoint for rule in rules(app) if _may_enter(app, rule, role, unit)}
            answers += [
                _ask(browser, app, rule, unit, role, None, values[ONE])
                for rule in others
                if rule.endpoint in entered
            ]
            for name in _names_for(unit, role):
                asked = [
                    rule
                    for rule in of_cases
                    if rule.endpoint in entered and (name in SITUATIONS or rule.endpoint == PAGE)
                ]
                answers += [_ask(browser, app, rule, unit, role, name, values[name]) for rule in asked]
    return answers


def _may_enter(app: Flask, rule: Rule, role: Role, unit: int) -> bool:
    """Whoever lacks the permission of a route is refused at its door, on whatever ground (tests/access/test_routes.py)."""
    access = access_of(app, rule.endpoint)
    assert access is not None
    return access.public or not access.any_of or person(role, unit).may_any(access.any_of)


def _names_for(unit: int, role: Role) -> Iterator[str]:
    """Who reads no case at all, and who owns every case, meets the same in each situation."""
    if unit == RECEIVER and role in READ_SUPPORT_CASES:
        yield from SITUATIONS
        yield from BOUNDARIES
    else:
        yield ONE


def browser_of(app: Flask, session: str) -> FlaskClient:
    browser = FlaskClient(app, app.response_class)
    browser.set_cookie(SECURE_NAME, session, domain="localhost", secure=True)
    return browser


def _ask(browser: FlaskClient, app: Flask, rule: Rule, *who: Any) -> Asked:
    unit, role, name, values = who
    adapter = app.url_map.bind("localhost", url_scheme="https")
    known = {part: values.get(part, 1) for part in rule.arguments}
    if "trigger" in rule.arguments:
        known["trigger"] = TRIGGERS[rule.endpoint]
    address = adapter.build(rule.endpoint, known, force_external=False)
    answer = browser.get(address, base_url="https://localhost")
    words = BY_WORD.keys() & set(WORD.findall(answer.text)) if answer.mimetype in READABLE else set()
    return Asked(rule.endpoint, unit, role, name, answer.status_code, frozenset(words))


def values_of(database: Database) -> dict[str, dict[str, Any]]:
    """What leads to the parts of each case."""
    with database.read() as db:
        rows = db.execute(sa.select(Case.id, Case.ref, Resident.uuid).join(Resident).order_by(Case.id)).all()
        models: dict[str, Any] = {
            "note_id": Note,
            "goal_id": Goal,
            "referral_id": Referral,
            "task_id": Task,
            "consent_id": Consent,
            "document_id": Document,
        }
        first: dict[str, dict[int, int]] = {
            part: dict(
                db.execute(sa.select(model.case_id, sa.func.min(model.id)).group_by(model.case_id)).all()
            )
            for part, model in models.items()
        }
    return {
        name: {
            "ref": ref,
            "uuid": uuid,
            "unit_id": CLUB,
            "language": "da",
            **{part: ids[key] for part, ids in first.items()},
        }
        for name, (key, ref, uuid) in zip(EVERY, rows, strict=True)
    }
