"""The kinds of paper, each with the page that prints it: an example is that page's own answer, by its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.gallery import examples
from sagsflow.gallery.examples import Find
from sagsflow.meetings.models import MeetingStatus
from sagsflow.web.language import current_language

TYPED = frozenset(
    {
        "receiver",
        "copy",
        "unit",
        "given_on",
        "topics",
        "sensitive",
        "purpose",
        "scope",
        "occasion",
        "expires_on",
    }
)
HERS = {"recipient": _l("the resident"), "purpose": _l("The resident's own plan")}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. `asked` is what the page asks first; `spoken` is whether its address names the language, and
    it is to be the reader's; `pressed` is where the form is sent, when that is not its own address."""

    code: str
    name: object
    endpoint: str
    find: Find
    asked: Mapping[str, object] = field(default_factory=dict)
    spoken: bool = False
    pressed: str = ""


KINDS: Sequence[Kind] = (
    Kind(
        "pathway-summary",
        _l("Pathway summary"),
        "cases.pathway_pdf",
        examples.case,
        {"recipient": _l("the resident"), "purpose": _l("A conversation about the pathway")},
    ),
    Kind("figures", _l("Figures of a pathway"), "overview.pathway_pdf", examples.figures),
    Kind("programme", _l("The programme of activities"), "activities.programme_pdf", examples.programme),
    Kind("plan-status", _l("Status of the plan for its board"), "board.status_pdf", examples.figures),
    Kind("my-plan", _l("My plan"), "handouts.my_plan", examples.case, HERS, spoken=True),
    Kind(
        "my-plan-in-arabic",
        _l("My plan, in Arabic"),
        "handouts.my_plan",
        examples.case_of_an_arab,
        {**HERS, "language": "ar"},
    ),
    Kind(
        "household-plan",
        _l("The household's plan"),
        "handouts.household_plan",
        examples.case_of_a_household,
        {"recipient": _l("the household"), "purpose": _l("The household's plan")},
        spoken=True,
    ),
    Kind(
        "handover",
        _l("Handover"),
        "handouts.handover",
        examples.shared_case,
        {"purpose": _l("Handover")},
    ),
    Kind(
        "agenda",
        _l("The agenda of a meeting"),
        "meetings.agenda_pdf",
        examples.meeting(MeetingStatus.PLANNED),
    ),
    Kind(
        "minutes",
        _l("The minutes of a meeting"),
        "meetings.minutes_pdf",
        examples.meeting(MeetingStatus.ENDED),
    ),
    Kind(
        "consent-form",
        _l("A consent to sign"),
        "consents.new",
        examples.consent_to_sign,
        {"way": "written", "giver": "resident"},
        spoken=True,
        pressed="consents.form_paper",
    ),
    Kind("consent", _l("A consent"), "consents.given_paper", examples.consent, spoken=True),
    Kind(
        "consent-in-arabic",
        _l("A consent, in Arabic"),
        "consents.given_paper",
        examples.consent_of_an_arab,
    ),
    Kind(
        "receipt",
        _l("The receipt for a consent that was withdrawn"),
        "consents.receipt",
        examples.withdrawn_consent,
        spoken=True,
    ),
    Kind("readings", _l("Who has opened the case"), "review.of_case_pdf", examples.case),
    Kind("answer", _l("The answer to a subject-access request"), "privacy.answer_pdf", examples.answer),
    Kind("breach", _l("A breach"), "breaches.pdf", examples.breach),
    Kind("certificate", _l("The certificate of an erasure"), "retention.certificate", examples.certificate),
)


def address(kind: Kind, db: Session, actor: Actor, at: datetime) -> str | None:
    """Where an example stands that this person may print; None where there is none. Call it in a request."""
    found = kind.find(db, actor, at)
    if found is None:
        return None
    where = {name: value for name, value in found.items() if name not in TYPED}
    spoken = {"language": current_language()} if kind.spoken and not kind.asked else {}
    return url_for(kind.endpoint, **{**spoken, **where})  # type: ignore[arg-type]  # values of the address


def sent_to(kind: Kind, db: Session, actor: Actor, at: datetime) -> str:
    """Where the form of a kind is sent; "" where it is its own address."""
    found = kind.find(db, actor, at) if kind.pressed else None
    where = {name: value for name, value in (found or {}).items() if name not in TYPED}
    return url_for(kind.pressed, **where) if found else ""  # type: ignore[arg-type]  # values of the address


def typed(kind: Kind, db: Session, actor: Actor, at: datetime) -> Mapping[str, str | list[str]]:
    """What is typed into the form that asks first, in the reader's language; nothing where no form does."""
    if not kind.asked:
        return {}
    spoken = {"language": current_language()} if kind.spoken else {}
    found = kind.find(db, actor, at) or {}
    chosen = {name: value for name, value in found.items() if name in TYPED}
    return {
        name: value if isinstance(value, list) else str(value)
        for name, value in {**spoken, **kind.asked, **chosen}.items()
    }
