"""Every word on screen or paper exists in Danish, once, and says the same everywhere."""

from collections.abc import Iterator

import pytest

from tests.architecture.files import modules, read, templates
from tests.architecture.words import PLACEHOLDER, danish, said, strings_of, untranslated


def test_everything_said_has_a_danish_wording() -> None:
    missing = {msgid: place for msgid, place in said().items() if not _wordings(msgid)}
    assert missing == {}


def test_the_same_words_are_the_same_in_danish_everywhere() -> None:
    several = {msgid: _wordings(msgid) for msgid in danish() if len(_wordings(msgid)) > 1}
    assert several == {}


def test_no_wording_is_only_a_guess() -> None:
    assert [msgid for msgid, entries in danish().items() for _path, entry in entries if entry.fuzzy] == []


def test_a_danish_wording_has_the_same_gaps_as_the_english() -> None:
    assert list(_different_gaps()) == []


def test_every_wording_in_a_catalog_is_said_somewhere() -> None:
    sources = "\n".join(read(path) for path in [*modules("sagsflow"), *templates()])
    assert [msgid for msgid in danish() if msgid not in said() and msgid not in sources] == []


def test_no_template_speaks_without_a_translation() -> None:
    faults = {path.as_posix(): untranslated(read(path)) for path in templates()}
    assert {path: words for path, words in faults.items() if words} == {}


@pytest.mark.parametrize(
    "template",
    ["<p>Save</p>", '<a title="Go there">{{ x }}</a>', "{% if a %}yes{% endif %}", "<b>{{ n }} cases</b>"],
)
def test_untranslated_words_are_found(template: str) -> None:
    assert untranslated(template)


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ _('Save') }}</p>",
        '<a title="{{ _("Go") }}">&nbsp;{{ x }}</a>',
        "{% set a %}<b>{name}</b>{% endset %}",
    ],
)
def test_translated_words_are_left_alone(template: str) -> None:
    assert untranslated(template) == []


def _wordings(msgid: str) -> set[tuple[str, ...]]:
    found = {tuple(strings_of(entry)) for _path, entry in danish().get(msgid, [])}
    return {wording for wording in found if all(wording)}


def _different_gaps() -> Iterator[str]:
    for msgid, entries in danish().items():
        for path, entry in entries:
            for wording in strings_of(entry):
                if set(PLACEHOLDER.findall(msgid)) != set(PLACEHOLDER.findall(wording)):
                    yield f"{path}: {msgid!r} -> {wording!r}"
