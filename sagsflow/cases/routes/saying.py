"""Says in words what was answered in a step: what was asked, and the answer as one would read it aloud."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext

from sagsflow.cases.queries.answered import Given
from sagsflow.engine.model import Field
from sagsflow.web.filters import as_date, number
from sagsflow.web.language import current_language


def people_named(answers: Mapping[int, Sequence[Given]]) -> frozenset[int]:
    """Those whose names the words need."""
    return frozenset(
        given.value
        for step in answers.values()
        for given in step
        if given.field.type == "user" and isinstance(given.value, int)
    )


def in_words(given: Given, units: Mapping[int, str], people: Mapping[int, str]) -> tuple[str, str]:
    """(what was asked, what was answered)."""
    return given.field.label.in_(current_language()), _answer(given.field, given.value, units, people)


def _answer(field: Field, value: object, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    match value:
        case bool():
            return gettext("Yes") if value else gettext("No")
        case date():
            return as_date(value)
        case tuple():
            return ", ".join(units.get(unit, f"#{unit}") for unit in value)
        case int():
            return _number(field, value, units, people)
        case _:
            chosen = (choice.label.in_(current_language()) for choice in field.choices if choice.id == value)
            return next(chosen, str(value))


def _number(field: Field, value: int, units: Mapping[int, str], people: Mapping[int, str]) -> str:
    named = {"unit": units, "user": people}.get(field.type)
    if named is not None:
        return named.get(value, f"#{value}")
    if field.type == "amount":
        return gettext("%(amount)s kr.", amount=number(value))
    return gettext("%(score)s of 5", score=value) if field.type == "score" else number(value)
