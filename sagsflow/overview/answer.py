"""Everything that the overview tells one reader: the figures, her own lists, and the words for their codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library
from sagsflow.engine.model import Text
from sagsflow.organisations import queries as organisations
from sagsflow.overview import behind, words
from sagsflow.overview.asked import Asked
from sagsflow.overview.figures import Figures, figures
from sagsflow.overview.measuring import NAMES as MEASURES
from sagsflow.overview.own import Own, own
from sagsflow.overview.reading import Question
from sagsflow.overview.source.around import STEP, Around
from sagsflow.overview.source.at_hand import around_at_hand, at_hand
from sagsflow.overview.source.samples import Span


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where cases have stood longest in another pathway."""

    pathway: Text
    step: Text
    waited: Span


@dataclass(frozen=True, slots=True)
class Answer:
    """`as_of`: when the figures were made, None for just now. `links`: whether the reader opens lists of cases at all. `behind`:
    the address of the list behind a number, but for its name. `names`: organisations by id. Plain values, as paper wants."""

    plan: str
    where: str
    period: str
    compared: str
    as_of: datetime | None
    figures: Figures
    own: Own
    links: bool
    behind: str
    names: Mapping[int, str]
    words: Mapping[str, str]
    phases: Mapping[str, str]
    measures: Mapping[str, Text]
    elsewhere: Sequence[Elsewhere]
    load: Span | None


def answer(db: Session, actor: Actor, asked: Asked) -> Answer:
    """For the screen: with the links to the reader's own lists."""
    return _answer(db, asked, own(db, actor, asked.question))


def on_paper(db: Session, asked: Asked) -> Answer:
    """Nothing of the reader's own: paper is handed on."""
    return _answer(db, asked, Own())


def _answer(db: Session, asked: Asked, own_: Own) -> Answer:
    question = asked.question
    group = question.group
    source = at_hand(db, group, question.periods, question.at, question.library)
    beside = around_at_hand(db, group.plan_id, group.domain, question.at)
    return Answer(
        plan=asked.plan,
        where=asked.where,
        period=asked.period,
        compared=asked.compared,
        as_of=source.at if source.at != question.at else None,
        figures=figures(source, question),
        own=own_,
        links=bool(own_.totals),
        behind=behind.address(group, question.period) if own_.totals else "",
        names={row.id: row.name for row in organisations.all_organisations(db)},
        words=words.of_codes(question.library),
        phases={code: str(word) for code, word in words.PHASES.items()},
        measures=MEASURES,
        elsewhere=_elsewhere(question, beside),
        load=beside.load,
    )


def _elsewhere(question: Question, beside: Around) -> Sequence[Elsewhere]:
    """One step for each other pathway of the plan, the longest wait first."""
    longest: dict[str, tuple[str, Span]] = {}
    for step, span in beside.waits.items():
        pathway, _dot, state = step.partition(STEP)
        if pathway != question.group.workflow_id and span.median > _median(longest.get(pathway)):
            longest[pathway] = (state, span)
    found = [_named(question.library, pathway, *pair) for pathway, pair in longest.items()]
    return sorted((row for row in found if row), key=lambda row: -row.waited.median)


def _median(known: tuple[str, Span] | None) -> float:
    return known[1].median if known else -1.0


def _named(library: Library, pathway: str, state: str, waited: Span) -> Elsewhere | None:
    """None for a step of an older version that the file no longer has."""
    try:
        definition = library.latest(pathway)
    except NotFound:
        return None
    step = definition.states.get(state)
    return Elsewhere(definition.name, step.name, waited) if step else None
