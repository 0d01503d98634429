"""How many went each way: counted as by hand, and no small number can be worked out from the map and the overview together."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.overview import flow
from sagsflow.overview.counting import case_tables
from sagsflow.overview.queries.cases import Count
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Tables
from tests.overview.test_suppression import worked_out
from tests.overview.test_tables import QUARTERS, rows, sums_of

STEPS = ("a", "b", "c")
RESULTS = {"done": "good", "gone": "stopped", "left": "stopped"}
WALKS = st.lists(st.sampled_from(STEPS), min_size=1, max_size=4).map(lambda more: ("a", *more))
OPEN = st.builds(Way, WALKS, st.just(value=True), st.integers(1, 9))
CLOSED = st.builds(
    lambda walk, end, cases: Way((*walk, end), is_open=False, cases=cases),
    WALKS,
    st.sampled_from(list(RESULTS)),
    st.integers(1, 12),
)


def gathered(found: list[Way]) -> list[Way]:
    """As the database counts them: each way once, the most common first."""
    counted: Counter[tuple[tuple[str, ...], bool]] = Counter()
    for way in found:
        counted[way.states, way.is_open] += way.cases
    return [Way(states, is_open, cases) for (states, is_open), cases in counted.most_common()]


def cases_of(found: list[Way]) -> Tables:
    """The overview's tables of the same cases, all of one place."""
    open_ = [Count((way.states[-1], 1, False), "", 1, 1, 1, way.cases) for way in found if way.is_open]
    ended = [way for way in found if not way.is_open]
    closed = [Count((RESULTS[way.states[-1]],), QUARTERS[0], 1, 1, 1, way.cases) for way in ended]
    return case_tables(rows(open_, closed), STEPS, ["good", "stopped"])


def read_off(found: list[Way], table: Tables) -> list[Sum[Cell]]:
    """What a reader of map and overview knows, written down from how cases move and not from how the tables are made."""
    cells = table.counts
    sums = sums_of_cases(table)
    for state in [*STEPS, *RESULTS]:
        into = tuple(c for c in cells if c[0] == "went" and c[2] == state)
        onward = tuple(c for c in cells if c[0] == "went" and c[1] == state)
        here = [("open", f"state-{state}", EVERYWHERE)] if state in STEPS else []
        ends = [c for c in cells if c == ("ended", state)]
        sums += [Sum(("came", state), side) for side in (into, (*onward, *here, *ends)) if into]
        told = tuple(c for c in cells if c[0] in {"way", "other"} and c[-1] == state)
        sums += [Sum(("ended", state), told)] if ends else []
    return sums


def sums_of_cases(table: Tables) -> list[Sum[Cell]]:
    cells = table.counts
    ours = {"went", "came", "ended", "way", "other", "others", "on", "off"}
    cases = Tables({c: n for c, n in cells.items() if c[0] not in ours}, table.hidden, ())
    sums = sums_of(cases)
    sums.append(Sum(("open", ALL, EVERYWHERE), (("on",), ("off",))))
    sums.append(Sum(("others",), tuple(c for c in cells if c[0] == "other")))
    sums.append(
        Sum(("opened", ALL, EVERYWHERE, "plan"), tuple(c for c in cells if c[:2] == ("went", flow.START)))
    )
    whole = ("opened", ALL, EVERYWHERE, "plan")
    sums.append(Sum(whole, (("open", ALL, EVERYWHERE), ("closed", ALL, EVERYWHERE, "plan"))))
    for result in {*RESULTS.values()}:
        ends = tuple(("ended", s) for s, r in RESULTS.items() if r == result and ("ended", s) in cells)
        sums.append(Sum(("closed", result, EVERYWHERE, "plan"), ends))
    return sums


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(OPEN, CLOSED), min_size=1, max_size=8).map(gathered))
def test_no_small_number_of_a_way_is_shown_or_can_be_worked_out(found: list[Way]) -> None:
    table = flow.flow_table(cases_of(found), found, RESULTS, "plan")
    known = worked_out(table.counts, read_off(found, table), table.hidden)
    assert not {cell for cell, count in table.counts.items() if 0 < count < 5} & known.keys()
    assert all(not 0 < table.counts[cell] < 5 for cell in table.counts.keys() - table.hidden)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(OPEN, CLOSED), min_size=1, max_size=8).map(gathered))
def test_the_overview_looks_the_same_beside_the_map(found: list[Way]) -> None:
    cases = cases_of(found)
    table = flow.flow_table(cases, found, RESULTS, "plan")
    assert table.hidden & cases.counts.keys() == cases.hidden


def test_each_arrow_counts_every_time_that_a_case_went_it() -> None:
    found = [
        Way(("a", "b", "a", "b", "done"), is_open=False, cases=6),
        Way(("a", "b"), is_open=True, cases=7),
    ]
    by_hand = Counter(step for way in found for step in pairwise(way.states) for _case in range(way.cases))
    assert flow.arrows(flow.flow_table(cases_of(found), found, RESULTS, "plan")) == by_hand


def test_an_open_case_is_off_the_usual_ways_when_it_is_on_none_of_them() -> None:
    common = Way(("a", "b", "done"), is_open=False, cases=5)
    usual = ways.usual([common])
    assert not usual.is_off(Way(("a", "b"), is_open=True, cases=1))
    assert usual.is_off(Way(("a", "c"), is_open=True, cases=1))
    assert usual.is_off(Way(("a", "b"), is_open=False, cases=1))
    assert not ways.usual([Way(("a", "b", "done"), is_open=False, cases=4)]).is_off(common)
