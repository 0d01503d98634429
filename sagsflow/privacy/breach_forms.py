"""The forms of the register of breaches, and the words of its codes."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from sagsflow.core.calendar import COPENHAGEN
from sagsflow.meetings.forms import WallTime, moment
from sagsflow.privacy.models.breaches import Breach, BreachKind, Risk
from sagsflow.privacy.service.breaches import LONGEST, Told
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of

KINDS: Mapping[BreachKind, object] = {
    BreachKind.CONFIDENTIALITY: _l("Somebody saw what they should not see"),
    BreachKind.INTEGRITY: _l("Something was changed that should not be changed"),
    BreachKind.AVAILABILITY: _l("Something was lost or could not be reached"),
}
RISKS: Mapping[Risk, object] = {
    Risk.UNLIKELY: _l("A risk is unlikely"),
    Risk.RISK: _l("A risk: the authority is told"),
    Risk.HIGH: _l("A high risk: the authority and the residents are told"),
}
MISTAKES = {
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-the-future": _l("The moment has not come yet."),
    "before-discovery": _l("This lies before the breach was discovered."),
    "unknown-case": _l(
        "One of the numbers is not a case that you can name here. Write each as BSV-2026-0042."
    ),
    "time-without-day": _l("Write both the day and the time."),
    "risk-not-weighed": _l("Weigh the risk first."),
    "authority-not-answered": _l(
        "Write when the authority was told. Only when a risk is unlikely may you write why not."
    ),
    "late-without-reason": _l("The authority was told after the 72 hours: write why."),
    "residents-not-answered": _l("Write when the residents were told, or why not: the risk is high."),
}


class BreachForm(Form):
    """Everything but the conclusion; what is not known yet is left empty and filled in later."""

    version = HiddenField()
    kind = RadioField(
        _l("What was broken?"), [required()], choices=offered((k.value, w) for k, w in KINDS.items())
    )
    what = TextAreaField(
        _l("What has happened?"),
        [required(), text(LONGEST)],
        description=_l("Without names. Which information, how it happened, and how it was found."),
    )
    discovered_on = DanishDate(_l("The day it was discovered"), [required()])
    discovered_time = WallTime(_l("The time"), [required()], description=_l("The 72 hours run from here."))
    affected = IntegerField(
        _l("How many people does it concern?"),
        [Optional(), NumberRange(0, 10_000_000, message=_l("Write a whole number."))],
        description=_l("About how many, as far as it is known."),
    )
    cases = StringField(
        _l("Which cases?"),
        [Optional(), line(2_000)],
        description=_l("The numbers of the cases, with a blank between them."),
    )
    consequences = TextAreaField(_l("What may it lead to for them?"), [Optional(), text(LONGEST)])
    measures = TextAreaField(_l("What has been done about it?"), [Optional(), text(LONGEST)])
    risk = RadioField(
        _l("How great is the risk?"),
        [Optional()],
        choices=offered(
            [("", _l("Not weighed yet")), *((risk.value, words) for risk, words in RISKS.items())]
        ),
        default="",
    )
    authority_on = DanishDate(_l("The Data Protection Agency was told on"))
    authority_time = WallTime(_l("The time"))
    authority_why = TextAreaField(
        _l("Why not, or why late"),
        [Optional(), text(LONGEST)],
        description=_l("When a risk is unlikely, or when it was told after the 72 hours."),
    )
    residents_on = DanishDate(_l("The residents were told on"))
    residents_time = WallTime(_l("The time"))
    residents_why = TextAreaField(_l("Why the residents were not told"), [Optional(), text(LONGEST)])

    def show(self, breach: Breach, numbers: str) -> None:
        """Fills the form with what stands in the register."""
        for name in ("what", "affected", "consequences", "measures", "authority_why", "residents_why"):
            self[name].data = getattr(breach, name)
        self.kind.data, self.risk.data = breach.kind.value, breach.risk.value if breach.risk else ""
        self.cases.data, self.version.data = numbers, str(breach.version)
        for name, when in (
            ("discovered", breach.discovered_at),
            ("authority", breach.authority_told_at),
            ("residents", breach.residents_told_at),
        ):
            self._show_moment(name, when)

    def told(self) -> Told | None:
        """What was typed; None, with words beside the field, for half a moment."""
        discovered_at = self._moment("discovered")
        authority_at, residents_at = self._moment("authority"), self._moment("residents")
        if self.errors or discovered_at is None:
            return None
        return Told(
            kind=BreachKind(self.kind.data),
            what=text_of(self.what),
            discovered_at=discovered_at,
            cases=text_of(self.cases).replace(",", " ").split(),
            affected=self.affected.data,
            consequences=text_of(self.consequences),
            measures=text_of(self.measures),
            risk=Risk(self.risk.data) if self.risk.data else None,
            authority_told_at=authority_at,
            authority_why=text_of(self.authority_why),
            residents_told_at=residents_at,
            residents_why=text_of(self.residents_why),
        )

    def _moment(self, name: str) -> datetime | None:
        day, clock = self[f"{name}_on"], self[f"{name}_time"]
        if day.date is not None and clock.time is not None:
            return moment(day.date, clock.time)
        if day.date is not None or clock.time is not None:
            day.errors = [*day.errors, str(MISTAKES["time-without-day"])]
        return None

    def _show_moment(self, name: str, when: datetime | None) -> None:
        local = when.astimezone(COPENHAGEN) if when else None
        self[f"{name}_on"].show(local.date() if local else None)
        self[f"{name}_time"].data = local.strftime("%H.%M") if local else ""


class CloseForm(Form):
    """How it ended, and what is learnt."""

    version = HiddenField()
    conclusion = TextAreaField(
        _l("Conclusion"),
        [required(), text(LONGEST)],
        description=_l("What is done, and what keeps it from happening again."),
    )


FIELDS = {
    "discovered_at": "discovered_on",
    "authority_told_at": "authority_on",
    "residents_told_at": "residents_on",
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))
