"""What people are told about cases."""

from sagsflow.core.wording import N_
from sagsflow.messages.kinds import Kind
from sagsflow.messages.models import How

CASE_GIVEN = Kind(
    "case-given", N_("A case has been given to you."), N_("A case is given to me"), "cases.show", "ref"
)
DEADLINE_NEAR = Kind(
    "deadline-near",
    N_("A deadline on a case of yours is near."),
    N_("A deadline of my cases is near"),
    "cases.show",
    "ref",
    How.DAILY,
)
KINDS = (CASE_GIVEN, DEADLINE_NEAR)
