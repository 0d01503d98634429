"""What is done with residents: registering, correcting, households, and showing a personal number."""

from sagsflow.residents.service.households import form_household, join_household, leave_household
from sagsflow.residents.service.numbers import masked_cpr, show_cpr
from sagsflow.residents.service.people import correct, refuse_known, register

__all__ = [
    "correct",
    "form_household",
    "join_household",
    "leave_household",
    "masked_cpr",
    "refuse_known",
    "register",
    "show_cpr",
]
