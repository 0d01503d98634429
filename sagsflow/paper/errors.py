"""Why a page could not be printed, as refusals of the domain."""

from sagsflow.core.errors import DomainError


class PaperTooLarge(DomainError):
    """It would need more room, time or memory than one print may take.

    Reasons: "too-much-text" · "too-many-bytes" · "took-too-long" · "took-too-much-memory" · "too-deep".
    """

    code = "paper-too-large"


class PaperFailed(DomainError):
    """The printer itself failed. Reasons: "not-installed" (its libraries) · "busy" · "closed" · "ended" · "broken"."""

    code = "paper-failed"
