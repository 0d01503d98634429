"""The words of the contact log's codes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.outreach.models import Activity, ContactKind, ContactOutcome, MovedBy

ACTIVITIES: Mapping[Activity, str] = {
    Activity.WALK: _l("A walk in the area"),
    Activity.DOORSTEP: _l("Rang at doors"),
    Activity.EVENT: _l("An event"),
    Activity.OPEN_HOUSE: _l("Open advice"),
    Activity.PHONE: _l("On the phone"),
    Activity.OTHER: _l("Something else"),
}
KINDS: Mapping[ContactKind, str] = {
    ContactKind.CONVERSATION: _l("Conversation"),
    ContactKind.HOME_VISIT: _l("Home visit"),
    ContactKind.PHONE: _l("Phone call"),
}
OUTCOMES: Mapping[ContactOutcome, str] = {
    ContactOutcome.HELD: _l("It was held"),
    ContactOutcome.NO_SHOW: _l("The resident was not there"),
    ContactOutcome.MOVED: _l("It was moved"),
}
MOVERS: Mapping[MovedBy, str] = {
    MovedBy.RESIDENT: _l("The resident"),
    MovedBy.US: _l("We did"),
    MovedBy.OTHER: _l("Somebody else"),
}
MISTAKES: Mapping[str, str] = {
    "missing": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "day": _l("Choose a day that has been, within the last 60 days."),
    "new-day": _l("Choose today or a later day."),
    "count": _l("Write whole numbers from 0 to 500."),
    "nobody": _l("Write how many you met."),
}


def mistake(code: str) -> str:
    return str(MISTAKES[code])
