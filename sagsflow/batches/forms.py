"""What is asked before many papers are printed."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from sagsflow.web.forms import Form, line, offered, required

MINE, UNIT = "mine", "unit"
APART, TOGETHER = "apart", "together"
MISTAKES = {
    "no-case": _l("There is no open case like this that you may print."),
    "too-many-cases": _l("There are more than 500 such cases. Choose a pathway, or only your own."),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


class BatchForm(Form):
    """Which open cases, for whom, and what for."""

    whose = RadioField(
        _l("Which open cases?"),
        [required()],
        choices=offered([(MINE, _l("Those that I own")), (UNIT, _l("All of my unit's"))]),
        default=MINE,
    )
    pathway = SelectField(_l("Pathway"), [Optional()])
    recipient = StringField(_l("Who gets the papers?"), [required(), line()])
    purpose = StringField(_l("What is it for?"), [required(), line()])
    bound = RadioField(
        _l("How do you want them?"),
        [required()],
        choices=offered(
            [
                (APART, _l("One by one, in a zip file")),
                (TOGETHER, _l("As one PDF with a bookmark for each case, to print in one go")),
            ]
        ),
        default=APART,
    )
    sensitive = BooleanField(_l("Include notes marked as sensitive"))
