"""The words of batches of papers: where one stands, and its tone."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.batches.models import BatchStatus

STANDINGS: Mapping[BatchStatus, tuple[str, str]] = {
    BatchStatus.PRINTING: (_l("Being printed"), "info"),
    BatchStatus.READY: (_l("Ready"), "success"),
    BatchStatus.CANCELLED: (_l("Stopped"), "neutral"),
}
