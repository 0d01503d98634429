"""Refusals of the domain: codes and details, never sentences; the edge gives them a status and a template gives them words."""

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """A refusal that the person at the screen can understand and act on."""

    code: ClassVar[str] = "refused"

    def __init__(self, reason: str = "", **details: object) -> None:
        super().__init__(reason or self.code)
        self.reason = reason or self.code
        self.details: Mapping[str, object] = details


class NotFound(DomainError):
    """It does not exist, or this person must not learn that it does."""

    code = "not-found"


class Forbidden(DomainError):
    """It may be seen, but not done, by this person."""

    code = "forbidden"


class Invalid(DomainError):
    """What was typed cannot be accepted; `fields` maps a field to a reason code."""

    code = "invalid"

    def __init__(
        self, reason: str = "", *, fields: Mapping[str, str] | None = None, **details: object
    ) -> None:
        super().__init__(reason, **details)
        self.fields: Mapping[str, str] = fields or {}


class Stale(DomainError):
    """Somebody else changed it after this page was shown."""

    code = "stale"


class AlreadyDone(DomainError):
    """The same submission was carried out before; `location` is where it led."""

    code = "already-done"

    def __init__(self, location: str) -> None:
        super().__init__(location=location)
        self.location = location


class TooManyTries(DomainError):
    """Slow down; `retry_after` is in seconds."""

    code = "too-many-tries"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class Restricted(DomainError):
    """What is kept about the resident may only be stored for now; who uses it says why first."""

    code = "restricted"
