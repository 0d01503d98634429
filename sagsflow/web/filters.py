"""How dates and names of things are written on screen and paper."""

import re
from datetime import date, datetime
from typing import Any

from flask import Flask, g, url_for
from flask_babel import format_date, format_number

from sagsflow.core.clock import COPENHAGEN
from sagsflow.core.ids import new_token
from sagsflow.web.database import now
from sagsflow.web.language import current_language

ENGLISH_DATE = "EEEE d MMMM y"
ENDLESS = re.compile(r"\S{60}(?=\S)")


def as_date(value: date | datetime | None) -> str:
    """14.05.2026"""
    if value is None:
        return ""
    day = value.astimezone(COPENHAGEN).date() if isinstance(value, datetime) else value
    return day.strftime("%d.%m.%Y")


def as_datetime(value: datetime | None) -> str:
    """14.05.2026 13.00"""
    return value.astimezone(COPENHAGEN).strftime("%d.%m.%Y %H.%M") if value else ""


def as_time(value: datetime | None) -> str:
    """13.00"""
    return value.astimezone(COPENHAGEN).strftime("%H.%M") if value else ""


def long_date(value: date | datetime | None) -> str:
    """torsdag den 14. maj 2026; in English as it is written in Europe: Thursday 14 May 2026"""
    if value is None:
        return ""
    day = value.astimezone(COPENHAGEN).date() if isinstance(value, datetime) else value
    return str(format_date(day, ENGLISH_DATE if current_language() == "en" else "full"))


def iso(value: date | datetime | None) -> str:
    """For `<time datetime>`."""
    return value.isoformat() if value else ""


def number(value: int | float | None) -> str:
    return "" if value is None else str(format_number(value))


def localised(value: Any) -> str:
    """A text that holds both languages (engine `Text`, or a row with name_da and name_en), in the page's language."""
    language = current_language()
    if hasattr(value, "in_"):
        return str(value.in_(language))
    return str(getattr(value, f"name_{language}"))


def breakable(text: str) -> str:
    """With places, unseen, where a line may break in a word longer than a line. The printer breaks a word that has none by
    setting the whole rest of the text anew for each line, and a long text then takes minutes."""
    return ENDLESS.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)


def today() -> date:
    return now().astimezone(COPENHAGEN).date()


def icon_file() -> str:
    """Where the icons are; a page asks for it dozens of times."""
    if "icon_file" not in g:
        g.icon_file = url_for("static", filename="img/icons.svg")
    return str(g.icon_file)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        date=as_date,
        datetime=as_datetime,
        time=as_time,
        long_date=long_date,
        breakable=breakable,
        iso=iso,
        number=number,
        localised=localised,
    )
    app.jinja_env.globals.update(today=today, now=now, submission=new_token, icon_file=icon_file)
