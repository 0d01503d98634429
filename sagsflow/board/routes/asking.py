"""Which plan and quarter are asked for, settled from the address."""

from collections.abc import Mapping
from dataclasses import dataclass

from sagsflow.board.forms import StatusForm
from sagsflow.board.status import Status, quarters_of, status
from sagsflow.core.errors import NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Plan
from sagsflow.overview.forms import period_label
from sagsflow.overview.periods import Period, whole_quarters
from sagsflow.overview.source.told import Rowwise
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.platform import platform


@dataclass(frozen=True, slots=True)
class Asked:
    form: StatusForm
    plan: Plan
    quarter: Period
    label: str

    @property
    def address(self) -> dict[str, str]:
        return {"plan": str(self.plan.id), "quarter": self.quarter.code}

    def status(self) -> Status:
        return status(reader(), self.plan, self.quarter, library=platform().library, at=now())

    def status_to_close(self) -> Status:
        """Counted now: these numbers will stand."""
        library = platform().library
        return status(reader(), self.plan, self.quarter, library=library, at=now(), take=Rowwise)


def asked(values: Mapping[str, str]) -> Asked:
    """The plan of the day and its last whole quarter, where nothing else is asked for. Raises NotFound without a plan."""
    form, db = StatusForm(values), reader()
    plans = {str(plan.id): plan for plan in organisations.plans(db)}
    if not plans:
        raise NotFound("plan")
    standing = organisations.current_plan(db, today()) or next(iter(plans.values()))
    plan = plans[form.offer("plan", [(key, row.name) for key, row in plans.items()], str(standing.id))]
    quarters = {row.code: row for row in quarters_of(plan, today())}
    usual = [*whole_quarters(list(quarters.values()), today()), *quarters.values()][0]
    labels = [(code, period_label(row)) for code, row in quarters.items()]
    chosen = form.offer("quarter", labels, usual.code)
    return Asked(form, plan, quarters[chosen], dict(labels)[chosen])


def named(values: Mapping[str, str], *needed: str) -> Asked:
    """For what is written: nothing is put in the place of a plan or a quarter that there is none of, or of one that is `needed`.
    Raises NotFound."""
    wanted = asked(values)
    if any(name not in values for name in needed) or any(
        values.get(name, chosen) != chosen for name, chosen in wanted.address.items()
    ):
        raise NotFound("quarter")
    return wanted
