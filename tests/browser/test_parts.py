"""Two pages are looked at once only if neither has anything that the other has not, in the same surroundings."""

import pytest

from tests.browser.parts import parts_of, surroundings_of
from tests.browser.walk import Place, new_to_this_run

PAGE = '<html><body class="sf"><main id="main"><h1>Sager</h1>{}</main></body></html>'
CARD = '<div class="sf-card">{}</div>'
LINK = '<a href="/cases/1">Sag 1</a>'


@pytest.mark.parametrize(
    "other",
    [
        CARD.format(LINK),  # on another ground
        '<a href="/cases/1" class="sf-button">Sag 1</a>',  # in other colours
        '<a href="/cases/1" aria-label="Sag 1"></a>',  # with another name
        '<a href="/cases/1" aria-current="page">Sag 1</a>',
        f"<br>{LINK}",
    ],
)
def test_what_may_look_otherwise_is_another_part(other: str) -> None:
    assert parts_of(PAGE.format(other)) - parts_of(PAGE.format(LINK))


def test_words_and_numbers_make_no_other_part() -> None:
    assert parts_of(PAGE.format('<a href="/cases/2">Sag 2</a>' + LINK)) == parts_of(PAGE.format(LINK))


def test_surroundings_are_told_by_classes_alone() -> None:
    assert surroundings_of(PAGE.format('<a hreflang="da">Sag 1</a>')) == surroundings_of(PAGE.format(LINK))
    assert surroundings_of(PAGE.format(CARD.format(LINK))) - surroundings_of(PAGE.format(LINK))


def test_a_part_is_new_once_in_each_view_and_around_it_once_in_all() -> None:
    place = _place("a_view", LINK)
    assert new_to_this_run(place.parts, "this-test")
    assert not new_to_this_run(place.parts, "this-test")
    assert not new_to_this_run({"a_view html>body.sf>main>a [href]"}, "this-test")
    assert new_to_this_run(_place("another_view", LINK).parts, "this-test")
    around = {part for part in place.parts if not part.startswith("a_view")}
    assert around == {" html []", " html>body.sf [class]"}


def _place(view: str, own: str) -> Place:
    return Place("/", view, 200, PAGE.format(own), "", None)
