"""What the worker does with files: the larger ones in full, and what nobody has read in within a day is forgotten."""

from collections.abc import Mapping
from datetime import timedelta

from sagsflow.imports.service import taking
from sagsflow.imports.service.working import Ground
from sagsflow.jobs.registry import Duty, Round
from sagsflow.web.platform import Platform

CLEANING = "import-cleanup"
ROUND = Round(CLEANING, timedelta(hours=1))


def ground(standing: Platform) -> Ground:
    return Ground(standing.database, standing, standing.settings.case_prefix)


def handlers(standing: Platform) -> Mapping[str, Duty]:
    return {taking.JOB: ground(standing).errand, CLEANING: taking.forget_old}
