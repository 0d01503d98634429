"""What every test of the figures stands on."""

import pytest

from sagsflow.cases.hooks import HOOKS
from sagsflow.referrals.queries import receiving_organisation


@pytest.fixture(autouse=True)
def _connected() -> None:
    """Who has the ball is asked of referrals."""
    HOOKS.receiver = receiving_organisation
