"""The documents lead where they say: every link, every page in the index, every command and every setting."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from sagsflow.cli.commands import sagsflow
from tests.architecture.files import all_files, read

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
COMMAND = re.compile(r"`sagsflow ([a-z]+)(?: ([a-z-]+))?")
TARGET = re.compile(r"`make ([a-z]+)`")
PAGES = [path for path in all_files() if path.suffix == ".md"]


def _anchors(page: Path) -> set[str]:
    """As the usual viewers make them of headings."""
    heads = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _dead(page: Path) -> Iterator[str]:
    for target, anchor in LINK.findall(read(page)):
        there = (ROOT / page.parent / target).resolve() if target else ROOT / page
        if not there.exists() or (anchor and anchor not in _anchors(there.relative_to(ROOT))):
            yield f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_link_is_dead(page: Path) -> None:
    assert list(_dead(page)) == []


def test_the_index_names_every_document_once() -> None:
    named = [target for target, _anchor in LINK.findall(read(Path("docs/README.md")))]
    pages = {path.name for path in PAGES if path.parent == Path("docs")} - {"README.md"}
    assert pages - set(named) == set()
    assert {name for name in named if named.count(name) > 1} <= {"glossary.md"}


def test_every_command_that_is_named_exists() -> None:
    """The first word after `sagsflow`, and the second where the first is a group."""
    unknown = set()
    for page in PAGES:
        for first, second in COMMAND.findall(read(page)):
            command = sagsflow.commands.get(first)
            group = getattr(command, "commands", None)
            if command is None or (group is not None and second and second not in group):
                unknown.add((str(page), first, second))
        unknown |= {(str(page), "make", word) for word in TARGET.findall(read(page)) if not _is_made(word)}
    assert unknown == set()


def test_every_setting_is_documented_and_no_other() -> None:
    setting = re.compile(r"SAGSFLOW_[A-Z_]+[A-Z]")
    asked = set(setting.findall(read(Path("config.py"))))
    assert asked == set(setting.findall(read(Path("docs/operations.md"))))


def _is_made(word: str) -> bool:
    return re.search(rf"^{word}:", read(Path("Makefile")), re.MULTILINE) is not None
