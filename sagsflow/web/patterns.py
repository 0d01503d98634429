"""Markup that is written once, with places in braces, and filled in for each line of a long list."""

from flask import Flask
from markupsafe import Markup, escape


def filled(pattern: Markup, **values: str | int) -> Markup:
    """Escapes what is filled in, as the template would; the words of a value are never read as places themselves."""
    escaped = {name: escape(value) if isinstance(value, str) else value for name, value in values.items()}
    return Markup(str.format(pattern, **escaped))  # noqa: S704 - every value has been escaped


def init_app(app: Flask) -> None:
    app.jinja_env.filters["filled"] = filled
