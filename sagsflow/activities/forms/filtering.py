"""What the list of activities can be narrowed to; every choice stands in the address."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sagsflow.activities.forms.planning import Named
from sagsflow.activities.queries.lists import COMING, LISTS, Wanted
from sagsflow.web.forms import Form, number_in, offered

PERIOD = re.compile(r"^(\d{4})(?:-([1-4]))?$", re.ASCII)
Days = tuple[date, date]


class FilterForm(Form):
    """A GET form: it changes nothing."""

    class Meta(Form.Meta):
        """A question changes nothing."""

        csrf = False

    area = SelectField(_l("Area"))
    sub_agreement = SelectField(_l("Sub-agreement"))
    period = SelectField(_l("Period"))

    def offer(self, areas: Named, sub_agreements: Named, today: date) -> None:
        self.area.choices = offered([("", _l("All")), *areas])
        self.sub_agreement.choices = offered([("", _l("All")), *sub_agreements])
        periods = [(code, period_words(code)) for code in _codes(today)]
        self.period.choices = offered([("", _l("Any time")), *periods])

    def wanted(self, which: str) -> Wanted:
        """What cannot be understood is left open."""
        days = days_of(self.period.data or "")
        return Wanted(
            which=which if which in LISTS else COMING,
            area_id=number_in(self.area.data) or None,
            sub_agreement_id=number_in(self.sub_agreement.data) or None,
            first=days[0] if days else None,
            last=days[1] if days else None,
        )

    @property
    def address(self) -> dict[str, str]:
        """The choices that were made, as they stand in the address."""
        said = {name: str(self[name].data or "") for name in ("area", "sub_agreement", "period")}
        return {name: value for name, value in said.items() if value}


def days_of(code: str) -> Days | None:
    """The first and last day of "2026" or "2026-4"; None for anything else."""
    match = PERIOD.match(code)
    if match is None or not 1900 < int(match[1]) < 9000:
        return None
    year, quarter = int(match[1]), match[2]
    if quarter is None:
        return date(year, 1, 1), date(year, 12, 31)
    first = date(year, 3 * int(quarter) - 2, 1)
    after = date(year + (quarter == "4"), 3 * int(quarter) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def period_words(code: str) -> str:
    year, _dash, number = code.partition("-")
    return _("%(year)s, quarter %(number)s", year=year, number=number) if number else year


def _codes(today: date) -> Iterator[str]:
    """Next year, this one with its quarters, and the one before with its."""
    yield str(today.year + 1)
    for year in (today.year, today.year - 1):
        yield str(year)
        yield from (f"{year}-{quarter}" for quarter in (4, 3, 2, 1))
