"""The forms for what became of an activity, and for what is said about it."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.service import LONGEST_COMMENT, LONGEST_LINE, LONGEST_TEXT, MOST_PEOPLE, Attendance
from sagsflow.activities.words import MISTAKES
from sagsflow.web.forms import Form, line, required, text, text_of


def _count(label: str, *besides: object, hint: str = "") -> IntegerField:
    bound = NumberRange(0, MOST_PEOPLE, message=MISTAKES["count"])
    validators = [*(besides or (Optional(),)), bound]
    return IntegerField(label, validators, description=hint, render_kw={"inputmode": "numeric"})


class AttendanceForm(Form):
    """How many came. There is no field for a name."""

    version = HiddenField()
    people = _count(_l("How many came?"), required(), hint=_l("All of them, heads. The rest is voluntary."))
    children = _count(_l("Children"))
    young = _count(_l("Young people, 13 to 25"))
    adults = _count(_l("Adults"))
    new_faces = _count(_l("New faces"))
    volunteers = _count(_l("Volunteers"))
    volunteer_hours = _count(_l("Volunteers' hours in all"))
    went_well = TextAreaField(
        _l("What went well?"),
        [text(LONGEST_TEXT)],
        description=_l("Partners and tenant boards read it. Write of nobody by name."),
    )

    @property
    def attendance(self) -> Attendance:
        numbers = ("children", "young", "adults", "new_faces", "volunteers", "volunteer_hours")
        return Attendance(
            people=self.people.data or 0,
            **{name: self[name].data for name in numbers},
            went_well=text_of(self.went_well),
        )

    def show(self, row: Activity) -> None:
        """What was counted before, if anything."""
        if row.status is ActivityStatus.HELD:
            self.process(obj=row)
        self.version.data = str(row.version)


class ReasonForm(Form):
    """Why it is cancelled, or a proposal declined."""

    reason = StringField(
        _l("Why?"),
        [required(), line(LONGEST_LINE)],
        description=_l("Everybody who sees the activity reads it."),
    )


class CommentForm(Form):
    """What somebody has to say."""

    text = TextAreaField(
        _l("Your comment"),
        [required(), text(LONGEST_COMMENT)],
        description=_l("Tenant boards and those who plan read it, with your name. Write of no resident."),
    )


class PressForm(Form):
    """One press."""
