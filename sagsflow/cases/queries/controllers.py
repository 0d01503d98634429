"""Which organisation is data controller of a case, and of the notes on it that are another's."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Note
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import OrganisationKind, Unit


def of_case(db: Session, case: Case) -> str:
    """The organisation of the unit that owns the case."""
    return _owner(db, case).organisation.name


def of_notes(db: Session, case: Case, notes: Iterable[Note]) -> Mapping[int, str]:
    """By unit: a municipality is controller of what its own units write, also on the case of another. Others write for the
    controller of the case, and are not named here."""
    owner = _owner(db, case).organisation_id
    units = organisations.units_by_id(db, {note.author_unit_id for note in notes})
    return {
        unit_id: unit.organisation.name
        for unit_id, unit in units.items()
        if unit.organisation.kind is OrganisationKind.MUNICIPALITY and unit.organisation_id != owner
    }


def _owner(db: Session, case: Case) -> Unit:
    return organisations.units_by_id(db, {case.owner_unit_id})[case.owner_unit_id]
