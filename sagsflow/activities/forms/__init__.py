"""The forms of activities."""

from sagsflow.activities.forms.ending import AttendanceForm, CommentForm, PressForm, ReasonForm
from sagsflow.activities.forms.filtering import FilterForm
from sagsflow.activities.forms.planning import ActivityForm, Choices, NewActivityForm, ProposalForm

__all__ = [
    "ActivityForm",
    "AttendanceForm",
    "Choices",
    "CommentForm",
    "FilterForm",
    "NewActivityForm",
    "PressForm",
    "ProposalForm",
    "ReasonForm",
]
