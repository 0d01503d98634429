"""The handed-out papers as HTML and PDF."""

from datetime import datetime
from typing import Protocol

from sagsflow.handouts.handover import Handover
from sagsflow.handouts.household import HouseholdPlan
from sagsflow.handouts.plan import MyPlan
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf


def plan_html(plan: MyPlan) -> str:
    """What is printed, as HTML (to measure and to test)."""
    return _assembled(
        "print/my_plan/page.html", plan.language, plan, plan=plan, running_right=plan.organisation
    )


def plan_pdf(plan: MyPlan) -> bytes:
    """Raises PaperTooLarge or PaperFailed. Call it in an application context, as with the other papers."""
    return render_pdf(plan_html(plan))


def handover_html(sheet: Handover) -> str:
    return _assembled(
        "print/handover/page.html", sheet.language, sheet, sheet=sheet, running_right=sheet.controller
    )


def handover_pdf(sheet: Handover) -> bytes:
    return render_pdf(handover_html(sheet))


def household_html(plan: HouseholdPlan) -> str:
    return _assembled(
        "print/household/page.html", plan.language, plan, plan=plan, running_right=plan.organisation
    )


def household_pdf(plan: HouseholdPlan) -> bytes:
    return render_pdf(household_html(plan))


class Printed(Protocol):
    """What every paper says of itself."""

    @property
    def recipient(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def printed_by(self) -> str: ...
    @property
    def printed_at(self) -> datetime: ...
    @property
    def log_anchor(self) -> str: ...


def _assembled(template: str, language: str, paper: Printed, **values: object) -> str:
    return assemble(
        template,
        language=language,
        recipient=paper.recipient,
        purpose=paper.purpose,
        printed_by=paper.printed_by,
        printed_at=paper.printed_at,
        log_anchor=paper.log_anchor,
        **values,
    )
