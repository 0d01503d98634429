"""The handover sheet: to whom is chosen among those who may open the case, and they get what they may see."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.handouts.forms import HandoverForm
from sagsflow.handouts.handover import Wish, handover
from sagsflow.handouts.papers import handover_pdf
from sagsflow.handouts.receivers import offers, receiver
from sagsflow.handouts.routes import acting
from sagsflow.handouts.routes.acting import HANDERS
from sagsflow.tasks.words import in_words
from sagsflow.web.database import now, reader
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

ENDPOINT = "handouts.handover"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/handover.pdf", "handover", sheet, methods=["GET", "POST"])


@hidden_without(*HANDERS)
def sheet(ref: str) -> ResponseReturnValue:
    seen = acting.load(ref)
    form = HandoverForm()
    names = [(row.key, row.name) for row in offers(reader(), current_actor(), seen.case, now())]
    form.receiver.choices = offered(names)
    if form.validate_on_submit():
        return acting.keep(ENDPOINT, ref, **form.told())
    typed = acting.asked(ENDPOINT, ref)
    if typed is None:
        acting.asks(seen)
        here = url_for("cases.show", ref=ref, _anchor="papers")
        page = render_template("handouts/handover.html", form=form, case=seen.case, here=here)
        return page, 422 if form.errors else 200
    language = current_language()
    to = receiver(reader(), current_actor(), seen.case, typed["receiver"], now())
    wish = Wish(language, typed["purpose"], typed["sensitive"], in_words(language))
    made = handover(reader(), current_actor(), seen, to, wish, at=now(), pathways=platform())
    acting.hands_out(seen, "handover-printed", wish.purpose, to.offer.name)
    return acting.pdf(handover_pdf(made), f"{ref}-overdragelse")
