"""The result measures on the page of a case and in its summary on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.panels import register_before_the_end, register_measured, register_panel
from sagsflow.cases.queries.one import Seen
from sagsflow.engine.model import Text
from sagsflow.measures import policy, queries, timing
from sagsflow.measures.definitions import definitions
from sagsflow.measures.models import MeasureAnswer
from sagsflow.paper.summary import MeasureAnswerLine, MeasureLine

PLACE = 15


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with its first answer and its latest."""

    name: Text
    first: MeasureAnswer
    latest: MeasureAnswer
    first_words: Text
    latest_words: Text


def register() -> None:
    def fill(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
        may_add = policy.may_write(actor, seen.case, seen.view) and policy.in_time(seen.case, at)
        rows = [row for row in queries.answers(db, seen) if row.replaced_at is None]
        met = queries.goals_met(db, seen)
        if not rows and not may_add and met is None:
            return None
        lines = lines_of(rows)
        values = {"lines": lines, "met": met, "goals_met": definitions().goals_met}
        return {
            **values,
            "may_add": may_add,
            "missing": timing.of_case(db, seen.case, at) if may_add else None,
        }

    def before_the_end(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
        may_ask = policy.may_write(actor, seen.case, seen.view)
        return {} if may_ask and timing.is_time_before_closing(db, seen.case, at) else None

    register_panel("measures", "measures/_panel.html", fill, order=PLACE)
    register_before_the_end("measures", "measures/_before_the_end.html", before_the_end)
    register_measured("measures", on_paper)


def lines_of(rows: Sequence[MeasureAnswer]) -> Sequence[Line]:
    """In the order of the file; `rows` in the order of the days, without replaced ones."""
    said = definitions()
    lines = []
    for measure, definition in said.asked.items():
        if own := [row for row in rows if row.measure is measure]:
            words = said.in_words(own[0]), said.in_words(own[-1])
            lines.append(Line(definition.name, own[0], own[-1], *words))
    return lines


def on_paper(db: Session, seen: Seen, language: str) -> tuple[MeasureLine, ...]:
    said = definitions()
    rows = [row for row in queries.answers(db, seen) if row.replaced_at is None]
    lines = [
        MeasureLine(
            definition.name.in_(language),
            tuple(
                MeasureAnswerLine(row.asked_on, said.in_words(row).in_(language))
                for row in rows
                if row.measure is measure
            ),
        )
        for measure, definition in said.asked.items()
    ]
    met = queries.goals_met(db, seen)
    if met is not None and seen.case.closed_at is not None:
        counted = MeasureAnswerLine(seen.case.closed_at.date(), f"{met.met}/{met.goals}")
        lines.append(MeasureLine(said.goals_met.in_(language), (counted,)))
    return tuple(line for line in lines if line.answers)
