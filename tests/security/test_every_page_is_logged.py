"""Each route that shows somebody is asked for it, as the people who may see them: it writes in the read log what it shows."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.core.calendar import copenhagen_date
from sagsflow.documents.models import DocumentKind
from sagsflow.documents.service import NewDocument, add_document
from sagsflow.emergency import service as emergency
from sagsflow.emergency.models import EmergencyReason
from sagsflow.eventlog.models import ReadEntry
from sagsflow.residents.models import Resident
from sagsflow.tasks.hooks import TaskCase
from sagsflow.tasks.service import add_own
from tests.cast import JOBS, TEAM, Cast, Visit, person
from tests.documents.papers import PDF
from tests.house.forms import forms_of
from tests.house.visitor import Visitor
from tests.meetings.table import Table
from tests.privacy.office import Office

PEOPLE = ("karen", "lene", "jette", "vibeke", "dorte")
SIGNS_OUT = ("static", "accounts.sign_out", "accounts.own")
COLLEAGUES_AND_UNITS = ("accounts.", "administration.", "staff.")
SHOWS_NOBODY = {
    "answers.landing": "whether a link can be opened, and who asks",
    "health": "whether the server lives",
    "consents.state_basis": "an empty form that asks for a case number",
    "meetings.calendar": "one's own address for a calendar",
    "meetings.change": "when and where a meeting is held",
    "meetings.feed": "when and where, for a calendar",
    "meetings.invitation": "when and where, for a calendar",
    "directory.edit": "an offer, no resident",
    "directory.index": "offers, no residents",
    "directory.new": "an offer, no resident",
    "directory.send_list": "offers, no residents",
    "directory.show": "an offer, no resident",
    "exports.contacts": "counts, places and days, no names",
    "exports.offers": "offers, no residents",
    "exports.people": "colleagues and their roles",
    "exports.partners": "organisations and units",
    "exports.staff": "colleagues, their roles and declarations",
    "exports.deputies": "colleagues and days",
    "exports.seats": "colleagues and their units",
    "exports.series": "names, places and hours",
    "exports.papers": "when one asked for papers, how many and for whom",
    "exports.read_in": "who sent which file, and how many rows",
    "directory.show_list": "offers, no residents",
    "gallery.index": "kinds of paper, with addresses of examples",
    "imports.index": "who sent which file, and how many rows",
    "imports.new": "an empty form",
    "imports.template": "headings and an invented example",
    "batches.index": "when one asked for papers, how many and for whom",
    "batches.show": "how far it is",
    "meetings.new": "units and colleagues",
    "meetings.new_series": "units and colleagues",
    "meetings.pulse": "a number",
    "messages.choices": "kinds of messages",
    "meetings.barriers": "barriers worded without anybody, small counts hidden",
    "meetings.groups": "colleagues and their units",
    "meetings.series": "names, places and hours",
    "meetings.call_series": "days",
    "meetings.index": "dates, places and how many items",
    "myday.for_team": "counts for each colleague",
    "activities.attendance": "counts, no names",
    "activities.calendar": "when and where something for everybody is held",
    "activities.cancel": "an activity, no resident",
    "activities.decline": "an activity, no resident",
    "activities.edit": "an activity, no resident",
    "activities.index": "activities and counts",
    "activities.new": "an empty form",
    "activities.programme_pdf": "what happens in an area",
    "activities.propose": "an empty form",
    "activities.show": "an activity, counts, and what colleagues and tenant boards say",
    "exports.meetings": "when, where and how many items",
    "exports.barriers": "barriers worded without anybody, small counts hidden",
    "board.goals": "goals of the plan",
    "board.money_list": "amounts, and the colleagues who wrote them down",
    "exports.activities": "activities and counts",
    "overview.areas": "figures, with small ones suppressed",
    "board.index": "the plan, and figures with small ones suppressed",
    "board.milestone": "a milestone of the plan",
    "board.money": "the money of the plan",
    "board.used": "the money of the plan",
    "board.new_goal": "a goal of the plan",
    "board.edit_goal": "a goal of the plan",
    "board.new_milestone": "a milestone of the plan",
    "board.numbers": "figures, with small ones suppressed",
    "board.status_pdf": "figures, with small ones suppressed",
    "outreach.index": "counts, places and days, no names",
    "outreach.new": "an empty form",
    "overview.actions": "figures, with small ones suppressed",
    "overview.index": "figures, with small ones suppressed",
    "overview.pathway_map": "figures, with small ones suppressed",
    "overview.pathway_pdf": "figures, with small ones suppressed",
    "pathways.diagram": "a pathway, no case",
    "pathways.index": "pathways, no cases",
    "pathways.show": "a pathway, no case",
    "work.index": "kinds of work, no case",
    "referrals.moves": "receivers and how many, until two are chosen; then tests/referrals/test_moving.py",
    "residents.new": "a search leads to it, and nothing of anybody else is on it",
}
ASKED_ELSEWHERE = {
    "review.one": "tests/review/test_monthly.py",
    "batches.fetch": "tests/batches",
    "imports.columns": "tests/imports",
    "imports.errors": "tests/imports",
    "imports.show": "tests/imports",
    "imports.undo": "tests/imports: numbers of cases, no names",
    "referrals.move": "tests/referrals/test_moving.py",
    "handouts.household": "tests/handouts/test_household.py: a household of adults",
    "handouts.household_plan": "tests/handouts/test_household.py: the same",
    "breaches.edit": "tests/privacy/test_breaches.py",
    "breaches.pdf": "tests/privacy/test_breaches.py",
    "breaches.show": "tests/privacy/test_breaches.py",
    "cases.identity": "tests/security/test_protected_residents.py",
    "consents.receipt": "of a withdrawn consent; written by what writes consents.given_paper",
    "meetings.minutes": "tests/meetings/test_minutes.py: a meeting that has ended",
    "meetings.minutes_pdf": "tests/meetings/test_minutes.py: the same",
    "meetings.screen": "tests/meetings/test_live.py: a meeting that is under way",
    "messages.index": "tests/messages/test_pages.py",
    "privacy.answer_json": "tests/privacy/test_answer.py",
    "privacy.answer_pdf": "tests/privacy/test_answer.py",
    "privacy.carry_out": "a request of another kind, on the page that privacy.show is",
    "retention.certificate": "tests/privacy/test_retention.py: a case that has been erased",
    "retention.index": "tests/privacy/test_retention.py: closed cases whose time is over",
    "retention.show": "tests/privacy/test_retention.py: the same",
}


@pytest.fixture
def values(cast: Cast, table: Table) -> dict[str, Any]:
    """A case with everything on it that was referred, one on an agenda, one of citizenship, and what leads to their parts."""
    karen, at = person("karen"), cast.at
    with cast.database.write() as db:
        case = cast.clarifying(db, number=77)
        note = NewNote(NoteKind.FACT, Topic.CORE, "Beboer77 ringede.", copenhagen_date(at))
        write_note(db, case.ref, note, actor=karen, at=at)
        add_goal(db, case.ref, GoalText("Et job", Topic.CORE, TEAM), actor=karen, at=at)
        paper = NewDocument(DocumentKind.LETTER, "Brev", Topic.CORE, PDF)
        add_document(db, case.ref, paper, actor=karen, at=at)
        own = TaskCase(case.id, case.ref, frozenset({TEAM}))
        add_own(db, case=own, text="Ring", due_on=copenhagen_date(at), actor=karen, at=at)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, case.ref, JOBS)
        cast.open_case(db, "vibeke", workflow="citizenship", number=79)
    table.on_the_agenda(table.call(), 78)
    with cast.database.write() as db:
        emergency.ask(
            db,
            "BSV-2026-0003",
            EmergencyReason.CHILD,
            "Ingen svarer, og der er børn i lejligheden.",
            actor=person("jette"),
            at=at,
            calendar=cast.platform.calendar,
        )
    office = Office(cast)
    with cast.database.write() as db:
        asked = office.request(db, db.merge(case))
    office.gather(asked)
    with cast.database.read() as db:
        uuid = db.scalar(sa.select(Resident.uuid).order_by(Resident.id))
    return {
        "ref": case.ref,
        "uuid": uuid,
        "trigger": "bounce",
        "workflow_id": "coordinated",
        "language": "da",
    }


def addresses(app: Flask, method: str, values: dict[str, Any]) -> Iterator[tuple[Rule, str]]:
    adapter = app.url_map.bind("localhost", url_scheme="https")
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if method in (rule.methods or ()) and not rule.endpoint.startswith(SIGNS_OUT):
            arguments = {name: values.get(name, _some(rule, name)) for name in rule.arguments}
            yield rule, adapter.build(rule.endpoint, arguments, force_external=False)


def _some(rule: Rule, name: str) -> object:
    return 1 if rule._converters[name].__class__.__name__ == "IntegerConverter" else "x" * 43


def _entries(cast: Cast) -> int:
    with cast.database.read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(ReadEntry)) or 0


def _tells_of_somebody(answer: Any, address: str) -> bool:
    """A name, or a case number that is not only the address that was asked for; of a file, that there is one."""
    if answer.mimetype != "text/html":
        return answer.status_code == 200 and "BSV" in answer.headers.get("Content-Disposition", "")
    text = answer.text.replace(address, "").replace("/cases/BSV", "")
    return "Beboer7" in text or "BSV-2026-000" in text


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_every_page_that_shows_somebody_is_written_down(
    app: Flask, cast: Cast, visit: Visit, values: dict[str, Any]
) -> None:
    silent, showing, written = set[object](), set[str](), set[str]()
    for browser, login, rule, address in _visits(app, visit, values):
        if rule.endpoint not in showing or "?" in address:
            before = _entries(cast)
            tells = _tells_of_somebody(browser.get(address), address)
            noted = _entries(cast) > before
            showing |= {rule.endpoint} if tells else set()
            written |= {rule.endpoint} if noted else set()
            silent |= {(rule.endpoint, login)} if tells and not noted else set()
    assert silent == set()
    assert sorted(filter(_shows_nobody, showing)) == []
    asked = {rule.endpoint for rule, _address in addresses(app, "GET", values)}
    unknown = asked - showing - written - ASKED_ELSEWHERE.keys()
    assert [end for end in sorted(unknown) if not _shows_nobody(end)] == [], (
        "lead the test there, or say why not"
    )


def _visits(app: Flask, visit: Visit, values: dict[str, Any]) -> Iterator[tuple[Visitor, str, Rule, str]]:
    for login in PEOPLE:
        browser = visit(login)
        for rule, address in addresses(app, "GET", values):
            yield browser, login, rule, address
        for rule, address in _with_questions(app, browser, login, values["uuid"]):
            yield browser, login, rule, address


def _shows_nobody(endpoint: str) -> bool:
    return endpoint in SHOWS_NOBODY or endpoint.startswith(COLLEAGUES_AND_UNITS)


def _with_questions(app: Flask, browser: Visitor, login: str, uuid: str) -> Iterator[tuple[Rule, str]]:
    """Addresses that say more after the question mark, and a step that there is."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    if login == "jette":
        yield rules["referrals.step"], "/referrals/1/accept"
    if login == "karen":
        found = browser.submit("/residents/", {"text": "Beboer77"}, button="Søg").location
        wish = {"recipient": "Ane", "purpose": "Samtale"}
        paper = browser.submit("/cases/BSV-2026-0001/pathway.pdf", wish, action="/pathway.pdf").location
        yield rules["residents.index"], found
        yield rules["residents.household"], found.replace("/residents/", f"/residents/{uuid}/household")
        yield rules["cases.new"], f"/cases/new?resident={uuid}"
        yield rules["cases.pathway_pdf"], paper
        plan = browser.submit("/cases/BSV-2026-0001/my-plan.pdf", wish, action="/my-plan.pdf").location
        sheet = {"receiver": "1-2", "purpose": "Ferie"}
        yield rules["handouts.my_plan"], plan
        yield (
            rules["handouts.handover"],
            browser.submit("/cases/BSV-2026-0001/handover.pdf", sheet, action="/handover.pdf").location,
        )


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_every_refusal_that_shows_somebody_is_written_down(
    app: Flask, cast: Cast, visit: Visit, values: dict[str, Any]
) -> None:
    silent = set()
    for login in ("karen",):
        browser = visit(login)
        for rule, address in addresses(app, "POST", values):
            token = forms_of(browser.get("/residents/").text, "/")[0].values["csrf_token"]
            before = _entries(cast)
            answer = browser.post(address, data={"csrf_token": token})
            if _tells_of_somebody(answer, address) and _entries(cast) == before:
                silent.add((rule.endpoint, login, answer.status_code))
    assert silent == set()
