"""Turns the sealed parts of an answer into what is handed out: lines of words for paper, and plain values for a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from flask import current_app
from flask_babel import gettext
from jinja2 import TemplateNotFound
from markupsafe import Markup

from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, Text
from sagsflow.privacy import words
from sagsflow.privacy.column_words import COLUMNS
from sagsflow.privacy.content import CASE, Value
from sagsflow.privacy.models import Passage
from sagsflow.privacy.sealing import Part
from sagsflow.tasks.words import in_words
from sagsflow.web.filters import as_date, as_datetime

NOTE = "note"  # a correction names the number of the note that it corrects
Names = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands there; `typed` is text as somebody wrote it, `withheld` says why it does not stand there."""

    label: str
    text: str
    typed: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is held."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All of one kind in one part."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another unit keeps to itself: it is hers to tell."""

    unit: str
    notes: int
    first: date


@dataclass(frozen=True, slots=True)
class PaperPart:
    """The person, one case, or who has read. `empty` is what is said where there is no section."""

    title: str
    sections: tuple[Section, ...]
    elsewhere: tuple[Elsewhere, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words are made from: language, pathways, names by id, and what was decided about the passages."""

    language: str
    library: Library
    names: Names
    passages: Mapping[str, Passage]
    staff_named: bool

    def withheld(self, key: str) -> Passage | None:
        passage = self.passages.get(key)
        return passage if passage is not None and passage.hand_out is False else None


def paper(parts: Sequence[Part], wording: Wording) -> tuple[PaperPart, ...]:
    return tuple(_paper_part(part, wording) for part in parts)


def plain(parts: Sequence[Part], wording: Wording) -> list[dict[str, Any]]:
    """The same for a program: codes in English, days and moments in ISO form, withheld passages with their reason."""
    return [
        {key: value for key, value in part.items() if key != "items"}
        | {"items": [_plain_item(item, wording) for item in part["items"]]}
        for part in parts
    ]


def _plain_item(item: Mapping[str, Any], wording: Wording) -> dict[str, Any]:
    told = {name: _plain_value(value, wording) for name, value in item["values"].items() if value}
    if item.get("data"):
        told["data"] = item["data"]
    if item.get("by"):
        told["by"] = item["by"]
    if wording.staff_named and item.get("staff"):
        told["staff"] = item["staff"]
    return {"kind": item["kind"], "key": item["key"], **told}


def _plain_value(value: Value, wording: Wording) -> object:
    if (passage := wording.withheld(value.get("passage", ""))) is not None:
        return {"withheld": passage.reason.value if passage.reason else None}
    return next(found for name, found in value.items() if name not in {"of", "passage", "names"})


def _paper_part(part: Part, wording: Wording) -> PaperPart:
    titles = {"person": gettext("About the resident"), "readers": gettext("Who has opened it")}
    title = part["ref"] if part["part"] == CASE else titles[part["part"]]
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for item in part["items"]:
        kinds.setdefault(item["kind"], []).append(item)
    sections = [
        Section(
            str(words.KINDS[kind]),
            tuple(_entry(item, number, part, wording) for number, item in enumerate(items, start=1)),
        )
        for kind, items in kinds.items()
    ]
    elsewhere = [
        Elsewhere(row["unit"], row["notes"], date.fromisoformat(row["first"]))
        for row in part.get("elsewhere", ())
    ]
    empty = gettext("Nothing.") if part["part"] == CASE else gettext("Nobody has opened it.")
    return PaperPart(title, tuple(sections), tuple(elsewhere), empty)


def _entry(item: Mapping[str, Any], number: int, part: Part, wording: Wording) -> Entry:
    pathway = item.get("pathway") or part.get("pathway")
    definition = wording.library.get(*pathway) if pathway else None
    if item["kind"] == "event":
        return _event(item, definition, wording)
    lines = [_line(name, value, item, definition, wording) for name, value in item["values"].items() if value]
    if wording.staff_named and item.get("staff"):
        lines.append(Line(gettext("Who"), str(item["staff"])))
    kind = item["kind"]
    shown = f"#{str(item['key']).partition(':')[2]}" if kind == NOTE else number
    return Entry(f"{words.KINDS[kind]} {shown}", tuple(lines))


