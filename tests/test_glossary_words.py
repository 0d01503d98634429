"""docs/glossary.md has one row for every word that the code uses, and every event on a case has its sentence."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings
from sagsflow.access.permissions import Permission
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import Standing
from sagsflow.cases.words import RESULTS
from sagsflow.consents.models import ConsentEventKind
from sagsflow.engine.library import Library
from sagsflow.privacy.models import RequestStatus

ROOT = Path(__file__).parents[1]
KIND = re.compile(
    r'(?:Entry|step\.note|_tell|_record|_note|record)\([^()"]*?"([a-z]+(?:-[a-z]+)+)"'
    r'|(?:kind|EVENT) = "([a-z-]+)"|else "([a-z]+-[a-z-]+)"'
    r'|"((?:referral|task|goal|deadline|case|note|party|agenda-item|consent|meeting)-[a-z-]+)"'
)
PUT_TOGETHER = re.compile(r'(?:Entry|_record)\([^()"]*?f"([a-z-]+)-\{')
ENDINGS = {
    "consent": tuple(ConsentEventKind),
    "membership": (Standing.CONFIRMED, Standing.DECLINED),
    "request": (RequestStatus.ANSWERED, RequestStatus.DECLINED),
}
NO_EVENTS = frozenset(
    {
        "birth-date-unknown",
        "case-closed",
        "case-number",
        "case-printed",
        "consent-form",
        "consent-in-arabic",
        "deadline-near",
        "meeting-draft-cleanup",
        "too-long",
    }
)
NO_RECORDERS = frozenset({"cli", "demo", "web"})  # they ask the services, which record
NO_KINDS = frozenset(
    {"routes", "forms", "words", "telling", "queries", "verdict", "verify", "verify_readings"}
)
WITH_A_NOTE = frozenset({"note-written", "note-corrected"})
ELSEWHERE = frozenset(
    {
        "agenda-item-changed",
        "agenda-item-opened",
        "case-erased",
        "case-erased-again",
        "deadline-passed",
        "emergency-refused",
    }
)  # not in the record of a case
SENTENCES = ROOT / "templates" / "eventlog"


def _library() -> Library:
    return Library.from_folder(Settings.from_environment({}).workflows)


def _recorders() -> Iterator[str]:
    """The text of every module that may record an event, in whatever package it stands."""
    for path in (ROOT / "sagsflow").rglob("*.py"):
        package, *inner = path.relative_to(ROOT / "sagsflow").with_suffix("").parts
        if package not in NO_RECORDERS and NO_KINDS.isdisjoint(inner):
            yield path.read_text(encoding="utf-8")


def beginnings_in_code() -> frozenset[str]:
    """What stands before the value where a kind is put together of a word and a value."""
    return frozenset(found for text in _recorders() for found in PUT_TOGETHER.findall(text))


def kinds_in_code() -> frozenset[str]:
    """Every kind of event that some service records, as its text stands there."""
    found = {next(filter(None, match)) for text in _recorders() for match in KIND.findall(text)}
    found |= {f"{begun}-{end.value}" for begun in beginnings_in_code() for end in ENDINGS.get(begun, ())}
    return frozenset(
        kind for kind in found if "-" in kind and kind not in NO_EVENTS and not kind.endswith("-")
    )


def _rows() -> frozenset[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^\|[^|\n]+\|[^|\n]+\| `([^`]+)` \|", text, flags=re.MULTILINE))


def _words() -> Iterator[str]:
    yield from (permission.code for permission in Permission)
    yield from (role.value for role in Role)
    yield from (topic.value for topic in Topic)
    for definition in _library().all_latest():
        yield from definition.states
        yield from (state.result for state in definition.states.values() if state.result)


def test_every_word_of_the_code_has_its_row() -> None:
    assert sorted(set(_words()) - _rows()) == []


def test_every_kind_of_event_has_its_row() -> None:
    assert sorted(kinds_in_code() - _rows()) == []


def test_every_row_of_a_kind_of_event_is_recorded() -> None:
    table = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("## Kinds of event")[1]
    assert sorted(set(re.findall("`([^`]+)`", table)) - kinds_in_code()) == []


def test_the_endings_of_every_kind_that_is_put_together_are_known() -> None:
    assert beginnings_in_code() == ENDINGS.keys()


def test_every_result_has_its_word_on_the_screen() -> None:
    results = {
        state.result for d in _library().all_latest() if d.kind == "case" for state in d.states.values()
    }
    assert sorted(result for result in results if result and result not in RESULTS) == []


@pytest.mark.parametrize("page", sorted(SENTENCES.glob("*-*.html")), ids=lambda page: page.stem)
def test_every_sentence_is_about_a_kind_that_is_recorded(page: Path) -> None:
    assert page.stem in kinds_in_code()


def test_every_event_on_a_case_has_its_sentence() -> None:
    prefixes = (
        *("case-", "goal-", "deadline-", "party-", "consent-", "referral-", "task-", "agenda-item-"),
        *("document-", "emergency-", "legal-basis-"),
    )
    told = {page.stem for page in SENTENCES.glob("*.html")}
    on_cases = {kind for kind in kinds_in_code() if kind.startswith(prefixes)} - WITH_A_NOTE - ELSEWHERE
    assert sorted(on_cases - told) == []
