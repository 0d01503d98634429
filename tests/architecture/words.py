"""Words that people read: what the code and the templates say, and what the catalogs make of it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2 import Environment

from config import ROOT
from tests.architecture.files import all_files, modules, templates

KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
JINJA_OPTIONS = {"trimmed": "true", "silent": "false"}
COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
ENTITIES = re.compile(r"&#?\w+;")
SPOKEN_ATTRIBUTES = re.compile(r"\b(?:title|aria-label|placeholder|alt)=\"([^\"]*[A-Za-zÆØÅæøå]{2,}[^\"]*)\"")
CLASS_NAME = re.compile(r"\b[a-z]+(?:-{1,2}[a-z0-9_]+)+\b")
PATTERN_PLACE = re.compile(r"\{[a-z]+\}")  # of the filter `filled`
CLASS_BLOCK = re.compile(r"\{% block \w+_class %\}[\w -]*\{% endblock %\}")
LETTERS = re.compile(r"[A-Za-zÆØÅæøå]{2,}")
EXPRESSION = "\x00"
NAMES = {"Sagsflow", "Dansk", "English"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@cache
def said() -> dict[str, str]:
    """Every English msgid and where it stands."""
    found: dict[str, str] = {}
    for path in modules("sagsflow"):
        found |= _extract("python", path)
    for path in templates():
        found |= _extract("jinja2", path)
    return found


def _extract(method: str, path: Path) -> dict[str, str]:
    messages = extract_from_file(method, ROOT / path, keywords=KEYWORDS, options=JINJA_OPTIONS)
    return {_singular(message): f"{path}:{line}" for line, message, _comments, _context in messages}


def _singular(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


@cache
def danish() -> dict[str, list[tuple[Path, Message]]]:
    """Every msgid of the catalogs, with each entry that has it."""
    found: dict[str, list[tuple[Path, Message]]] = defaultdict(list)
    for path in all_files():
        if path.match("sagsflow/translations/*/da/LC_MESSAGES/messages.po"):
            with (ROOT / path).open("rb") as file:
                for message in read_po(file, locale="da", abort_invalid=True):
                    if message.id:
                        found[_singular(message.id)].append((path, message))
    return found


def strings_of(message: Message) -> list[str]:
    """The Danish of one entry: one string, or one for each plural."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def untranslated(template: str) -> list[str]:
    """Words in a template that a reader would meet without their having gone through a translation."""
    tokens = Environment(autoescape=True).lex(CLASS_BLOCK.sub("", template))
    text = "".join(value if kind == "data" else EXPRESSION for _line, kind, value in tokens)
    text = PATTERN_PLACE.sub("", COMMENTS.sub("", text))
    attributes = SPOKEN_ATTRIBUTES.findall(text)
    visible = CLASS_NAME.sub(" ", ENTITIES.sub(" ", TAGS.sub(" ", text)))
    return [word for word in [*LETTERS.findall(visible), *attributes] if word not in NAMES]
