"""What every page must be, whatever it shows: sound HTML, one heading, no inline code, forms that carry their token."""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from tests.house.markup import parse, text_of

REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")
FIELDS = {"input", "select", "textarea"}
NAMING = ("aria-label", "aria-labelledby", "title")
NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
PLACEHOLDER = re.compile(r"%\(\w+\)|\{\{|\}\}|\{%")
BETWEEN_TITLE_PARTS = re.compile(r"\s+[-–—·|]\s+")


class BadPage(AssertionError):
    """A page that breaks a rule; the message lists every rule that it breaks."""


TOKEN = re.compile(r'(?<= value=")[\w.-]{20,}(?=")')
_known_sound: set[bytes] = set()


def check_page(html: str, policy: str | None) -> None:
    """Raises BadPage. `policy` is the Content-Security-Policy that came with the page."""
    faults = [*([] if _is_known_sound(html) else faults_of(html)), *_policy_faults(policy)]
    if faults:
        raise BadPage("\n".join([*faults, "", html[:4000]]))
    _known_sound.add(_likeness(html))


def _is_known_sound(html: str) -> bool:
    """Many tests open the same page of the same town: what was found sound to the letter is not read again."""
    return _likeness(html) in _known_sound


def _likeness(html: str) -> bytes:
    """Equal for pages that are the same but for the tokens in their forms, which are new every time."""
    return sha256(TOKEN.sub("a-token", html).encode()).digest()


def faults_of(html: str) -> Iterator[str]:
    document = parse(html)
    yield from (f"markup: {error}" for error in document.errors)
    yield from _head_faults(document.root)
    yield from _id_faults(document.root)
    yield from _inline_faults(document.root)
    yield from _form_faults(document.root)
    yield from _label_faults(document.root)
    yield from _text_faults(document.root)


def _policy_faults(policy: str | None) -> Iterator[str]:
    if not policy:
        yield "the answer has no Content-Security-Policy"
    elif "unsafe" in policy:
        yield f"the Content-Security-Policy allows something unsafe: {policy}"


def _head_faults(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "<html> has no lang"
    titles = [text_of(title) for title in root.iterfind("head/title")]
    headings = [text_of(heading) for heading in root.iter("h1")]
    if len(titles) != 1 or not titles[0]:
        yield f"the page has {len(titles)} titles: {titles}"
    if len(headings) != 1 or not headings[0]:
        yield f"the page has {len(headings)} h1: {headings}"
    elif titles and not _agree(titles[0], headings[0]):
        yield f"the title {titles[0]!r} does not begin as the h1 {headings[0]!r}"


def _agree(title: str, heading: str) -> bool:
    first_part = BETWEEN_TITLE_PARTS.split(title)[0]
    return heading in title or (bool(first_part) and heading.startswith(first_part))


def _id_faults(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for element in root.iter():
        for attribute in REFERRING:
            missing = set((element.get(attribute) or "").split()) - ids.keys()
            if missing:
                yield f"<{element.tag} {attribute}> names {sorted(missing)}, which is not on the page"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = str(element.tag)
        if tag == "style" or (tag == "script" and not element.get("src") and _runs(element)):
            yield f"inline <{tag}>"
        for name, value in element.attrib.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                yield f"<{tag} {name}=...> is inline code"
            if name in {"href", "src", "action"} and value.strip().lower().startswith("javascript:"):
                yield f"<{tag} {name}> is a script"


def _runs(script: Element) -> bool:
    return script.get("type", "") not in {"application/json", "application/ld+json"}


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        tokens = [part for part in form.iter("input") if part.get("name") == "csrf_token"]
        if len(tokens) != 1 or not tokens[0].get("value"):
            yield f"the form to {form.get('action')!r} has {len(tokens)} csrf tokens"


def _label_faults(root: Element) -> Iterator[str]:
    labels = list(root.iter("label"))
    labelled = {label.get("for") for label in labels}
    within = {field for label in labels for field in label.iter()}
    for field in (part for part in root.iter() if part.tag in FIELDS):
        named = any(field.get(attribute, "").strip() for attribute in NAMING)
        told_by_itself = field.tag == "input" and field.get("type", "text") in NEED_NO_LABEL
        if not (named or told_by_itself or field in within or field.get("id", "") in labelled):
            yield f"<{field.tag} name={field.get('name')!r}> has no label"


def _text_faults(root: Element) -> Iterator[str]:
    yield from (
        f"<img src={image.get('src')!r}> has no alt" for image in root.iter("img") if image.get("alt") is None
    )
    left = PLACEHOLDER.search(_text_outside_typed(root))
    if left:
        yield f"a placeholder was left unfilled: {left.group()!r}"


def _text_outside_typed(root: Element) -> str:
    main = [
        text_of(part)
        for part in root.iter()
        if part.tag in {"h1", "h2", "h3", "label", "legend", "button", "th", "a"}
    ]
    return " ".join(main)
