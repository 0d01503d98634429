"""One breach in words, the same on screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from sagsflow.accounts.queries import user_names
from sagsflow.organisations.models import Organisation
from sagsflow.privacy import breaches
from sagsflow.privacy.breach_forms import KINDS, RISKS, BreachForm
from sagsflow.privacy.models.breaches import Breach
from sagsflow.privacy.service.breaches import Told
from sagsflow.web.filters import as_datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A breach in a list: what is due, and whether it presses. `kind` is that of a badge."""

    breach: Breach
    title: str
    what: str
    clock: str
    kind: str


def line(breach: Breach, at: datetime) -> Line:
    return Line(
        breach, gettext("Breach %(number)s", number=breach.id), str(KINDS[breach.kind]), *_clock(breach, at)
    )


def _clock(breach: Breach, at: datetime) -> tuple[str, str]:
    """Where the 72 hours stand."""
    if not breach.is_open:
        return gettext("Closed"), "neutral"
    if breach.authority_told_at is not None:
        late = breach.authority_told_at > breach.report_by
        return (
            (gettext("Reported after the 72 hours"), "warning")
            if late
            else (gettext("Reported in time"), "success")
        )
    if breach.authority_answered:
        return gettext("Not to be reported"), "success"
    hours = breaches.hours_left(breach, at)
    if hours < 0:
        return gettext("The 72 hours are over"), "error"
    words = ngettext("%(num)s hour left", "%(num)s hours left", hours)
    return words, "warning"


class Story(str):
    """What somebody tells, in a sentence or a page: on paper it does not stand in the box."""

    __slots__ = ()


def facts(db: Session, breach: Breach) -> Sequence[tuple[object, object]]:
    """What stands in the register, in its order; what is not known yet says so."""
    people = user_names(db, {breach.registered_by, breach.closed_by})
    open_yet = gettext("Not written yet")
    closed = [
        (gettext("Conclusion"), Story(breach.conclusion or "")),
        (gettext("Closed"), f"{as_datetime(breach.closed_at)}, {people.get(breach.closed_by or 0, '')}"),
    ]
    return [
        (gettext("Controller"), db.get_one(Organisation, breach.organisation_id).name),
        (gettext("What was broken?"), KINDS[breach.kind]),
        (gettext("What has happened?"), Story(breach.what)),
        (gettext("Discovered"), as_datetime(breach.discovered_at)),
        (gettext("To be reported by"), as_datetime(breach.report_by)),
        (
            gettext("How many people does it concern?"),
            open_yet if breach.affected is None else breach.affected,
        ),
        (gettext("Which cases?"), ", ".join(breaches.case_numbers(db, breach)) or gettext("None named")),
        (
            gettext("What may it lead to for them?"),
            Story(breach.consequences) if breach.consequences else open_yet,
        ),
        (gettext("What has been done about it?"), Story(breach.measures) if breach.measures else open_yet),
        (
            gettext("How great is the risk?"),
            RISKS[breach.risk] if breach.risk else gettext("Not weighed yet"),
        ),
        (
            gettext("Has the Data Protection Agency been told?"),
            _told(breach.authority_told_at, breach.authority_why),
        ),
        (gettext("Have the residents been told?"), _told(breach.residents_told_at, breach.residents_why)),
        (
            gettext("Written down"),
            f"{as_datetime(breach.registered_at)}, {people.get(breach.registered_by, '')}",
        ),
        *([] if breach.is_open else closed),
    ]


def _told(when: datetime | None, why: str | None) -> str:
    if not why:
        return as_datetime(when) or gettext("Not written yet")
    return Story(f"{as_datetime(when) if when else gettext('No')} · {why}")


def typed(form: BreachForm) -> Told:
    """What was typed into a form that has been looked through."""
    told = form.told()
    assert told is not None, "the form has been validated"
    return told
