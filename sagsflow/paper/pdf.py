"""The PDFs of this package, by name."""

from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.paper.summary import PersonSummary


def person_summary_html(summary: PersonSummary) -> str:
    """What is printed, as HTML (to measure and to test)."""
    return assemble(
        "print/person_summary/page.html",
        language=summary.language,
        summary=summary,
        running_right=f"{summary.sub_agreement} · {summary.organisation}",
        printed_by=summary.printed_by,
        printed_for=summary.printed_for,
        printed_at=summary.printed_at,
        recipient=summary.recipient,
        purpose=summary.purpose,
        log_anchor=summary.log_anchor,
    )


def person_summary_pdf(summary: PersonSummary) -> bytes:
    """Raises PaperTooLarge or PaperFailed. Call it in an application context."""
    return render_pdf(person_summary_html(summary))
