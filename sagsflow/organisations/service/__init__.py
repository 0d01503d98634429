"""What is done to plans, organisations and units."""

from sagsflow.organisations.service.partners import (
    NewOrganisation,
    NewUnit,
    create_organisation,
    create_unit,
    edit_organisation,
    edit_unit,
    rename_organisation,
)
from sagsflow.organisations.service.seed import load_seed

__all__ = [
    "NewOrganisation",
    "NewUnit",
    "create_organisation",
    "create_unit",
    "edit_organisation",
    "edit_unit",
    "load_seed",
    "rename_organisation",
]
