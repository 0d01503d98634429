"""Figures that are kept say what the rows said when they were made, and are used no longer than they may be."""

from datetime import datetime, timedelta

import pytest

from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.overview.figures import figures
from sagsflow.overview.keeping import Keeping, keep
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.reading import Question
from sagsflow.overview.source.around import around
from sagsflow.overview.source.at_hand import around_at_hand, at_hand, gone_at_hand, kept_at
from sagsflow.overview.source.told import Rowwise, Source
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor
from tests.overview.test_figures import EVERYBODY, GROUPS, LIBRARY, NOW, PERIODS
from tests.overview.test_pages import come_in, words_of
from tests.overview.town import CASES, TOWN

LARGE = Keeping(LIBRARY, kept_from=100)
LATER = NOW + timedelta(minutes=14)


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def kept(database: Database, at: datetime = NOW) -> None:
    with database.read() as db:
        made = LARGE.prepare(db, {}, at)
    assert made
    with database.write() as db:
        keep(db, {}, made, at)


def told(source: Source, group: Group) -> object:
    """Everything that pages say of the group, in every period."""
    beside = [Question(group, period, PERIODS, NOW, LIBRARY, PERIODS[-1]) for period in PERIODS]
    return [figures(source, question) for question in beside]


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_kept_says_the_same_as_the_rows(database: Database, group: Group) -> None:
    kept(database)
    with database.read() as db:
        source = at_hand(db, group, PERIODS, LATER, LIBRARY)
        assert source.at == NOW
        assert told(source, group) == told(Rowwise(db, group, PERIODS, NOW, LIBRARY), group)
        assert source.gone == Rowwise(db, group, PERIODS, NOW, LIBRARY).gone
        assert gone_at_hand(db, 1, "support", "coordinated", LATER) == source.gone
        assert around_at_hand(db, 1, "support", LATER) == around(db, 1, "support", NOW)


@pytest.mark.parametrize("after", [timedelta(minutes=61), timedelta(hours=14)], ids=["old", "yesterday"])
def test_what_is_too_old_is_asked_of_the_rows_instead(database: Database, after: timedelta) -> None:
    kept(database)
    with database.read() as db:
        assert isinstance(at_hand(db, EVERYBODY, PERIODS, NOW + after, LIBRARY), Rowwise)
        assert kept_at(db, 1, "support", NOW + after) is None


def test_nothing_is_kept_of_a_small_plan_and_what_was_is_forgotten(database: Database) -> None:
    small = Keeping(LIBRARY, kept_from=CASES + 1)
    with database.read() as db:
        assert small.prepare(db, {}, NOW) is None
    kept(database)
    with database.read() as db:
        made = small.prepare(db, {}, LATER)
    assert made == []
    with database.write() as db:
        keep(db, {}, made, LATER)
        assert kept_at(db, 1, "support", LATER) is None


def test_pages_say_when_the_figures_were_made(
    database: Database, client: Visitor, clock: SettableClock
) -> None:
    come_in(client, "mette")
    addresses = ("/overview", "/overview/map", "/plan")
    said = "Tallene er lavet kl."
    assert not any(said in words_of(client.get(address).text) for address in addresses)
    kept(database, clock.now())
    clock.set(clock.now() + timedelta(seconds=5))
    assert all(said in words_of(client.get(address).text) for address in addresses)
