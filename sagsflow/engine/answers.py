"""Whether what was typed in a step's form is an answer to what the field asks."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from sagsflow.engine.model import Field

SCORES = range(1, 6)


def is_empty(value: object) -> bool:
    """Nothing was answered; `no` and zero are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, Collection) and not value


def fits(field: Field, value: object) -> bool:
    """The answer has the field's type and range."""
    if field.type == "choice":
        return any(value == choice.id for choice in field.choices)
    if field.type == "yes_no":
        return value is True or (value is False and not field.must_be_yes)
    return FITS[field.type](value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_score(value: object) -> bool:
    return _is_integer(value) and value in SCORES


def _is_ids(value: object) -> bool:
    return (
        isinstance(value, Collection)
        and not isinstance(value, str | bytes | Mapping)
        and all(_is_integer(item) for item in value)
    )


def _is_date(value: object) -> bool:
    return isinstance(value, date) or as_date(value) is not None


def as_date(value: object) -> date | None:
    """A date as a form gives it, or as ISO text gives it; None when it is neither."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


FITS: Mapping[str, Callable[[object], bool]] = {
    "text": _is_text,
    "longtext": _is_text,
    "date": _is_date,
    "integer": _is_integer,
    "amount": _is_count,
    "unit": _is_integer,
    "units": _is_ids,
    "user": _is_integer,
    "score": _is_score,
}
