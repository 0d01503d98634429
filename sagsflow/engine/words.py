"""The engine's own words for people (roles, sentences), in Danish and English, from words.yaml."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from sagsflow.engine.model import Text


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    written = files("sagsflow.engine").joinpath("words.yaml").read_text("utf-8")
    raw: dict[str, Any] = YAML(typ="safe").load(written)
    return raw


def text(group: str, name: str) -> Text:
    """The words called `name` in `group`; KeyError when there are none."""
    pair = _words()[group][name]
    return Text(pair["da"], pair["en"])


def say(group: str, name: str, lang: str, /, **values: object) -> str:
    """The words in one language, with `{names}` filled in."""
    return text(group, name).in_(lang).format(**values)
