"""The demo's people over the facts of the plans, with no case yet: where the main story begins."""

from dataclasses import replace
from datetime import timedelta

from config import Settings
from sagsflow.accounts.demo import PASSWORD, load_demo_people
from sagsflow.cases.pathways import publish
from sagsflow.core.database import Database
from sagsflow.engine.library import Library
from sagsflow.organisations.service.seed import load_seed
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint

BEFORE = TUESDAY - timedelta(days=30)

__all__ = ["BEFORE", "PASSWORD", "TOWN"]


def _build(database: Database) -> None:
    settings = replace(Settings.from_environment({}), mode="demo")
    with database.write() as db:
        publish(db, Library.from_folder(settings.workflows), at=BEFORE)
        load_seed(db, BEFORE)
        load_demo_people(db, BEFORE, settings=settings)


TOWN = StartingPoint("demo-people", _build)
