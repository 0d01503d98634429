"""The words of the overview for what cases, referrals, tasks and measures came to."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.engine.library import Library
from sagsflow.overview.queries import measures, work
from sagsflow.web.filters import localised

CODES: Mapping[str, object] = {
    work.WAITING: _l("Waiting for an answer"),
    work.ACCEPTED: _l("Accepted"),
    work.DECLINED: _l("Declined"),
    work.HANDED_BACK: _l("Handed back without an answer"),
    work.TAKEN_BACK: _l("Taken back"),
    work.RUNNING: _l("Still under way"),
    work.UNSAID: _l("No reason given"),
    work.DONE: _l("Done"),
    work.CANCELLED: _l("Cancelled"),
    work.NOT_POSSIBLE: _l("Not possible"),
    work.NOT_DONE: _l("Not done"),
    work.LATE: _l("Overdue"),
    work.AHEAD: _l("Within the deadline"),
    work.SOON: _l("Within 14 days"),
    work.LATER: _l("Within 60 days"),
    measures.BETTER: _l("Better"),
    measures.SAME: _l("Unchanged"),
    measures.WORSE: _l("Worse"),
    measures.ONCE: _l("No second answer"),
    measures.ALL_MET: _l("All goals reached"),
    measures.SOME_MET: _l("Some of the goals reached"),
    measures.NONE_MET: _l("No goal reached"),
}
PHASES: Mapping[str, object] = {
    "intake": _l("Intake"),
    "clarification": _l("Clarification"),
    "meeting": _l("Meeting"),
    "plan": _l("Plan"),
    "support": _l("Support"),
    "follow_up": _l("Follow-up"),
}
CHOICES = ("decline_reason", "referral_result")


def of_codes(library: Library) -> Mapping[str, str]:
    """The codes of referrals have theirs in the file of their track."""
    fields = library.latest("referral").fields
    chosen = {choice.id: localised(choice.label) for name in CHOICES for choice in fields[name].choices}
    return {**chosen, **{code: str(word) for code, word in CODES.items()}}