def _line(
    name: str, value: Value, item: Mapping[str, Any], definition: Definition | None, wording: Wording
) -> Line:
    label = str(COLUMNS[name])
    passage = wording.withheld(value.get("passage", ""))
    if passage is not None:
        reason = words.word(passage.reason, "whywithheld")
        return Line(label, gettext("Left out. %(reason)s.", reason=reason), withheld=True)
    if item["kind"] == "answer" and name == "value" and definition:
        return Line(label, _answer(value, item, definition, wording), typed=True)
    return Line(label, said(value, definition, wording), typed="passage" in value)


def said(value: Value, definition: Definition | None, wording: Wording) -> str:
    """One value in words."""
    if "code" in value:
        return _code(value["code"], value["of"], definition, wording)
    if "codes" in value:
        return ", ".join(words.word(code, value["of"]) for code in value["codes"])
    if "yes" in value:
        return gettext("Yes") if value["yes"] else gettext("No")
    if "day" in value:
        return as_date(date.fromisoformat(value["day"]))
    if "moment" in value:
        return as_datetime(datetime.fromisoformat(value["moment"]))
    if isinstance(value.get("name"), dict):
        return str(value["name"][wording.language])
    return str(value.get("name") or value.get("text") or value.get("number", ""))


def _code(code: str, table: str, definition: Definition | None, wording: Wording) -> str:
    if table == "task":
        return in_words(wording.language).get(code, code)
    if table in words.TABLES:
        return words.word(code, table)
    if definition is None:
        return code
    found = _named(code, table, definition)
    return found.in_(wording.language) if found is not None else code


def _named(code: str, table: str, definition: Definition) -> Text | None:
    """What the pathway calls it."""
    if table == "pathway":
        return definition.name
    if table in {"state", "referral_state"}:
        return definition.states[code].name
    if table == "field":
        return definition.fields[code].label
    return _choice(definition, code)


def _choice(definition: Definition, code: str) -> Text | None:
    choices = {choice.id: choice.label for asked in definition.fields.values() for choice in asked.choices}
    return choices.get(code)


def _answer(value: Value, item: Mapping[str, Any], definition: Definition, wording: Wording) -> str:
    """What was answered in a step: the field of the pathway says what it is."""
    asked = definition.fields.get(item["values"]["field"]["code"])
    text = str(value.get("text", ""))
    if asked is None:
        return text
    if asked.type in {"unit", "units", "user"}:
        table = wording.names["users" if asked.type == "user" else "units"]
        return ", ".join(table.get(int(key), key) for key in text.strip("[]").split(",") if key.strip())
    if asked.type == "date":
        return as_date(date.fromisoformat(text))
    if asked.type == "yes_no":
        return gettext("Yes") if text == "true" else gettext("No")
    label = _choice(definition, text) if asked.type == "choice" else None
    return label.in_(wording.language) if label else text


def _event(item: Mapping[str, Any], definition: Definition | None, wording: Wording) -> Entry:
    """The sentence that the case page tells too; what happened outside a case has words of its own."""
    values = item["values"]
    when = said(values["at"], definition, wording)
    who = item["by"] or "Sagsflow"
    kind = values["event"]["code"]
    text = words.word(kind, "event")
    if kind not in words.EVENTS:
        names = SimpleNamespace(units=wording.names["units"], people=wording.names["users"])
        entry = SimpleNamespace(event=SimpleNamespace(kind=kind), data=item["data"])
        text = _sentence(kind, entry=entry, names=names, definition=definition).removesuffix(".") or text
    return Entry(when, (Line(str(who), text),))


def _sentence(kind: str, **values: object) -> str:
    """Empty for an event that the case page does not tell either."""
    try:
        template = current_app.jinja_env.get_template(f"eventlog/{kind}.html")
    except TemplateNotFound:
        return ""
    rendered = Markup(template.render(**values))  # noqa: S704 - what our own template made, to take its marks away
    return str(rendered.striptags())
