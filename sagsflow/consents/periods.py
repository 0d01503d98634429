"""How long a consent holds, and when it is near its end: what `register.yaml` and a child's birth date say."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from sagsflow.consents.ages import Age, age_on, end_of, of_age_at
from sagsflow.consents.models import GiverKind

RULES = Path(__file__).parent / "register.yaml"


def default_expiry(given_on: date) -> date:
    """The last day on which a consent holds that says nothing of it."""
    months = given_on.year * 12 + given_on.month - 1 + rules()["months"]
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=given_on.day - 1), following) - timedelta(days=1)


def expiry(agreed_until: date, giver: GiverKind, born_on: date | None, given_on: date) -> datetime:
    """The first moment at which it does not hold: what others said for a child ends when she comes of age."""
    agreed = end_of(agreed_until)
    if giver is GiverKind.RESIDENT or born_on is None or age_on(born_on, given_on) is Age.ADULT:
        return agreed
    return min(agreed, of_age_at(born_on))


def reminder_from(at: datetime) -> datetime:
    """Consents that end before this are near their end."""
    return at + timedelta(days=rules()["remind_days"])


@cache
def rules() -> Mapping[str, int]:
    found: Mapping[str, int] = YAML(typ="safe", pure=True).load(RULES.read_text(encoding="utf-8"))
    return found
