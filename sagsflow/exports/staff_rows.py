"""The rows of the lists of colleagues: for their leader, for an administrator, and of the operational group."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _

from sagsflow.access.roles import Role
from sagsflow.accounts import deputies
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.forms import ROLES
from sagsflow.accounts.models import Membership, Standing
from sagsflow.accounts.policy import last_day_of, scope_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.exports.rows import Taking
from sagsflow.meetings.queries import groups
from sagsflow.organisations import queries as organisations
from sagsflow.web.paging import PAGE_SIZE
from sagsflow.web.spreadsheet import Cell

Rows = Iterator[Sequence[Cell]]


def of_people(taking: Taking, search: str) -> Rows:
    on, after = copenhagen_date(taking.at), None
    while rows := accounts.all_people(taking.db, search=search, after=after, limit=PAGE_SIZE):
        held = accounts.memberships_by_user(taking.db, [user.id for user in rows])
        for user in rows:
            roles = [f"{ROLES[one.role]}, {one.unit.name}" for one in held[user.id] if _holds(one, on)]
            closed = "" if user.active else _("yes")
            yield user.name, user.login, "; ".join(roles), user.signed_declaration_on, closed
        after = (rows[-1].name, rows[-1].id)


def _holds(one: Membership, on: date) -> bool:
    return (
        one.standing is Standing.CONFIRMED
        and one.valid_from <= on
        and (one.valid_to is None or on <= one.valid_to)
    )


def of_staff(taking: Taking) -> Rows:
    """What the people of the units that one looks after hold today, and until when they have signed."""
    scope, on = scope_of(taking.actor), copenhagen_date(taking.at)
    units = {unit.id for unit in organisations.named_units(taking.db)} if scope is None else scope
    for row in accounts.memberships_in(taking.db, units, tuple(Role), on):
        signed = row.user.signed_declaration_on
        until = last_day_of(signed) if signed else None
        yield row.user.name, row.unit.name, str(ROLES[row.role]), row.valid_from, row.valid_to, until


def of_deputies(taking: Taking) -> Rows:
    """Those who stand in for somebody now or later."""
    found = deputies.to_come_or_held(
        taking.db, scope_of(taking.actor), copenhagen_date(taking.at), limit=None
    )
    names = accounts.user_names(taking.db, {row.membership.user_id for row in found})
    for row in found:
        held = row.membership
        yield (
            row.deputy.name,
            names[held.user_id],
            held.unit.name,
            str(ROLES[held.role]),
            row.valid_from,
            row.valid_to,
        )


def of_seats(taking: Taking) -> Rows:
    """The members of each operational group: those of today first, then those to come, then earlier ones."""
    units = {unit.id: unit.name for unit in organisations.named_units(taking.db)}
    for view in groups.groups(taking.db, copenhagen_date(taking.at)):
        seats = [*view.held, *view.to_come, *view.ended]
        names = accounts.user_names(
            taking.db, {one for seat in seats for one in (seat.user_id, seat.deputy_id)}
        )
        for seat in seats:
            member, deputy = names[seat.user_id], names.get(seat.deputy_id or 0, "")
            yield view.group.name, member, units.get(seat.unit_id, ""), deputy, seat.valid_from, seat.valid_to
