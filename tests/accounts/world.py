"""Where tests of accounts begin: the facts of the plans, and the demo's people, all of whom know one password."""

from config import Settings
from sagsflow.accounts.demo import load_demo_people
from sagsflow.core.database import Database
from sagsflow.organisations.service import load_seed
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint


def _build(database: Database) -> None:
    with database.write() as db:
        load_seed(db, TUESDAY)
        load_demo_people(db, TUESDAY, settings=Settings.from_environment({}))


PEOPLE = StartingPoint("demo_people", _build)
