"""The search for a resident, which stands before everything else."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.residents import queries
from sagsflow.residents.forms import SearchForm
from sagsflow.residents.queries import Found
from sagsflow.residents.search import understand
from sagsflow.web import kept, readlog
from sagsflow.web.database import reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, needs

KIND = "residents"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/", "index", index)
    bp.add_url_rule("/", "search", search, methods=["POST"])


@needs(P.RESIDENT_READ)
def index() -> ResponseReturnValue:
    form = SearchForm()
    token = request.args.get("search")
    text = kept.kept(KIND, token)
    if text is None:
        return render_template("residents/index.html", form=form, found=None, token=None)
    form.show(text)
    return _results(form, queries.search(reader(), current_actor(), text, today()), token)


@needs(P.RESIDENT_READ)
def search() -> ResponseReturnValue:
    """A name is kept in the session and shown by GET; a personal number is kept nowhere and answered at once."""
    form = SearchForm()
    if not form.validate():
        return render_template("residents/index.html", form=form, found=None, token=None), 422
    if understand(form.typed).cpr is None:
        return redirect(url_for("residents.index", search=kept.keep(KIND, form.typed)), 303)
    found = queries.search(reader(), current_actor(), form.typed, today())
    form.show(found.question.text)
    return _results(form, found, kept.keep(KIND, ""))


def _results(form: SearchForm, found: Found, token: str | None) -> ResponseReturnValue:
    readlog.shows(readlog.Reading("resident-search", residents=[row.id for row in found.rows]))
    may_register = current_actor().may(P.RESIDENT_WRITE)
    return render_template(
        "residents/index.html", form=form, found=found, token=token, may_register=may_register
    )
