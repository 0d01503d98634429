"""The pages of the service directory."""

from sagsflow.directory.routes import lists as _lists  # noqa: F401 - adds its views to the blueprint
from sagsflow.directory.routes.offers import bp

__all__ = ["bp"]
