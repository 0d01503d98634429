"""What a browser may send about messages, and the words for how mail goes and for why it did not."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sagsflow.messages.kinds import KINDS
from sagsflow.messages.models import How
from sagsflow.web.forms import Form, offered, required

HOW = {
    How.AT_ONCE: _l("At once"),
    How.DAILY: _l("Together, every morning"),
    How.WEEKLY: _l("Together, once a week"),
    How.NEVER: _l("Never by mail"),
}
FAULTS = {
    "no-address": _l("The person has no mail address, or the account is closed."),
    "address": _l("The receiving server does not know the address."),
    "letter": _l("The receiving server does not take the mail."),
    "server": _l("The mail server refuses Sagsflow. Look at its user name and password."),
    "not-supported": _l(
        "The mail server does not encrypt or does not let Sagsflow sign in. Look at the settings."
    ),
    "not-secure": _l("The certificate of the mail server is not trusted."),
    "no-server": _l("No mail server is set up any more."),
    "away": _l("The mail server does not answer."),
}


class PressForm(Form):
    """One press."""


class ChoicesForm(Form):
    """One choice for each kind; the fields are added by `choices_form`."""


def choices_form(now: Mapping[str, How]) -> ChoicesForm:
    fields = {code: _choice(code, how) for code, how in now.items()}
    form: ChoicesForm = type("ChoicesOfKinds", (ChoicesForm,), fields)()
    return form


def chosen(form: ChoicesForm) -> Mapping[str, How]:
    return {code: How(form[code].data) for code in KINDS if code in form}


def fault_words(code: str | None) -> str:
    """Why a letter did not get through, in words, with the server's own number where there is one."""
    name, _sep, reason = (code or "").rpartition(": ")
    known, _dash, number = reason.rpartition("-")
    if reason in FAULTS:
        return str(FAULTS[reason])
    if known in FAULTS and number.isdigit():
        return gettext("%(words)s (The server answered %(number)s.)", words=FAULTS[known], number=number)
    return gettext("Something went wrong in Sagsflow: %(code)s", code=name or reason or "–")


def _choice(code: str, how: How) -> SelectField:
    choices = offered((one.value, words) for one, words in HOW.items())
    return SelectField(_l(KINDS[code].title), [required()], choices=choices, default=how.value)
