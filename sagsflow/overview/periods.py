"""The periods that figures are made for: whole plan, year, quarter. Free dates are not offered: two that differ by a day
would tell what happened on that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sagsflow.core.calendar import ONE_DAY, midnight

WHOLE = "plan"


@dataclass(frozen=True, slots=True)
class Period:
    """`code` stands in the URL: plan, 2026 or 2026-3. `quarters` are the codes of the quarters it is made of."""

    code: str
    first: date
    last: date
    quarters: tuple[str, ...]

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_before(self) -> datetime:
        return midnight(self.last + ONE_DAY)


def periods_of(start_year: int, end_year: int, today: date) -> Sequence[Period]:
    """The whole plan, then its years and their quarters, newest first, as far as they have begun (always at least one)."""
    last_year = max(start_year, min(end_year, today.year))
    years = [_year(year) for year in range(last_year, start_year - 1, -1)]
    quarters = [
        _quarter(year, number) for year in range(last_year, start_year - 1, -1) for number in (4, 3, 2, 1)
    ]
    begun = [quarter for quarter in quarters if quarter.first <= today] or quarters[-1:]
    every = tuple(quarter.code for quarter in quarters)
    return [Period(WHOLE, date(start_year, 1, 1), date(last_year, 12, 31), every), *years, *begun]


def current_year(periods: Sequence[Period]) -> Period:
    """The newest year: what a page shows when nothing was chosen."""
    return periods[1]


def whole_quarters(periods: Sequence[Period], today: date) -> Sequence[Period]:
    """The quarters that have ended, newest first."""
    return [period for period in periods if len(period.quarters) == 1 and period.last < today]


def before(period: Period, periods: Sequence[Period]) -> Period | None:
    """The year before a year, the quarter before a quarter; the plan has nothing before it."""
    alike = [other for other in periods[1:] if len(other.quarters) == len(period.quarters)]
    earlier = [other for other in alike if other.last < period.first]
    return earlier[0] if earlier else None


def quarters_of(periods: Sequence[Period]) -> Sequence[Period]:
    """Every quarter of the plan until now, begun or not, oldest first: what cases are counted by."""
    return [_quarter(*(int(part) for part in code.split("-"))) for code in reversed(periods[0].quarters)]


def _year(year: int) -> Period:
    return Period(
        str(year), date(year, 1, 1), date(year, 12, 31), tuple(f"{year}-{number}" for number in (1, 2, 3, 4))
    )


def _quarter(year: int, number: int) -> Period:
    first = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * number % 12 + 1, 1)
    code = f"{year}-{number}"
    return Period(code, first, following - ONE_DAY, (code,))
