"""The sender makes a link for somebody without an account; link and code are shown once."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.core.errors import Invalid
from sagsflow.referrals import words
from sagsflow.referrals.forms import LinkForm
from sagsflow.referrals.routes.answering import SIDES, frame, shows
from sagsflow.referrals.routes.changing import senders
from sagsflow.referrals.service import linking
from sagsflow.referrals.standing import Standing
from sagsflow.web import submissions
from sagsflow.web.database import now
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:referral_id>/link", "link", link)
    bp.add_url_rule("/<int:referral_id>/link", "make_link", make, methods=["POST"])


@hidden_without(*SIDES)
def link(referral_id: int) -> ResponseReturnValue:
    return _page(senders(referral_id), LinkForm(formdata=None))


@hidden_without(*SIDES)
def make(referral_id: int) -> ResponseReturnValue:
    found, form, actor = senders(referral_id), LinkForm(), current_actor()
    if not form.validate():
        return _page(found, form), 422
    here = url_for("referrals.show", referral_id=referral_id)
    try:
        with submissions.once(form.key, here) as db:
            made = linking.make(db, referral_id, text_of(form.person), actor=actor, at=now())
            shown = {
                "token": made.token,
                "code": made.code,
                "person": made.link.person,
                "until": made.link.expires_at,
            }
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return _page(found, form), 422
    root = platform().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    address = root + url_for("answers.landing", link=shown["token"])
    shows(found)
    return render_template(
        "referrals/link_made.html", found=found, made=shown, address=address, **frame(found)
    )


def _page(found: Standing, form: LinkForm) -> str:
    shows(found)
    return render_template("referrals/link.html", found=found, form=form, **frame(found))
