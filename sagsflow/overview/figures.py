"""What a manager may see of one pathway, as plain values: counts, spans and how they have changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sagsflow.cases.models import ProgressionQuestion
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.engine.model import PHASES, Definition, Text
from sagsflow.overview import counting, measuring, naming
from sagsflow.overview.counting import Rows
from sagsflow.overview.periods import Period, whole_quarters
from sagsflow.overview.queries import progress, work
from sagsflow.overview.queries.progress import Way
from sagsflow.overview.reading import Bar, Question, Reader
from sagsflow.overview.source import told
from sagsflow.overview.source.samples import WHOLE, Span
from sagsflow.overview.source.told import Source
from sagsflow.overview.tables import ALL, Tables


@dataclass(frozen=True, slots=True)
class StateFigure:
    """One state: cases open in it now, how long they have stood there, and how long the stays took that ended."""

    code: str
    name: Text
    cases: int | None
    waited: Span | None
    took: Span | None
    took_before: Span | None


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation that has the ball (0: a receiver not named yet), in how many cases, and for how long."""

    organisation_id: int
    cases: int | None
    waited: Span | None


@dataclass(frozen=True, slots=True)
class Length:
    """How long something took, in the period and in the compared one."""

    code: str
    now: Span | None
    before: Span | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """The last whole quarter beside the one before: what came, what was closed, and where the time changed most."""

    period: Period
    before: Period
    opened: Bar
    closed: Bar
    changed: tuple[Text, Span, Span] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What page and paper show; totals are None where they are hidden."""

    pathway: Text
    first: date
    last: date
    states: tuple[StateFigure, ...]
    holders: tuple[Holder, ...]
    open_total: int | None
    late: int | None
    opened: Bar
    closed: Bar
    results: tuple[Bar, ...]
    to_close: Length
    milestones: tuple[Length, ...]
    referrals: tuple[Bar, ...]
    declined: tuple[Bar, ...]
    accepted: tuple[Bar, ...]
    to_answer: Length
    tasks: tuple[Bar, ...]
    actions: tuple[Bar, ...]
    ending: tuple[Bar, ...]
    progress: Mapping[ProgressionQuestion, Way]
    measures: Mapping[str, tuple[Bar, ...]]
    quarter: Quarter | None

    @property
    def longest(self) -> StateFigure | None:
        """Where the cases have stood longest, of the states that enough of them stand in."""
        known = [(state.waited.median, state) for state in self.states if state.waited]
        return max(known, key=lambda pair: pair[0])[1] if known else None

    @property
    def hides_something(self) -> bool:
        return None in [*self._counts()]

    @property
    def counts(self) -> Mapping[str, int | None]:
        """Cases by state, for the diagram."""
        return {state.code: state.cases for state in self.states}

    def _counts(self) -> Iterator[int | None]:
        yield from (self.open_total, self.late, self.opened.cases, self.closed.cases)
        for part in (self.states, self.holders, self.results, self.referrals, self.declined, self.accepted):
            yield from (row.cases for row in part)
        yield from (row.cases for row in (*self.tasks, *self.actions, *self.ending))
        yield from (row.cases for bars in self.measures.values() for row in bars)


@dataclass(frozen=True, slots=True)
class Counted:
    """What of the pathway's cases was counted, and which of it is shown."""

    definitions: Sequence[Definition]
    source: Source
    states: Mapping[str, Text]
    results: Mapping[str, Text]
    table: Tables

    @property
    def rows(self) -> Rows:
        return self.source.rows


def counted(source: Source, library: Library, workflow_id: str) -> Counted:
    found, rows = naming.definitions(library, workflow_id, source.versions), source.rows
    results = naming.results(found, {row.kinds[0] for row in rows.closed})
    states = naming.states(found, {row.kinds[0] for row in rows.open})
    table = counting.case_tables(rows, list(states), list(results))
    return Counted(found, source, states, results, table)


def figures(source: Source, asked: Question) -> Figures:
    return figures_of(asked, counted(source, asked.library, asked.group.workflow_id))


def figures_of(asked: Question, known: Counted) -> Figures:
    found, table, read, source = known.definitions, known.table, Reader(asked), known.source
    closed = read.bar(table, counting.CLOSED, ALL, ALL)
    return Figures(
        pathway=found[0].name,
        first=asked.period.first,
        last=asked.period.last,
        states=_states(asked, known),
        holders=_holders(asked, known),
        open_total=read.now(table, counting.OPEN, ALL),
        late=read.now(table, counting.OPEN, counting.LATE),
        opened=read.bar(table, counting.OPENED, ALL, ALL),
        closed=closed,
        results=tuple(
            read.bar(table, counting.CLOSED, code, code, name) for code, name in known.results.items()
        ),
        to_close=_to_close(_length(source, asked, told.TO_CLOSE, "closed"), closed),
        milestones=_milestones(source, asked, naming.phases(found), found[0].states[found[0].initial].phase),
        to_answer=_length(source, asked, told.TO_ANSWER, "answer"),
        progress=progress.progress(source.answered, asked.place, asked.period),
        measures=measuring.bars(source.measured, read),
        quarter=_quarter(asked, known),
        **_work(known.rows, read),
    )


