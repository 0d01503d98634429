"""The result measures as their file says them: what is asked, of whom, and which answers there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sagsflow.engine.model import Text
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered

FILE = Path(__file__).parent / "measures.yaml"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `level` is higher where it is better."""

    id: str
    words: Text
    level: int


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure."""

    measure: Measure
    name: Text
    question: Text
    asked_of: Text
    options: Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything that the file says."""

    asked: Mapping[Measure, Definition]
    goals_met: Text
    unanswered: Mapping[Unanswered, Text]
    occasions: Mapping[Occasion, Text]

    def in_words(self, row: MeasureAnswer) -> Text:
        """An answer that the file no longer offers stands as its code."""
        if row.unanswered is not None:
            return self.unanswered[row.unanswered]
        option = self.asked[row.measure].options.get(row.answer or "")
        return option.words if option else Text(row.answer or "", row.answer or "")


@cache
def definitions() -> Definitions:
    said: Mapping[str, Any] = YAML(typ="safe").load(FILE)
    measures = [_measure(part) for part in said["measures"]]
    return Definitions(
        asked={part.measure: part for part in measures},
        goals_met=Text(**said["goals_met"]["name"]),
        unanswered={Unanswered(code): Text(**words) for code, words in said["unanswered"].items()},
        occasions={Occasion(code): Text(**words) for code, words in said["occasions"].items()},
    )


def _measure(part: Mapping[str, Any]) -> Definition:
    sign = {"up": 1, "down": -1}[part["direction"]]
    options = _scale(part["scale"]) if "scale" in part else part["options"]
    return Definition(
        measure=Measure(part["code"]),
        name=Text(**part["name"]),
        question=Text(**part["question"]),
        asked_of=Text(**part["asked_of"]),
        options={
            row["id"]: Option(row["id"], Text(row["da"], row["en"]), sign * row["level"]) for row in options
        },
    )


def _scale(scale: Mapping[str, int]) -> list[dict[str, Any]]:
    numbers = range(scale["low"], scale["high"] + 1)
    return [{"id": str(n), "level": n, "da": str(n), "en": str(n)} for n in numbers]
