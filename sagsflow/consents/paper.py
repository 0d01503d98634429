"""The papers of a consent: the form to sign, the same for one that was given, and the receipt for one that was withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime

from sagsflow.consents.disclosed import Disclosed
from sagsflow.consents.wordings import Wording
from sagsflow.paper.direction import direction_of
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf

RESIDENT, YOUNG, CUSTODY_HOLDER, GUARDIAN, WITNESS = (
    "resident",
    "young_person",
    "custody_holder",
    "guardian",
    "witness",
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs; `name` empty leaves a line to write it on."""

    kind: str
    name: str
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """What the papers say. `topics` are codes; `given_on` is None on a form that nobody has signed yet."""

    wording: Wording
    ref: str
    resident: str
    unit: str
    organisation: str
    team: str
    team_organisation: str
    topics: tuple[str, ...]
    sensitive: bool
    purpose: str
    occasion: str | None
    until: date
    form: str
    signers: tuple[Signer, ...]
    printed_by: str
    printed_at: datetime
    log_anchor: str
    given_on: date | None = None


def consent_html(paper: ConsentPaper) -> str:
    """What is printed, as HTML (to measure and to test)."""
    return _assembled("print/consent/page.html", paper)


def consent_pdf(paper: ConsentPaper) -> bytes:
    """Raises PaperTooLarge or PaperFailed. Call it in an application context."""
    return render_pdf(consent_html(paper))


def receipt_html(paper: ConsentPaper, withdrawn_on: date, disclosed: Disclosed) -> str:
    return _assembled("print/consent/receipt.html", paper, withdrawn_on=withdrawn_on, disclosed=disclosed)


def receipt_pdf(paper: ConsentPaper, withdrawn_on: date, disclosed: Disclosed) -> bytes:
    """Raises PaperTooLarge or PaperFailed. Call it in an application context."""
    return render_pdf(receipt_html(paper, withdrawn_on, disclosed))


def _assembled(template: str, paper: ConsentPaper, **more: object) -> str:
    return assemble(
        template,
        language=paper.wording.language,
        paper=paper,
        purpose_runs=direction_of(paper.purpose),
        occasion_runs=direction_of(paper.occasion or ""),
        running_right=paper.team_organisation,
        printed_by=paper.printed_by,
        printed_at=paper.printed_at,
        log_anchor=paper.log_anchor,
        **more,
    )
