"""The person summary as a PDF: who gets it and for what is asked first, and logged."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.cases import policy
from sagsflow.cases.forms import PrintForm
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.routes import acting
from sagsflow.paper.pdf import person_summary_pdf
from sagsflow.tasks.words import in_words
from sagsflow.web import kept, readlog
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

PRINTERS = (P.CASE_PRINT, P.VOLUNTEER_READ)
KIND = "papers"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/pathway.pdf", "pathway_pdf", pathway_pdf)
    bp.add_url_rule("/cases/<ref>/pathway.pdf", "ask_for_pdf", ask_for_pdf, methods=["POST"])


@hidden_without(*PRINTERS)
def ask_for_pdf(ref: str) -> ResponseReturnValue:
    """Who gets it, and for what, is kept in the session: neither belongs in an address."""
    seen, form = acting.load(ref, policy.may_print), PrintForm()
    if not form.validate():
        return _form(seen, form), 422
    typed = {"recipient": text_of(form.recipient), "purpose": text_of(form.purpose)}
    token = kept.keep(KIND, {"ref": ref, "sensitive": bool(form.sensitive.data), **typed})
    return redirect(url_for("cases.pathway_pdf", ref=ref, asked=token), 303)


@hidden_without(*PRINTERS)
def pathway_pdf(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref, policy.may_print)
    asked = kept.kept(KIND, request.args.get("asked"))
    if asked is None or asked["ref"] != ref:
        return _form(seen, PrintForm(formdata=None))
    wish = Wish(
        recipient=asked["recipient"],
        purpose=asked["purpose"],
        language=current_language(),
        sensitive=asked["sensitive"],
        task_words=in_words(current_language()),
    )
    seen, summary = person_summary(reader(), current_actor(), ref, wish, at=now(), pathways=platform())
    readlog.shows(
        readlog.Reading(
            "case-printed",
            case_id=seen.case.id,
            resident_id=seen.case.resident_id,
            purpose=wish.purpose,
            recipient=wish.recipient,
            unit_ids=seen.unit_ids,
        )
    )
    answer = Response(person_summary_pdf(summary), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{ref}.pdf"'
    return answer


def _form(seen: Seen, form: PrintForm) -> str:
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    here = url_for("cases.show", ref=seen.case.ref)
    return render_template("cases/print.html", form=form, case=seen.case, here=here)
