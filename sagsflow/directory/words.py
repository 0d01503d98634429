"""The words of the directory's codes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.directory.models import Capacity
from sagsflow.files.words import TABLE_MISTAKES

CAPACITY: Mapping[Capacity, str] = {
    Capacity.OPEN: _l("Has room"),
    Capacity.WAITING_LIST: _l("Waiting list"),
    Capacity.FULL: _l("Full"),
}
REASONS: Mapping[str, str] = {
    "not-now": _l("It has not begun yet."),
    "nobody-answers": _l("Nobody in the unit can answer a referral in Sagsflow."),
    "own-unit": _l("It is your own unit's."),
    "not-agreed": _l("The resident has not agreed to share with them."),
    "full": _l("It is full."),
    "too-young": _l("The resident is too young for it."),
    "too-old": _l("The resident is too old for it."),
    "other-area": _l("It does not cover the area where the resident lives."),
}
HINTS: Mapping[str, str] = {
    "waiting-list": _l("There is a waiting list."),
    "language": _l("It does not say that they speak the resident's language: think of an interpreter."),
    "age-unknown": _l("It is for certain ages, and the resident's age is not known."),
}
MISTAKES: Mapping[str, str] = {
    **TABLE_MISTAKES,
    "missing": _l("This must be filled in."),
    "unit": _l("Choose a unit that is in use."),
    "age": _l("Write an age from 0 to 120."),
    "age-order": _l("The highest age cannot be below the lowest."),
    "ends-before-start": _l("The last day cannot be before the first."),
    "weeks": _l("Write a number of weeks from 0 to 520."),
    "too-large": _l("The file is too large: at most 2 MB."),
    "no-services": _l("The zip has no table of services (services.csv)."),
}
COLUMNS: Mapping[str, str] = {
    "name": _l("Name of the offer"),
    "unit": _l("Unit"),
    "sub_agreement": _l("Sub-agreement"),
    "areas": _l("Areas"),
    "age_from": _l("Age"),
    "age_to": _l("Age"),
    "capacity": _l("Room"),
    "valid_from": _l("First day"),
    "valid_to": _l("Last day"),
}
FAULTS: Mapping[str, str] = {
    **MISTAKES,
    "twice": _l("It stands in the list already."),
    "unit-unknown": _l("There is no unit of this name."),
    "not-yours": _l("You do not keep the offers of this unit."),
    "capacity": _l("Write open, waiting list or full."),
    "gone": _l("The list says that it is not active any more."),
    "sub_agreement-unknown": _l("There is no sub-agreement of this name."),
    "areas-unknown": _l("There is no area of this name."),
    "date": _l("Write the date as day.month.year, for example 14.05.2026."),
}


def mistake(code: str) -> str:
    return str(MISTAKES[code])
