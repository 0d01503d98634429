"""The words of the plan's codes, and of refusals."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.board.models import MilestoneStatus, Purse

STATUSES: Mapping[MilestoneStatus, str] = {
    MilestoneStatus.NOT_BEGUN: _l("Not begun"),
    MilestoneStatus.UNDER_WAY: _l("Under way"),
    MilestoneStatus.REACHED: _l("Reached"),
    MilestoneStatus.DELAYED: _l("Delayed"),
    MilestoneStatus.GIVEN_UP: _l("Given up"),
}
PURSES: Mapping[Purse, str] = {
    Purse.FUND: _l("Grant from Landsbyggefonden"),
    Purse.MUNICIPALITY: _l("The municipality"),
    Purse.HOUSING: _l("The housing organisations"),
}
DOMAINS: Mapping[str, str] = {"support": _l("Support"), "volunteer": _l("Citizenship")}
FIGURES: Mapping[str, str] = {
    "opened": _l("Cases opened"),
    "closed": _l("Cases closed"),
    "milestones": _l("Milestones"),
    "activities": _l("Activities"),
}
PARTS: Mapping[str, str] = {"held": _l("Held"), "people": _l("How many came")}
MISTAKES: Mapping[str, str] = {
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-the-future": _l("The date has not come yet."),
    "amount": _l("Write whole kroner, from 0 to a thousand million."),
    "nothing-typed": _l("Write at least one amount."),
    "quarter-not-ended": _l("The quarter has not ended yet."),
}


def mistake(code: str) -> str:
    return str(MISTAKES[code])
