"""The money of the plan: what each gives, and what was used in a quarter."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.queries import user_names
from sagsflow.board import queries
from sagsflow.board.forms import MoneyForm
from sagsflow.board.models import Purse
from sagsflow.board.routes.asking import Asked, named
from sagsflow.board.routes.editing import saved
from sagsflow.board.service.money import enter_money
from sagsflow.board.words import PURSES
from sagsflow.web import spreadsheet
from sagsflow.web.database import now, reader
from sagsflow.web.filters import number
from sagsflow.web.forms import number_of
from sagsflow.web.guard import current_actor, needs

GIVEN, USED = "given", "used"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/money", "money", given, methods=["GET", "POST"])
    bp.add_url_rule("/money/used", "used", used, methods=["GET", "POST"])
    bp.add_url_rule("/money/list", "money_list", entered)


@needs(P.PLAN_KEEP)
def given() -> ResponseReturnValue:
    wanted = named(request.args)
    standing = {row.purse: row.given for row in queries.money(reader(), wanted.plan, (), now())}
    return _answer(wanted, None, {purse: amount for purse, amount in standing.items() if amount is not None})


@needs(P.PLAN_KEEP)
def used() -> ResponseReturnValue:
    wanted = named(request.args)
    return _answer(wanted, wanted.quarter.code, queries.spent(reader(), wanted.plan.id, wanted.quarter.code))


@needs(P.PLAN_KEEP)
def entered() -> ResponseReturnValue:
    """Every amount that was entered, as CSV or XLSX."""
    kind = spreadsheet.asked_kind()
    rows = queries.entries(reader(), named(request.args).plan.id, limit=None)
    who = user_names(reader(), {row.entered_by for row in rows})
    heading = _("Day"), _("Who pays"), _("Quarter"), _("Amount"), _("Written down by")
    lines = ((r.entered_at, str(PURSES[r.purse]), r.quarter or "", r.amount, who[r.entered_by]) for r in rows)
    return spreadsheet.download("money", heading, lines, kind)


def _answer(wanted: Asked, quarter: str | None, standing: Mapping[Purse, int]) -> ResponseReturnValue:
    form = MoneyForm()
    if not form.is_submitted():
        for purse, amount in standing.items():
            form[purse.value].data = number(amount)
        form.seen.data = str(queries.newest_entry(reader(), wanted.plan.id))
    plan_id, seen = wanted.plan.id, number_of(form.seen)

    def act(db: Session) -> None:
        changed = {purse: amount for purse, amount in form.amounts.items() if standing.get(purse) != amount}
        enter_money(db, plan_id, changed, quarter=quarter, seen=seen, actor=current_actor(), at=now())

    page = saved(form, act, plan_id, quarter)
    if page is not None:
        return page
    rows = queries.entries(reader(), wanted.plan.id)
    shown = {"rows": rows, "who": user_names(reader(), {row.entered_by for row in rows}), "purses": PURSES}
    status = 422 if form.errors else 200
    return render_template("board/money.html", form=form, asked=wanted, quarter=quarter, **shown), status
