"""Puts a print page together from a template and plain values, in one language, with everything it needs inside."""

import dataclasses
import html
import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from sagsflow.paper.direction import direction_of
from sagsflow.web.language import PoDomain

STYLE = Path(__file__).parent.parent / "static" / "css" / "print.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LEFT_OPEN = re.compile(r"""\bdir="auto"(?P<rest>[^>]*>)(?P<text>[^<]*)""")
PLAIN = (str, int, float, bool, date, Enum, type(None))


class NotPlain(TypeError):
    """A print page was given something that is not a plain value: a row of the database could fetch more than was decided."""


def assemble(template: str, *, language: str, **values: object) -> str:
    """The whole HTML document, ready for `render_pdf`. Works in a request and in a bare application context.

    The printer does not find out by itself which way a typed text runs: in the template `runs(text)` says it, and what stands
    after `dir="auto"`, as in words that pages and papers share, decides it here.
    """
    for name, value in values.items():
        require_plain(name, value)
    page = current_app.jinja_env.get_template(template)
    with force_locale(language):
        PoDomain().as_default()
        return _settled(page.render(language=language, print_css=_style(), runs=direction_of, **values))


def _settled(document: str) -> str:
    return LEFT_OPEN.sub(
        lambda found: f'dir="{direction_of(html.unescape(found["text"]))}"{found["rest"]}{found["text"]}',
        document,
    )


def require_plain(name: str, value: object) -> None:
    """Raises NotPlain unless `value` is text, a number, a date, an enum, or a frozen dataclass or collection of such."""
    if isinstance(value, PLAIN):
        return
    for part_name, part in _parts(name, value):
        require_plain(part_name, part)


def _parts(name: str, value: object) -> list[tuple[str, object]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(f"{name}.{field.name}", getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return [(f"{name}[{key!r}]", part) for key, part in value.items()]
    if isinstance(value, tuple | list | frozenset):
        return [(f"{name}[]", part) for part in value]
    raise NotPlain(f"{name} is a {type(value).__name__}")


@cache
def _style() -> str:
    return COMMENT.sub("", STYLE.read_text(encoding="utf-8"))
