"""Which rights a user's memberships give on a day, and who looks after whom."""

from collections.abc import Iterable
from datetime import date

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.models import Membership, User


def is_valid(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Both ends are days on which it holds."""
    return valid_from <= on and (valid_to is None or on <= valid_to)


def actor_of(user: User, memberships: Iterable[Membership], on: date) -> Actor:
    """The person with the seats of that day, in the order in which they were given."""
    seats = [
        Seat(held.id, held.unit_id, held.unit.organisation_id, held.role)
        for held in memberships
        if is_valid(held.valid_from, held.valid_to, on)
    ]
    return with_seats(user, seats, on)


def with_seats(user: User, seats: Iterable[Seat], on: date) -> Actor:
    signed = user.signed_declaration_on is not None and user.signed_declaration_on <= on
    return Actor(
        user_id=user.id,
        name=user.name,
        seats=tuple(seats),
        language=user.language,
        confidentiality_signed=signed,
        demo=user.demo,
    )


def looks_after(actor: Actor, unit_ids: Iterable[int]) -> bool:
    """Whether an administrator, or the leader of one of these units, may decide about the people there."""
    return actor.may(P.ADMINISTER) or not actor.units(P.STAFF_LEAD).isdisjoint(unit_ids)
