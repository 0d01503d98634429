"""The person who acts, with the rights of every membership that is valid now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sagsflow.access.permissions import Permission
from sagsflow.access.roles import ROLE_PERMISSIONS, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """One membership: a role in a unit of an organisation. `deputy_for` is the colleague whose membership it is when one is
    her deputy: what is done from this seat is logged under her membership, by another person."""

    membership_id: int
    unit_id: int
    organisation_id: int
    role: Role
    deputy_for: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission in ROLE_PERMISSIONS[self.role]


@dataclass(frozen=True)
class Actor:
    """A user with seats. Without a signed declaration of confidentiality there is no case access.

    `looked_through`: somebody of another unit looks with these eyes, and is not told what the unit keeps to itself.
    `confidential_until` is the last day of the newest declaration, also when it is past; None when there is none.
    """

    user_id: int
    name: str
    seats: tuple[Seat, ...]
    language: str = "da"
    confidentiality_signed: bool = True
    demo: bool = field(default=False)
    confidential_until: date | None = None
    looked_through: bool = False

    @property
    def lacks_declaration(self) -> bool:
        """Whether a role of hers would give more if she had signed."""
        return not self.confidentiality_signed and any(needs_declaration(seat.role) for seat in self.seats)

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

    @property
    def stands_for(self) -> frozenset[int]:
        """Herself, and those whose deputy she is: whose own work she may not approve."""
        return frozenset({self.user_id}) | {seat.deputy_for for seat in self.seats if seat.deputy_for}

    def stands_for_in(self, unit_id: int) -> frozenset[int]:
        """Herself, and those whose deputy she is in this unit: whose cases and tasks there are hers to do."""
        lent = {seat.deputy_for for seat in self.seats if seat.deputy_for and seat.unit_id == unit_id}
        return frozenset({self.user_id}) | lent

    @property
    def lent(self) -> Sequence[tuple[int, int]]:
        """Whose deputy she is, and in which unit: (user, unit), in order."""
        return sorted({(seat.deputy_for, seat.unit_id) for seat in self.seats if seat.deputy_for})

    def seat_for(self, unit_ids: Iterable[int]) -> Seat | None:
        """The seat that an act on a case of these units is logged under; the first seat otherwise.

        A deputy acts as such in everything she does in that unit: nobody has to guess which of two hats it was. One who was
        lent no other role than her own acts as herself.
        """
        wanted = frozenset(unit_ids)
        fitting = [seat for seat in self.seats if seat.unit_id in wanted]
        if fitting:
            return next((seat for seat in fitting if self.gains_by(seat)), fitting[0])
        return self.seats[0] if self.seats else None

    def gains_by(self, lent: Seat) -> bool:
        """Whether this seat is another's and gives her a role that she does not have there herself."""
        own = {(seat.unit_id, seat.role) for seat in self.seats if not seat.deputy_for}
        return lent.deputy_for is not None and (lent.unit_id, lent.role) not in own


WITHOUT_DECLARATION = frozenset(
    {
        Permission.WORKFLOW_READ,
        Permission.ADMINISTER,
        Permission.FIGURES_READ,
        Permission.FIGURES_AREA,
        Permission.PLAN_KEEP,
        Permission.ACTIVITY_READ,
        Permission.ACTIVITY_COMMENT,
    }
)


def needs_declaration(role: Role) -> bool:
    return not ROLE_PERMISSIONS[role] <= WITHOUT_DECLARATION
