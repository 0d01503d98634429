"""The forms of meetings."""

from sagsflow.meetings.forms.agenda import AnonymousForm, CarryForm, GeneralForm, ItemForm, TakeOffForm
from sagsflow.meetings.forms.barriers import BarrierForm, BoardAnswerForm
from sagsflow.meetings.forms.calling import (
    CancelForm,
    MeetingForm,
    SeriesDaysForm,
    SeriesForm,
    WhenForm,
    moment,
)
from sagsflow.meetings.forms.deciding import AdditionForm, DecisionForm, RewordForm
from sagsflow.meetings.forms.groups import EndSeatForm, SeatForm
from sagsflow.web.wall_time import WallTime

__all__ = [
    "AdditionForm",
    "AnonymousForm",
    "BarrierForm",
    "BoardAnswerForm",
    "CancelForm",
    "CarryForm",
    "DecisionForm",
    "EndSeatForm",
    "GeneralForm",
    "ItemForm",
    "MeetingForm",
    "RewordForm",
    "SeatForm",
    "SeriesDaysForm",
    "SeriesForm",
    "TakeOffForm",
    "WallTime",
    "WhenForm",
    "moment",
]
