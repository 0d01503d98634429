"""What every request stands on: settings, database, clock, keys, calendar and the library of pathways."""

from dataclasses import dataclass

from flask import current_app

from config import Settings
from sagsflow.core.calendar import WorkingCalendar
from sagsflow.core.clock import Clock
from sagsflow.core.database import Database
from sagsflow.engine.library import Library
from sagsflow.eventlog.keys import LogKeys

EXTENSION = "sagsflow"


@dataclass(frozen=True, slots=True)
class Platform:
    """One per application; safe to share between threads."""

    settings: Settings
    database: Database
    clock: Clock
    log_keys: LogKeys
    calendar: WorkingCalendar
    library: Library


def platform() -> Platform:
    standing: Platform = current_app.extensions[EXTENSION]
    return standing
