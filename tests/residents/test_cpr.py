"""Personal numbers: what is one, what is odd about one, and that a sealed one opens in its own row only."""

from datetime import date

import pytest

from sagsflow.core.sealing import CannotUnseal
from sagsflow.residents.cpr import BadCpr, CprKeys, masked, parse, stands_in

KEYS = CprKeys.derive("a secret of the tests")
ROW = {"resident_uuid": "6b1d", "unit_id": 1}


@pytest.mark.parametrize(
    ("number", "born_on"),
    [
        ("010190-1234", date(1990, 1, 1)),
        ("0101363234", date(1936, 1, 1)),
        ("010136-4234", date(2036, 1, 1)),
        ("010137-4234", date(1937, 1, 1)),
        ("010157-5001", date(2057, 1, 1)),
        ("010158-5001", date(1858, 1, 1)),
        (" 290200 8001 ", date(2000, 2, 29)),
        ("010136-9001", date(2036, 1, 1)),
        ("010137-9001", date(1937, 1, 1)),
    ],
)
def test_the_seventh_digit_tells_the_century(number: str, born_on: date) -> None:
    assert parse(number).born_on == born_on


@pytest.mark.parametrize(
    ("number", "code"),
    [("310226-1234", "cpr-date"), ("290201-5001", "cpr-date"), ("01019-1234", "cpr-format"), ("abc", "cpr-format"),
     ("٠١٠١٩٠-١٢٣٤", "cpr-format")],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_code(number: str, code: str) -> None:
    with pytest.raises(BadCpr) as refusal:
        parse(number)
    assert refusal.value.code == code


def test_a_failing_check_digit_is_odd_but_a_number_all_the_same() -> None:
    assert parse("070761-4285").warnings(None) == ()
    assert parse("070761-4286").warnings(None) == ("cpr-check-digit",)
    assert parse("070761-4285").warnings(date(1961, 7, 8)) == ("cpr-other-birth-date",)


def test_a_number_never_prints_itself_in_full() -> None:
    number = parse("010190-1234")
    assert masked("010190-1234") == number.masked == "010190-••••"
    assert "1234" not in f"{number} {number!r} {KEYS!r}"


def test_a_sealed_number_opens_in_its_own_row_and_unit_only() -> None:
    number = parse("010190-1234")
    sealed = KEYS.seal(number, **ROW)  # type: ignore[arg-type]  # one row, written once
    assert b"0101901234" not in sealed
    assert KEYS.unseal(sealed, resident_uuid="6b1d", unit_id=1) == number
    for other in (("6b1e", 1), ("6b1d", 2)):
        with pytest.raises(CannotUnseal):
            KEYS.unseal(sealed, resident_uuid=other[0], unit_id=other[1])


def test_a_sealed_number_is_refused_under_another_secret_or_key_id() -> None:
    sealed = KEYS.seal(parse("010190-1234"), resident_uuid="6b1d", unit_id=1)
    with pytest.raises(CannotUnseal):
        CprKeys.derive("another secret").unseal(sealed, resident_uuid="6b1d", unit_id=1)
    with pytest.raises(CannotUnseal):
        KEYS.unseal(b"\x09" + sealed[1:], resident_uuid="6b1d", unit_id=1)


def test_the_same_number_is_sealed_differently_each_time_and_looked_up_alike() -> None:
    one, two = parse("010190-1234"), parse("0101901234")
    first, second = (KEYS.seal(number, resident_uuid="6b1d", unit_id=1) for number in (one, two))
    assert first != second
    assert KEYS.index(one, 1) == KEYS.index(two, 1)
    assert KEYS.index(one, 1) != KEYS.index(one, 2)
    assert KEYS.seal_key != KEYS.index_key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hun er 010190-1234, siger hun", True),
        ("sag 3102261234 og tlf. 12345678", False),
        ("ingen tal", False),
    ],
)
def test_a_number_within_a_longer_text_is_noticed(text: str, found: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    assert stands_in(text) is found