def _states(asked: Question, known: Counted) -> tuple[StateFigure, ...]:
    waited = known.source.spans[told.WAITS_IN_STATES].at(asked.place)
    took, before = _in_both(known.source, asked, told.IN_STATES)
    read, found = Reader(asked), list[StateFigure]()
    for code, name in known.states.items():
        cases = read.now(known.table, counting.OPEN, counting.of_state(code))
        stood = _beside(cases, waited.get(code))
        found.append(StateFigure(code, name, cases, stood, took.get(code), before.get(code)))
    return tuple(found)


def _beside(cases: int | None, span: Span | None) -> Span | None:
    """No days of a number that is hidden: that there are any tells that it is no small one, and so which other is."""
    return span if cases is not None else None


def _quarter(asked: Question, known: Counted) -> Quarter | None:
    """None until the plan has two whole quarters behind it."""
    past = whole_quarters(asked.periods, copenhagen_date(asked.at))
    if len(past) < 2:
        return None
    lately = replace(asked, period=past[0], compared=past[1])
    took, earlier = _in_both(known.source, lately, told.IN_STATES)
    both = [
        (name, took[code], earlier[code])
        for code, name in known.states.items()
        if code in took and code in earlier
    ]
    read = Reader(lately)
    return Quarter(
        past[0],
        past[1],
        read.bar(known.table, counting.OPENED, ALL, ALL),
        read.bar(known.table, counting.CLOSED, ALL, ALL),
        max(both, key=lambda row: abs(row[1].median - row[2].median), default=None),
    )


def _holders(asked: Question, known: Counted) -> tuple[Holder, ...]:
    """Who has most cases first; the hidden ones last."""
    waited, read = known.source.spans[told.WAITS_FOR].at(asked.place), Reader(asked)
    counts = {
        number: read.now(known.table, counting.OPEN, counting.of_holder(number))
        for number in known.rows.holders
    }
    found = [
        Holder(number, cases, _beside(cases, waited.get(str(number)))) for number, cases in counts.items()
    ]
    return tuple(sorted(found, key=lambda holder: (holder.cases is None, -(holder.cases or 0))))


def _length(source: Source, asked: Question, measure: str, code: str) -> Length:
    now, before = _in_both(source, asked, measure)
    return Length(code, now.get(WHOLE), before.get(WHOLE))


def _to_close(took: Length, closed: Bar) -> Length:
    return replace(took, now=_beside(closed.cases, took.now), before=_beside(closed.before, took.before))


def _milestones(source: Source, asked: Question, phases: Mapping[str, str], first: str) -> tuple[Length, ...]:
    """From opening to each phase, in order; a case begins in the first, and `closed` stands by itself."""
    now, before = _in_both(source, asked, told.TO_PHASES)
    used = set(phases.values()) - {first, "closed"}
    return tuple(Length(phase, now.get(phase), before.get(phase)) for phase in PHASES if phase in used)


def _in_both(source: Source, asked: Question, measure: str) -> tuple[Mapping[str, Span], Mapping[str, Span]]:
    """In the period that is asked for, and in the compared one."""
    spans = source.spans[measure]
    before = spans.at(asked.place, asked.compared) if asked.compared else {}
    return spans.at(asked.place, asked.period), before


def _work(rows: Rows, read: Reader) -> Mapping[str, tuple[Bar, ...]]:
    found = counting.work_tables(rows)

    def bars(name: str, codes: Sequence[str]) -> tuple[Bar, ...]:
        return tuple(read.bar(found[name], name, code, code) for code in codes)

    def reasons(became: str) -> tuple[Bar, ...]:
        sent, codes = found[counting.REFERRALS], rows.reasons(became)
        return tuple(
            read.bar(sent, counting.REFERRALS, counting.of_reason(became, code), code) for code in codes
        )

    return {
        "referrals": bars(counting.REFERRALS, counting.BECAME),
        "declined": reasons(work.DECLINED),
        "accepted": reasons(work.ACCEPTED),
        "tasks": bars(counting.TASKS, counting.OF_TASKS),
        "actions": bars(counting.ACTIONS, counting.OF_ACTIONS),
        "ending": tuple(
            Bar(code, read.now(found[counting.ENDING], counting.ENDING, code))
            for code in counting.OF_CONSENTS
        ),
    }
