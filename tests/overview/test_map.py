"""The map of a pathway agrees with a count by hand over the same cases, and shows nothing of fewer than five."""

import re
from collections import Counter, defaultdict
from statistics import median

import pytest

from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.core.database import Database
from sagsflow.overview import flow, mapping
from sagsflow.overview.source.told import ON_WAYS, Rowwise
from sagsflow.overview.tables import Tables
from tests.house.databases import StartingPoint
from tests.house.markup import parse, text_of
from tests.house.visitor import Visitor
from tests.overview.test_figures import EVERYBODY, LIBRARY, NOW, PERIODS, days, within
from tests.overview.test_pages import come_in
from tests.overview.town import CASES, TOWN, USUAL, lives

ON_A_STEP = r"· \d+ sager · halvdelen \d+ dage?"


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def test_the_days_on_each_way_are_those_of_the_stays_that_ended_so(database: Database) -> None:
    by_hand: dict[str, list[float]] = defaultdict(list)
    for life in lives(CASES):
        for (state, start, end), (following, *_rest) in zip(life.stays, life.stays[1:], strict=False):
            if end and within(end, PERIODS[1]):
                by_hand[f"{state}>{following}"].append(days(start, end))
    expected = {way: round(median(found), 6) for way, found in by_hand.items() if len(found) >= 5}
    with database.read() as db:
        source = Rowwise(db, EVERYBODY, PERIODS, NOW, LIBRARY)
        found = source.spans[ON_WAYS].at(period=PERIODS[1])
    assert {way: round(span.median, 6) for way, span in found.items()} == pytest.approx(expected, abs=1e-4)
    assert len(found) > 5
    assert len(by_hand) > len(found) or CASES > USUAL


def test_the_ways_through_are_those_of_the_cases(database: Database) -> None:
    by_hand = Counter((tuple(stay[0] for stay in life.stays), not life.result) for life in lives(CASES))
    with database.read() as db:
        found = ways.ways(db, EVERYBODY.everywhere)
    assert {(way.states, way.is_open): way.cases for way in found} == by_hand
    assert [way.cases for way in found] == sorted(by_hand.values(), reverse=True)


def test_ways_with_a_hidden_number_come_last_so_that_their_place_says_nothing_of_it() -> None:
    found = [
        Way((state, "done"), is_open=False, cases=cases)
        for state, cases in (("d", 8), ("c", 7), ("b", 7), ("a", 6))
    ]
    hidden = frozenset({(flow.WHOLE_WAY, "b", "done"), (flow.WHOLE_WAY, "c", "done")})
    table = Tables({(flow.WHOLE_WAY, *way.states): way.cases for way in found}, hidden, [])
    shown = mapping.common_ways(table, {}, found)
    assert [way.cases for way in shown] == [8, 6, None, None]
    assert [way.states[0].da for way in shown] == ["d", "a", "b", "c"]


def test_the_page_marks_where_it_is_narrow_and_tells_how_many_went_each_way(client: Visitor) -> None:
    come_in(client, "mette")
    page = parse(client.get("/overview/map?period=plan").text).root
    assert "Flaskehalsen er »" in text_of(page)
    assert "venter længst" in text_of(page)
    listed = next(item for item in page.iter("ol") if item.get("class") == "sf-ways")
    told = [text_of(item) for item in listed]
    assert 1 <= len(told) <= 10
    assert all(re.search(r"– (\d+ sager|antal skjult)$", way.strip()) for way in told)
    assert re.search(ON_A_STEP, text_of(page))
    assert client.get("/overview/map?lang=en&domain=volunteer").status_code == 200


def test_a_part_of_the_plan_has_no_numbers_of_its_own_on_the_steps(client: Visitor) -> None:
    come_in(client, "mette")
    page = parse(client.get("/overview/map?period=plan&where=sub-91").text).root
    assert not re.search(ON_A_STEP, text_of(page))
