"""Forms as a browser understands them: what they would send if nothing more were typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from tests.house.markup import parse, text_of

NOT_TYPED = {"submit", "button", "image", "reset"}
CHOSEN = {"checkbox", "radio"}


@dataclass
class Form:
    """A form that is sent with POST."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)

    def fits(self, action: str, button: str) -> bool:
        return self.sent_to(button).endswith(action) and (not button or button in self.buttons)

    def sent_to(self, button: str) -> str:
        """Some buttons send their form to an address of their own."""
        return self.elsewhere.get(button, self.action)

    def filled(self, fields: Mapping[str, Any], button: str = "") -> dict[str, Any]:
        unknown = set(fields) - self.names
        assert not unknown, f"the form has no field {sorted(unknown)}; it has {sorted(self.names)}"
        pressed = [self.buttons[button]] if button else []
        return {**self.values, **{name: value for name, value in pressed if name}, **fields}


def forms_of(html: str, page: str) -> list[Form]:
    """The forms on `page` that post, in order."""
    root = parse(html).root
    forms = [form for form in root.iter("form") if form.get("method", "get").lower() == "post"]
    return [_read(form, root, page) for form in forms]


def _read(element: Element, root: Element, page: str) -> Form:
    form = Form(urljoin(page, element.get("action") or page))
    outside = [part for part in root.iter() if element.get("id") and part.get("form") == element.get("id")]
    for part in [*element.iter(), *outside]:
        _take(form, part, page)
    return form


def _take(form: Form, part: Element, page: str) -> None:
    name, kind = part.get("name", ""), part.get("type", "")
    if part.tag == "button" or (part.tag == "input" and kind in NOT_TYPED):
        said = text_of(part) or part.get("value", "")
        form.buttons[said] = (name, part.get("value", ""))
        if part.get("formaction"):
            form.elsewhere[said] = urljoin(page, part.get("formaction", ""))
    elif name and part.tag in {"input", "select", "textarea"} and part.get("disabled") is None:
        form.names.add(name)
        form.values.setdefault(name, []).extend(_shown(part, kind))
        if not form.values[name]:
            del form.values[name]


def _shown(part: Element, kind: str) -> list[str]:
    if part.tag == "textarea":
        return [(part.text or "").removeprefix("\n")]
    if part.tag == "select":
        return _selected(part)
    if kind == "file" or (kind in CHOSEN and part.get("checked") is None):
        return []
    return [part.get("value", "on" if kind in CHOSEN else "")]


def _selected(select: Element) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", text_of(option)) for option in chosen]
