"""Every count of one pathway, made and protected as whole tables: parts seen one by one must not add up to more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sagsflow.overview import tables
from sagsflow.overview.periods import Period
from sagsflow.overview.queries import work
from sagsflow.overview.queries.cases import Count
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, Axis, Cell, Cube, Tables

OPEN, OPENED, CLOSED = "open", "opened", "closed"
REFERRALS, TASKS, ACTIONS, ENDING = "referrals", "tasks", "actions", "ending"
LATE, IN_TIME = "late", "in_time"
BECAME = (work.WAITING, work.ACCEPTED, work.DECLINED, work.HANDED_BACK, work.TAKEN_BACK)
OF_TASKS = (work.DONE, work.CANCELLED, work.LATE, work.AHEAD)
OF_ACTIONS = (work.DONE, work.NOT_POSSIBLE, work.NOT_DONE, work.LATE, work.AHEAD)
OF_CONSENTS = (work.SOON, work.LATER)
KindsOf = Callable[[Count], tuple[str, ...]]


@dataclass(frozen=True)
class Rows:
    """What the database counted, of everywhere in the plan, and the directions that the tables have."""

    open: Sequence[Count]
    opened: Sequence[Count]
    closed: Sequence[Count]
    referrals: Sequence[Count]
    tasks: Sequence[Count]
    actions: Sequence[Count]
    ending: Sequence[Count]
    periods: Sequence[Period]
    sub_agreements: Sequence[int]
    areas: Sequence[int]

    @cached_property
    def holders(self) -> Sequence[int]:
        """The organisations that have the ball somewhere."""
        return sorted({row.kinds[1] for row in self.open})

    @cached_property
    def places(self) -> Axis:
        every = (self.open, self.opened, self.closed, self.referrals, self.tasks, self.actions, self.ending)
        owners = sorted({row.organisation_id for rows in every for row in rows})
        return tables.places(self.sub_agreements, self.areas, owners)

    def reasons(self, became: str) -> Sequence[str]:
        """Why referrals were declined, or with what result they were accepted."""
        return sorted({row.kinds[1] for row in self.referrals if row.kinds[0] == became})


def case_tables(rows: Rows, states: Sequence[str], results: Sequence[str]) -> Tables:
    """Open, opened and closed cases together: what was opened is what is open now and what was closed."""
    parts = ([of_state(code) for code in states], [of_holder(code) for code in rows.holders], (LATE, IN_TIME))
    cubes = (
        _now(OPEN, rows, rows.open, tables.kinds(*parts), _open_kinds),
        _timed(CLOSED, rows, rows.closed, tables.kinds(results), lambda row: (row.kinds[0],)),
        _timed(OPENED, rows, rows.opened, tables.kinds(), lambda _row: ()),
    )
    whole = rows.periods[0].code
    balance: list[Sum[Cell]] = [
        Sum((OPENED, ALL, place, whole), ((OPEN, ALL, place), (CLOSED, ALL, place, whole)))
        for place in rows.places.members
    ]
    return tables.protected(cubes, balance)


def work_tables(rows: Rows) -> Mapping[str, Tables]:
    """Referrals, tasks, actions and consents; no sum leads from one of them to another."""
    nested = {
        became: [of_reason(became, code) for code in rows.reasons(became)]
        for became in (work.ACCEPTED, work.DECLINED)
    }
    cubes = (
        _timed(REFERRALS, rows, rows.referrals, tables.kinds(BECAME, nested=nested), _referral_kinds),
        _timed(TASKS, rows, rows.tasks, tables.kinds(OF_TASKS), lambda row: (row.kinds[0],)),
        _actions(rows),
        _now(ENDING, rows, rows.ending, tables.kinds(OF_CONSENTS), lambda row: (row.kinds[0],)),
    )
    return {cube.name: tables.protected([cube]) for cube in cubes}


def actions_table(rows: Rows) -> Tables:
    """One of the work tables by itself."""
    return tables.protected([_actions(rows)])


def of_state(code: str) -> str:
    return f"state-{code}"


def of_holder(organisation_id: int) -> str:
    return f"holder-{organisation_id}"


def of_reason(became: str, code: str) -> str:
    return f"{became}-{code}"


def _open_kinds(row: Count) -> tuple[str, ...]:
    state, organisation_id, late = row.kinds
    return of_state(state), of_holder(organisation_id), LATE if late else IN_TIME


def _referral_kinds(row: Count) -> tuple[str, ...]:
    became, code = row.kinds
    return (became, of_reason(became, code)) if code else (became,)


def _actions(rows: Rows) -> Cube:
    return _timed(ACTIONS, rows, rows.actions, tables.kinds(OF_ACTIONS), lambda row: (row.kinds[0],))


def _now(name: str, rows: Rows, counts: Sequence[Count], kinds: Axis, kinds_of: KindsOf) -> Cube:
    """A table of what is so today."""
    base = [(((ALL, *kinds_of(row)), row.places), row.cases) for row in counts]
    return Cube(name, (kinds, rows.places), tables.added_up(base))


def _timed(name: str, rows: Rows, counts: Sequence[Count], kinds: Axis, kinds_of: KindsOf) -> Cube:
    """A table of what came about in each period."""
    codes = tables.within(rows.periods)
    base = [(((ALL, *kinds_of(row)), row.places, codes[row.quarter]), row.cases) for row in counts]
    return Cube(name, (kinds, rows.places, tables.times(rows.periods)), tables.added_up(base))
