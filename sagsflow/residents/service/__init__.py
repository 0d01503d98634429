"""What is done with residents: registering, correcting, households, protecting, restricting, and showing a personal number."""

from sagsflow.residents.service.households import form_household, join_household, leave_household
from sagsflow.residents.service.numbers import masked_cpr, show_cpr
from sagsflow.residents.service.people import correct, refuse_known, register
from sagsflow.residents.service.protection import Mark, open_identity, protect, unprotect
from sagsflow.residents.service.restriction import Lifting, lift, restrict, use

__all__ = [
    "Lifting",
    "Mark",
    "correct",
    "form_household",
    "join_household",
    "leave_household",
    "lift",
    "masked_cpr",
    "open_identity",
    "protect",
    "refuse_known",
    "register",
    "restrict",
    "show_cpr",
    "unprotect",
    "use",
]
