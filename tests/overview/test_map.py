"""The map of a pathway agrees with a count by hand over the same cases, and shows nothing of fewer than five."""

from collections import Counter, defaultdict
from statistics import median

import pytest

from sagsflow.core.database import Database
from sagsflow.overview.queries import spans, ways
from tests.house.databases import StartingPoint
from tests.house.markup import parse, text_of
from tests.house.visitor import Visitor
from tests.overview.test_figures import EVERYBODY, PERIODS, days, within
from tests.overview.test_pages import come_in
from tests.overview.town import CASES, TOWN, lives


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def test_the_days_on_each_way_are_those_of_the_stays_that_ended_so(database: Database) -> None:
    by_hand: dict[tuple[str, str], list[float]] = defaultdict(list)
    for life in lives(CASES):
        for (state, start, end), (following, *_rest) in zip(life.stays, life.stays[1:], strict=False):
            if end and within(end, PERIODS[1]):
                by_hand[state, following].append(days(start, end))
    expected = {way: round(median(found), 6) for way, found in by_hand.items() if len(found) >= 5}
    with database.read() as db:
        found = spans.on_ways(db, EVERYBODY, PERIODS[1])
    assert {way: round(span.median, 6) for way, span in found.items()} == pytest.approx(expected, abs=1e-4)
    assert len(by_hand) > len(found) > 5


def test_the_ways_through_are_those_of_the_closed_cases(database: Database) -> None:
    by_hand = Counter(tuple(stay[0] for stay in life.stays) for life in lives(CASES) if life.result)
    with database.read() as db:
        found = ways.ways(db, EVERYBODY)
    assert {way.states: way.cases for way in found} == by_hand
    assert [way.cases for way in found] == sorted(by_hand.values(), reverse=True)


def test_the_page_marks_where_it_is_narrow_and_tells_no_number_of_a_way(client: Visitor) -> None:
    come_in(client, "mette")
    page = parse(client.get("/overview/map?period=plan").text).root
    said = text_of(page)
    assert "Flaskehalsen er »" in said
    assert "venter længst" in said
    lists = [item for item in page.iter("ol") if item.get("class") == "sf-ways"]
    assert 1 <= len(list(lists[0])) <= 10
    assert not any(character.isdigit() for character in text_of(lists[0]))
    assert client.get("/overview/map?lang=en&domain=volunteer").status_code == 200
