"""Reads what is played from its files, as plain values: the stories and meetings, and what stands around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HOME = Path(__file__).parent
STORIES, MEETINGS, ANSWERS = "stories", "meetings.yaml", "answers.yaml"
ASIDE = {MEETINGS, ANSWERS}


class BadStory(ValueError):
    """A story that cannot be played; the message names it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does: how many working days ago, what, to what, and how. `number` is its place in the story."""

    number: int
    day: int
    verb: str
    what: str = ""
    how: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One case of one resident, from the enquiry to today. `of` names the story whose resident it is, if it is the same."""

    number: int
    key: str
    pathway: str
    worker: str
    resident: Mapping[str, Any]
    of: str
    family: Sequence[Mapping[str, Any]]
    about: Mapping[str, Any]
    acts: Sequence[Act]


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A meeting: called `called` working days ago, held `day` working days ago (ahead when negative)."""

    key: str
    called: int
    day: int
    begins: time
    ends: time
    place: str
    chair: str
    minute_taker: str
    units: Sequence[str]
    present: Sequence[str]
    general: Sequence[Mapping[str, Any]]
    followed: Sequence[Mapping[str, Any]] = ()
    minutes: str = "locked"


@dataclass(frozen=True, slots=True)
class Script:
    """What is played, by the folder in which it is written."""

    folder: Path

    def stories(self) -> list[Story]:
        """Every story, in the order of files and within them."""
        found = [
            (path.stem, row)
            for path in sorted((self.folder / STORIES).glob("*.yaml"))
            if path.name not in ASIDE
            for row in _load(path)
        ]
        return [_story(number, pathway, row) for number, (pathway, row) in enumerate(found)]

    def meetings(self) -> list[MeetingPlan]:
        return [
            MeetingPlan(
                **{
                    **row,
                    "begins": time.fromisoformat(row["begins"]),
                    "ends": time.fromisoformat(row["ends"]),
                }
            )
            for row in _load(self.folder / STORIES / MEETINGS)
        ]

    def around(self, name: str) -> Mapping[str, Any]:
        """What else there is, by the name of its file; nothing where it is not written."""
        path = self.folder / f"{name}.yaml"
        found: Mapping[str, Any] = _load(path) if path.exists() else {}
        return found


DEMO = Script(HOME)


def answers() -> Mapping[str, Sequence[Any]]:
    """What is answered where a story says nothing: by field, several to choose from."""
    rows: Mapping[str, Sequence[Any]] = _load(HOME / STORIES / ANSWERS)
    return rows


def good_for() -> Mapping[str, str]:
    """What signing in with each role shows."""
    return DEMO.around("logins")


def _load(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def _story(number: int, pathway: str, row: Mapping[str, Any]) -> Story:
    return Story(
        number=number,
        key=row["key"],
        pathway=pathway,
        worker=row["worker"],
        resident=row.get("resident", {}),
        of=row.get("of", ""),
        family=row.get("family", ()),
        about=row.get("about", {}),
        acts=tuple(_acts(row)),
    )


def _acts(row: Mapping[str, Any]) -> Iterator[Act]:
    """An act is written [day, verb], [day, verb, what], [day, verb, {how}] or [day, verb, what, {how}]."""
    last = None
    for number, written in enumerate(row["acts"]):
        day, verb, *rest = written
        how = rest.pop() if rest and isinstance(rest[-1], Mapping) else {}
        if len(rest) > 1 or (last is not None and day > last):
            raise BadStory(f"{row['key']}: {written} is out of order, or says too much")
        last = day
        yield Act(number, day, verb, str(rest[0]) if rest else "", how)
