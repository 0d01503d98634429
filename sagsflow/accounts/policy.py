"""Which rights a user's memberships give on a day, and who looks after whom."""

from collections.abc import Iterable
from datetime import date, timedelta

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.models import Membership, Standing, User

RENEW_WITHIN = timedelta(days=30)


def is_valid(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Both ends are days on which it holds."""
    return valid_from <= on and (valid_to is None or on <= valid_to)


def actor_of(user: User, memberships: Iterable[Membership], on: date) -> Actor:
    """The person with the seats of that day, in the order in which they were given."""
    seats = [
        Seat(held.id, held.unit_id, held.unit.organisation_id, held.role)
        for held in memberships
        if held.standing is Standing.CONFIRMED and is_valid(held.valid_from, held.valid_to, on)
    ]
    return with_seats(user, seats, on)


def with_seats(user: User, seats: Iterable[Seat], on: date) -> Actor:
    signed_on = user.signed_declaration_on
    until = last_day_of(signed_on) if signed_on is not None and signed_on <= on else None
    return Actor(
        user_id=user.id,
        name=user.name,
        seats=tuple(seats),
        language=user.language,
        confidentiality_signed=until is not None and on <= until,
        demo=user.demo,
        confidential_until=until,
    )


def last_day_of(signed_on: date) -> date:
    """A declaration of confidentiality holds for a year."""
    try:
        anniversary = signed_on.replace(year=signed_on.year + 1)
    except ValueError:  # signed on the 29th of February
        anniversary = signed_on.replace(year=signed_on.year + 1, month=3, day=1)
    return anniversary - timedelta(days=1)


def ends_soon(until: date, on: date) -> bool:
    """Time to sign again; also when it has ended."""
    return until <= on + RENEW_WITHIN


def looks_after(actor: Actor, unit_ids: Iterable[int]) -> bool:
    """Whether an administrator, or the leader of one of these units, may decide about the people there."""
    return actor.may(P.ADMINISTER) or not actor.units(P.STAFF_LEAD).isdisjoint(unit_ids)


def scope_of(actor: Actor) -> frozenset[int] | None:
    """The units whose people this person decides about; None for all of them."""
    return None if actor.may(P.ADMINISTER) else actor.units(P.STAFF_LEAD)
