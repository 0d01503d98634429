"""The pages of activities."""

from sagsflow.activities.routes import ending as _ending  # noqa: F401 - adds its views to the blueprint
from sagsflow.activities.routes import one as _one  # noqa: F401 - the same
from sagsflow.activities.routes import planning as _planning  # noqa: F401 - the same
from sagsflow.activities.routes import programme as _programme  # noqa: F401 - the same
from sagsflow.activities.routes.lists import bp

__all__ = ["bp"]
