"""The person who acts, with the rights of every membership that is valid now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sagsflow.access.permissions import Permission
from sagsflow.access.roles import ROLE_PERMISSIONS, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """One membership: a role in a unit of an organisation."""

    membership_id: int
    unit_id: int
    organisation_id: int
    role: Role

    def may(self, permission: Permission) -> bool:
        return permission in ROLE_PERMISSIONS[self.role]


@dataclass(frozen=True)
class Actor:
    """A user with seats. Without a signed declaration of confidentiality there is no case access."""

    user_id: int
    name: str
    seats: tuple[Seat, ...]
    language: str = "da"
    confidentiality_signed: bool = True
    demo: bool = field(default=False)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        allowed = {permission for seat in self.seats for permission in ROLE_PERMISSIONS[seat.role]}
        if not self.confidentiality_signed:
            allowed &= WITHOUT_DECLARATION
        return frozenset(allowed)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def may_any(self, permissions: Iterable[Permission]) -> bool:
        return any(permission in self.permissions for permission in permissions)

    def units(self, permission: Permission) -> frozenset[int]:
        """The units in which this person holds a permission."""
        if permission not in self.permissions:
            return frozenset()
        return frozenset(seat.unit_id for seat in self.seats if seat.may(permission))

    def roles_in(self, unit_ids: Iterable[int]) -> frozenset[Role]:
        wanted = frozenset(unit_ids)
        return frozenset(seat.role for seat in self.seats if seat.unit_id in wanted)

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(seat.unit_id for seat in self.seats)

    def seat_for(self, unit_ids: Iterable[int]) -> Seat | None:
        """The seat that an act on a case of these units is logged under; the first seat otherwise."""
        wanted = frozenset(unit_ids)
        for seat in self.seats:
            if seat.unit_id in wanted:
                return seat
        return self.seats[0] if self.seats else None


WITHOUT_DECLARATION = frozenset({Permission.WORKFLOW_READ, Permission.ADMINISTER, Permission.FIGURES_READ})
