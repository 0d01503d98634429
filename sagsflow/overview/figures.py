"""What a manager may see of one pathway, as plain values: counts, spans and how they have changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from sagsflow.cases.models import ProgressionQuestion
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.model import PHASES, Definition, Text
from sagsflow.overview import counting, measuring, naming
from sagsflow.overview.counting import Rows
from sagsflow.overview.periods import Period, whole_quarters
from sagsflow.overview.queries import progress, spans, work
from sagsflow.overview.queries.progress import Way
from sagsflow.overview.queries.spans import Span
from sagsflow.overview.reading import Bar, Question, Reader
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
    rows: Rows
    states: Mapping[str, Text]
    results: Mapping[str, Text]
    table: Tables


def counted(db: Session, asked: Question) -> Counted:
    found = naming.definitions(db, asked.group, asked.library)
    rows = counting.rows_of(db, asked.group, asked.periods, asked.at)
    results = naming.results(found, {row.kinds[0] for row in rows.closed})
    states = naming.states(found, {row.kinds[0] for row in rows.open})
    return Counted(found, rows, states, results, counting.case_tables(rows, list(states), list(results)))


def figures(db: Session, asked: Question) -> Figures:
    """A constant number of statements."""
    return figures_of(db, asked, counted(db, asked))


def figures_of(db: Session, asked: Question, known: Counted) -> Figures:
    found, table, read = known.definitions, known.table, Reader(asked)
    return Figures(
        pathway=found[0].name,
        first=asked.period.first,
        last=asked.period.last,
        states=_states(db, asked, table, known.states),
        holders=_holders(db, asked, table, known.rows),
        open_total=read.now(table, counting.OPEN, ALL),
        late=read.now(table, counting.OPEN, counting.LATE),
        opened=read.bar(table, counting.OPENED, ALL, ALL),
        closed=read.bar(table, counting.CLOSED, ALL, ALL),
        results=tuple(
            read.bar(table, counting.CLOSED, code, code, name) for code, name in known.results.items()
        ),
        to_close=_to_close(db, asked),
        milestones=_milestones(db, asked, naming.phases(found), found[0].states[found[0].initial].phase),
        to_answer=_to_answer(db, asked),
        progress=progress.progress(db, asked.group, asked.period),
        measures=measuring.bars(db, known.rows, read),
        quarter=_quarter(db, asked, table, known.states),
        **_work(known.rows, read),
    )


def _states(
    db: Session, asked: Question, table: Tables, names: Mapping[str, Text]
) -> tuple[StateFigure, ...]:
    waited = spans.waits_in_states(db, asked.group, asked.at)
    took = spans.in_states(db, asked.group, asked.period)
    before = spans.in_states(db, asked.group, asked.compared) if asked.compared else {}
    read = Reader(asked)
    return tuple(
        StateFigure(
            code,
            name,
            read.now(table, counting.OPEN, counting.of_state(code)),
            waited.get(code),
            took.get(code),
            before.get(code),
        )
        for code, name in names.items()
    )


def _quarter(db: Session, asked: Question, table: Tables, names: Mapping[str, Text]) -> Quarter | None:
    """None until the plan has two whole quarters behind it."""
    past = whole_quarters(asked.periods, copenhagen_date(asked.at))
    if len(past) < 2:
        return None
    now, before = past[0], past[1]
    took = spans.in_states(db, asked.group, now)
    earlier = spans.in_states(db, asked.group, before)
    both = [
        (name, took[code], earlier[code]) for code, name in names.items() if code in took and code in earlier
    ]
    read = Reader(replace(asked, period=now, compared=before))
    return Quarter(
        now,
        before,
        read.bar(table, counting.OPENED, ALL, ALL),
        read.bar(table, counting.CLOSED, ALL, ALL),
        max(both, key=lambda row: abs(row[1].median - row[2].median), default=None),
    )


def _holders(db: Session, asked: Question, table: Tables, rows: Rows) -> tuple[Holder, ...]:
    """Who has most cases first; the hidden ones last."""
    waited, read = spans.waits_for(db, asked.group, asked.at), Reader(asked)
    found = [
        Holder(number, read.now(table, counting.OPEN, counting.of_holder(number)), waited.get(number))
        for number in rows.holders
    ]
    return tuple(sorted(found, key=lambda holder: (holder.cases is None, -(holder.cases or 0))))


def _to_close(db: Session, asked: Question) -> Length:
    before = spans.to_close(db, asked.group, asked.compared) if asked.compared else None
    return Length("closed", spans.to_close(db, asked.group, asked.period), before)


def _to_answer(db: Session, asked: Question) -> Length:
    before = spans.to_answer(db, asked.group, asked.compared) if asked.compared else None
    return Length("answer", spans.to_answer(db, asked.group, asked.period), before)


def _milestones(db: Session, asked: Question, phases: Mapping[str, str], first: str) -> tuple[Length, ...]:
    """From opening to each phase, in order; a case begins in the first, and `closed` stands by itself."""
    now = spans.to_phases(db, asked.group, asked.period, phases)
    before = spans.to_phases(db, asked.group, asked.compared, phases) if asked.compared else {}
    used = set(phases.values()) - {first, "closed"}
    return tuple(Length(phase, now.get(phase), before.get(phase)) for phase in PHASES if phase in used)


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
