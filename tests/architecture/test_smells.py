"""Twenty smells have no place here; each rule is shown to catch what it names."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import smells
from tests.architecture.files import modules, own_texts, read, templates

MAY_COMMIT = {"sagsflow/core/database.py", "sagsflow/migrations/env.py"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "for n" + "ow:"]))

Smell = Callable[[str], Iterator[int]]


def _found(smell: Smell, paths: Iterator[Path]) -> list[str]:
    return [f"{path}:{line}" for path in paths for line in smell(read(path))]


def test_only_the_database_module_commits() -> None:
    elsewhere = (path for path in modules("sagsflow") if path.as_posix() not in MAY_COMMIT)
    assert _found(smells.commits, elsewhere) == []


def test_at_most_one_module_writes_the_state_of_a_case() -> None:
    writers = {path.as_posix() for path in modules("sagsflow") if any(smells.state_writes(read(path)))}
    assert len(writers) <= 1, writers


def test_no_test_sleeps() -> None:
    assert _found(smells.sleeps, modules("tests")) == []


def test_the_database_is_never_asked_for_the_time() -> None:
    assert _found(smells.database_clocks, modules("sagsflow")) == []


def test_whoever_silences_a_linter_says_why() -> None:
    elsewhere = (path for path in modules() if path.name != "test_smells.py")
    assert _found(smells.silent_exceptions, elsewhere) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path.as_posix() for path in modules() if VAGUE & {path.stem, *path.parent.parts}] == []


def test_nothing_is_left_unfinished() -> None:
    assert [path.as_posix() for path in own_texts() if UNFINISHED.search(read(path))] == []


def test_no_template_holds_inline_code_or_asks_for_a_role() -> None:
    found = [(path, fault) for path in templates() for fault in smells.in_template(read(path))]
    assert [f"{path}: {fault}" for path, fault in found if not _is_paper_style(path, fault)] == []


def _is_paper_style(path: Path, fault: str) -> bool:
    """Paper carries its style in the page: it is drawn by a process that may fetch nothing."""
    return path == Path("templates/print/base.html") and fault == "an inline style"


@pytest.mark.parametrize(
    ("smell", "source"),
    [
        (smells.commits, "def move(session):\n    session.commit()"),
        (smells.state_writes, "old_case.state = 'closed'"),
        (smells.state_writes, "item.case.state = 'closed'"),
        (smells.sleeps, "time.sleep(1)"),
        (smells.database_clocks, "Column(default=sa.func.now())"),
        (smells.silent_exceptions, "x = 1  # noqa: E501"),
        (smells.silent_exceptions, "x = 1  # noqa"),
        (smells.silent_exceptions, "x = 1  # type: ignore[misc]"),
    ],
)
def test_a_smell_is_found(smell: Smell, source: str) -> None:
    assert list(smell(source))


@pytest.mark.parametrize(
    ("smell", "source"),
    [
        (smells.state_writes, "referral.state = 'sent'"),
        (smells.silent_exceptions, "x = 1  # noqa: S105 - a demo secret"),
        (smells.silent_exceptions, "x = 1  # type: ignore[misc]  # the library has no types"),
    ],
)
def test_what_is_no_smell_is_left_alone(smell: Smell, source: str) -> None:
    assert list(smell(source)) == []


@pytest.mark.parametrize(
    ("fault", "source"),
    [
        ("an inline style", '<p style="color: red">'),
        ("an inline handler", '<a onclick="go()">'),
        ("an inline script", "<script>go()</script>"),
        ("unescaped text", "{{ note|safe }}"),
        ("a question about a role", "{% if user.role == 'manager' %}"),
    ],
)
def test_a_fault_in_a_template_is_found(fault: str, source: str) -> None:
    assert smells.in_template(source) == [fault]
