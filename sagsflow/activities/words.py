"""The words of the activities' codes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.activities.models import ActivityKind, ActivityStatus
from sagsflow.activities.queries import lists
from sagsflow.activities.service.rhythm import Every

KINDS: Mapping[ActivityKind, str] = {
    ActivityKind.EVENT: _l("Public event"),
    ActivityKind.CLUB: _l("Club"),
    ActivityKind.COURSE: _l("Course"),
    ActivityKind.WALK: _l("Walk in the area"),
    ActivityKind.ADVICE: _l("Open advice"),
    ActivityKind.BOARD_MEETING: _l("Meeting with a tenant board"),
    ActivityKind.VOLUNTEERING: _l("Volunteering"),
    ActivityKind.OTHER: _l("Something else"),
}
STATUSES: Mapping[ActivityStatus, str] = {
    ActivityStatus.PROPOSED: _l("Proposed"),
    ActivityStatus.PLANNED: _l("Planned"),
    ActivityStatus.HELD: _l("Held"),
    ActivityStatus.CANCELLED: _l("Cancelled"),
    ActivityStatus.DECLINED: _l("Declined"),
}
TONES: Mapping[ActivityStatus, str] = {
    ActivityStatus.PROPOSED: "info",
    ActivityStatus.PLANNED: "neutral",
    ActivityStatus.HELD: "success",
    ActivityStatus.CANCELLED: "warning",
    ActivityStatus.DECLINED: "warning",
}
EVERY: Mapping[Every, str] = {
    Every.WEEK: _l("Every week"),
    Every.SECOND_WEEK: _l("Every second week"),
    Every.MONTH: _l("Every month, on the same weekday"),
}
LISTS: Mapping[str, str] = {
    lists.COMING: _l("Coming"),
    lists.UNCOUNTED: _l("To be counted"),
    lists.HELD: _l("Held"),
    lists.PROPOSED: _l("Proposed"),
    lists.CANCELLED: _l("Cancelled or declined"),
}
NOTHING: Mapping[str, str] = {
    lists.COMING: _l("Nothing is planned here yet."),
    lists.UNCOUNTED: _l("Everything that was held has been counted."),
    lists.HELD: _l("Nothing has been held here yet."),
    lists.PROPOSED: _l("No proposal waits for an answer."),
    lists.CANCELLED: _l("Nothing has been cancelled or declined."),
}
MISTAKES: Mapping[str, str] = {
    "missing": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "count": _l("Write whole numbers from 0 to 10,000."),
    "more-than-all": _l("Children, young people and adults, or the new faces, are more than all who came."),
    "ends-before-start": _l("It must end after it begins."),
    "day": _l("Choose a day from one year back to three years ahead."),
    "plan-years": _l("The day is not in the years of this plan."),
    "comment-day": _l("The comments must be in before the activity is held."),
    "not-in-unit": _l("This person has no role in the unit that is responsible."),
    "too-many": _l("That is more than 60 dates. Choose an earlier last day."),
    "too-soon": _l("There must be at least two dates. Choose a later last day."),
}


def mistake(code: str) -> str:
    return str(MISTAKES[code])
