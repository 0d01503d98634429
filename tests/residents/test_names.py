"""Names: one folded spelling for finding, a Danish order for lists, and what counts as a slip of the finger."""

import unicodedata

import pytest

from sagsflow.residents.names import clean, fold, is_slip, sort_key, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kjær", "KJAER"),
        ("Sørensen", "Soerensen"),
        ("Ågård", "Aagaard"),
        ("Åse", unicodedata.normalize("NFD", "Åse")),
        ("Müller", "Mueller"),
        ("Özdemir", "Øzdemir"),
        ("André", "Andre"),
        ("İbrahim", "ibrahim"),
        ("Łukasz", "lukasz"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_arabic_letters_are_kept() -> None:
    assert words("محمد", "العلي") == ("محمد", "العلي")


def test_a_name_is_found_without_danish_letters_too() -> None:
    assert tokens("Åse", "Sørensen") == {"aase", "ase", "soerensen", "sorensen"}


def test_hyphens_and_apostrophes_divide_words_and_emoji_alone_is_a_word() -> None:
    assert words("Anne-Marie", "O'Neill") == ("anne", "marie", "o", "neill")
    assert words("🦊") == ("🦊",)


def test_a_list_is_in_danish_order_by_family_name() -> None:
    written = [
        ("Bo", "Ågren"),
        ("Bo", "Ørn"),
        ("Bo", "Zink"),
        ("Bo", "Ærø"),
        ("Bo", "Aagaard"),
        ("Al", "Zink"),
    ]
    in_order = sorted(written, key=lambda name: sort_key(*name))
    assert [name[1] for name in in_order] == ["Zink", "Zink", "Ærø", "Ørn", "Ågren", "Aagaard"]
    assert in_order[0][0] == "Al"


def test_what_cannot_be_seen_is_taken_away() -> None:
    assert clean("  Bo\x00\t\n Lund\u202e ") == "Bo Lund"
    assert clean("👩\u200d👧") == "👩\u200d👧"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("Anna Hansen", "Hansen Anna", True),
        ("Anna Hansen", "Anna Marie Hansen", True),
        ("Mohammed Ali", "Mohamed Ali", True),
        ("Ida Hansen", "Ina Hansen", True),
        ("Søren Jensen", "Soren Jensen", True),
        ("Lars Nielsen", "Lars Jensen", False),
        ("Jens Hansen", "Hans Hansen", False),
        ("Anna", "Anna Hansen", False),
        ("", "Anna Hansen", False),
    ],
)
def test_a_letter_wrong_is_a_slip_but_another_name_is_not(one: str, other: str, slip: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    assert is_slip(words(one), words(other)) is slip
