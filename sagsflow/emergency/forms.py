"""What a browser may send to be let into a case in an emergency, and the words of its codes."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField

from sagsflow.emergency.models import EmergencyReason
from sagsflow.emergency.service import LONGEST_NUMBER, LONGEST_WORDS
from sagsflow.web.forms import Form, line, offered, required, text

REASONS = {
    EmergencyReason.LIFE: _l("Danger to somebody's life or health"),
    EmergencyReason.CHILD: _l("A child may be coming to harm"),
    EmergencyReason.VIOLENCE: _l("Violence or threats"),
    EmergencyReason.MISSING: _l("The resident is missing, or nobody can reach them"),
    EmergencyReason.OTHER: _l("Something else that cannot wait"),
}
MISTAKES = {
    "case-number": _l("Write the number of the case, for example BSV-2026-0042."),
    "say-more": _l("Say what has happened in at least five words."),
    "too-long": _l("This is too long."),
}


class EmergencyForm(Form):
    """Number, reason and words; nothing is looked up before all three stand."""

    number = StringField(
        _l("Case number"),
        [required(), line(LONGEST_NUMBER)],
        description=_l("It stands on letters and in the agenda, for example BSV-2026-0042."),
    )
    reason = RadioField(
        _l("Why can it not wait?"),
        [required()],
        choices=offered((reason.value, words) for reason, words in REASONS.items()),
    )
    words = TextAreaField(
        _l("What has happened?"),
        [required(), text(LONGEST_WORDS)],
        description=_l("At least five words. The leader and the data protection officer read them."),
    )


class EndForm(Form):
    """One press."""


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))
