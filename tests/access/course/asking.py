"""What everybody is asked after a step: the address, whether it opens, and which words of which kinds then stand there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sagsflow.access.roles import Role
from sagsflow.core.database import Database
from sagsflow.web.sessions import SECURE_NAME
from tests.access.course.model import (
    AT_THE_TABLE,
    DOCUMENT,
    HANDOVER,
    MEET,
    NAME,
    ON_THE_PAGE,
    PRINT,
    QUESTION,
    READ_CASES,
    RUN_CASES,
    TASK,
    WRITE_NOTES,
    File,
    Model,
    Person,
)
from tests.cast import CLUB, JOBS, OTHER_TEAM, SCHOOL, open_session
from tests.house.forms import forms_of
from tests.house.visitor import ORIGIN

WORD = re.compile(r"Q[a-z]+\d+Q")
READERS = tuple(
    Person(login) for login in ("karen", "oda", "samir", "grete", "jette", "jonas", "clara", "mette")
)
LEADER = Person("lene")
SEEN_THROUGH = {SCHOOL: "samir", JOBS: "jette", CLUB: "clara", OTHER_TEAM: "oda"}
NAMES_WHAT_WAS_TYPED = {"/emergency"}
CLOSED = {403, 404}


@dataclass(frozen=True)
class Question:
    """`opens` None: it may or may not. `exactly`: of these kinds every word that is hers stands there, and no other.

    `sought` is typed into the search of the page, and the page asked is the one that this leads to.
    """

    address: str
    opens: bool | None = None
    exactly: frozenset[str] | None = None
    kinds: frozenset[str] = frozenset()
    sought: str = ""


class Asking:
    """Real requests, in browsers that stay signed in however far the clock is moved."""

    def __init__(self, app: Flask, database: Database) -> None:
        self._app, self._database = app, database
        self._browsers: dict[str, FlaskClient] = {}
        self._turn = 0
        self.asked = 0

    def sign_in(self, model: Model) -> None:
        for who in (*READERS, LEADER):
            browser = FlaskClient(self._app, self._app.response_class)
            token = open_session(self._database, who.login, model.now)
            browser.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)
            self._browsers[who.login] = browser

    def everything(self, model: Model) -> None:
        for who in (*READERS, LEADER):
            for question in questions(model, who):
                self._ask(model, who, question)

    def something(self, model: Model, file: File) -> None:
        """The page of the case to everybody, and to each the next of her other questions."""
        self._turn += 1
        for number, who in enumerate(READERS):
            found = list(questions(model, who))
            self._ask(model, who, _page(model, who, file))
            self._ask(model, who, found[(self._turn * 7 + number) % len(found)])

    def _ask(self, model: Model, who: Person, question: Question) -> None:
        answer = self._answer(self._browsers[who.login], question)
        self.asked += 1
        where = f"{who.login} {question.address} {question.sought} {answer.status_code}"
        assert answer.status_code < 500, where
        if question.opens is not None:
            assert (answer.status_code == 200) is question.opens, where
            assert question.opens or answer.status_code in CLOSED, where
        text = answer.text if answer.mimetype != "application/pdf" else ""
        every = _words(model.files)
        words = {word for word in WORD.findall(text.replace(question.address, "")) if word in every}
        assert words <= model.may_meet(who), where
        if question.exactly is not None and answer.status_code == 200:
            assert words & _words(model.files, *question.kinds) == question.exactly, where
        if question.address not in NAMES_WHAT_WAS_TYPED:
            hidden = {file.ref for file in model.files if not model.sees(who, file)}
            assert {ref for ref in hidden if ref in text.replace(question.address, "")} == set(), where

    @staticmethod
    def _answer(browser: FlaskClient, question: Question) -> TestResponse:
        answer = browser.get(question.address, base_url=ORIGIN)
        if not question.sought or answer.status_code != 200:
            return answer
        (search,) = [form for form in forms_of(answer.text, question.address) if form.fits("/cases", "")]
        typed, headers = search.filled({"q": question.sought}, ""), {"Referer": ORIGIN + "/"}
        led = browser.post(search.action, data=typed, base_url=ORIGIN, headers=headers)
        assert led.status_code == 303, question.sought
        return browser.get(led.location, base_url=ORIGIN)


def questions(model: Model, who: Person) -> Iterator[Question]:
    yield from _lists(model, who)
    for file in model.files:
        yield _page(model, who, file)
        yield from _of_a_case(model, who, file)
        yield from _parts(model, who, file)


def _lists(model: Model, who: Person) -> Iterator[Question]:
    for wanted, is_open in (("?", True), ("?show=closed", False)):
        seen = [file for file in model.files if file.is_open is is_open and model.sees(who, file)]
        opens, names = who.role in READ_CASES, frozenset({NAME})
        yield Question(f"/cases{wanted}", opens, frozenset(file.name for file in seen), names)
        for file in model.files:
            found = frozenset({file.name} if file in seen else ())
            begins = file.name.removesuffix("Q")  # the form shows again what was looked for
            yield Question(f"/cases{wanted}", opens, found, names, sought=begins)
    met = _readable(model, who, QUESTION)
    yield Question("/meetings/1", who.role in MEET and who.unit in AT_THE_TABLE, met, frozenset({QUESTION}))
    hers = frozenset(
        thing.word
        for file in model.files
        for thing in file.of(TASK)
        if thing.unit == who.unit and model.may_read(who, file, thing)
    )
    yield Question("/my-day/tasks", None, hers if who.login == "jette" else None, frozenset({TASK}))
    for address in ("/", "/referrals", "/referrals?show=accepted", "/referrals?show=ended", "/meetings/"):
        yield Question(address)
    for address in ("/consents", "/legal-basis", "/emergency", "/overview"):
        yield Question(address)
    yield Question("/read-log.csv", who.role is Role.COORDINATOR)


def _page(model: Model, who: Person, file: File) -> Question:
    stands = frozenset(model.words(who, file, *ON_THE_PAGE))
    return Question(f"/cases/{file.ref}", model.sees(who, file), stands, ON_THE_PAGE)


def _of_a_case(model: Model, who: Person, file: File) -> Iterator[Question]:
    here, works = f"/cases/{file.ref}", model.works(who, file)
    runs = who.owns and who.role in RUN_CASES
    yield Question(f"{here}/pathway.pdf", works and who.role in PRINT)
    yield Question(f"{here}/readings", who.owns and who.role in READ_CASES)
    if not who.owns:
        yield Question(f"{here}/readings.pdf", opens=False)
    yield Question(f"/residents/{file.uuid}", runs)
    yield Question(f"{here}/consents", runs)
    yield Question(f"{here}/readers", runs)
    if file.is_open:
        yield Question(f"{here}/notes/new", works and who.role in WRITE_NOTES)
        yield Question(f"{here}/documents/new", works and who.role in WRITE_NOTES)
        yield Question(f"/tasks/cases/{file.ref}/new", works)
    for unit, login in SEEN_THROUGH.items():
        other = Person(login)
        theirs = model.words(other, _without_emergencies(file), *ON_THE_PAGE - {NAME})
        shown = theirs & model.may_meet(who)  # what they keep to themselves is not told by looking as they do
        yield Question(f"{here}/as/{unit}?role={other.role}", runs, frozenset(shown), ON_THE_PAGE - {NAME})


def _parts(model: Model, who: Person, file: File) -> Iterator[Question]:
    for thing in file.of(DOCUMENT):
        yield Question(f"/cases/{file.ref}/documents/{thing.id}", model.may_read(who, file, thing))
    for thing in file.of(HANDOVER):
        opens, word = model.opens_referral(who, file, thing), frozenset({thing.word})
        yield Question(f"/referrals/{thing.id}", opens, word, frozenset({HANDOVER}))
    for thing in file.of(TASK):
        yield Question(
            f"/tasks/{thing.id}", model.works(who, file) and thing.unit == who.unit, None, frozenset()
        )


def _without_emergencies(file: File) -> File:
    """A unit is shown what everybody of it sees."""
    return File(file.ref, file.uuid, file.name, given=file.given, things=file.things)


def _readable(model: Model, who: Person, *kinds: str) -> frozenset[str]:
    return frozenset(word for file in model.files for word in model.words(who, file, *kinds))


def _words(files: Iterable[File], *kinds: str) -> set[str]:
    """Those that were planted: a token of a form may look like one."""
    return {thing.word for file in files for thing in file.things if not kinds or thing.what in kinds}
