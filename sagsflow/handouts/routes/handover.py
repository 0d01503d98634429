"""The handover sheet: to whom is chosen among those who may open the case, and they get what they may see."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import Invalid
from sagsflow.handouts.forms import HandoverForm, mistake
from sagsflow.handouts.handover import Wish, handover
from sagsflow.handouts.papers import handover_pdf
from sagsflow.handouts.receivers import Receiver, offers, receiver
from sagsflow.handouts.routes import acting
from sagsflow.handouts.routes.acting import HANDERS
from sagsflow.tasks.words import in_words
from sagsflow.web.database import now, reader
from sagsflow.web.forms import offered, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/handover.pdf", "handover", sheet)


@hidden_without(*HANDERS)
def sheet(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref)
    form = HandoverForm(request.args)
    names = [(row.key, row.name) for row in offers(reader(), current_actor(), seen.case, now())]
    form.receiver.choices = offered(names)
    asked = "receiver" in request.args
    to = _receiver(form, seen) if asked and form.validate() else None
    if to is None:
        acting.asks(seen)
        here = url_for("cases.show", ref=ref, _anchor="papers")
        page = render_template("handouts/handover.html", form=form, case=seen.case, here=here)
        return page, 422 if asked else 200
    language = current_language()
    wish = Wish(language, text_of(form.purpose), form.sensitive.data, in_words(language))
    made = handover(reader(), current_actor(), seen, to, wish, at=now(), pathways=platform())
    acting.hands_out(seen, "handover-printed", wish.purpose, to.offer.name)
    return acting.pdf(handover_pdf(made), f"{ref}-overdragelse")


def _receiver(form: HandoverForm, seen: Seen) -> Receiver | None:
    try:
        return receiver(reader(), current_actor(), seen.case, form.receiver.data, now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return None
