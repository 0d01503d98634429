"""A row becomes a resident and a case, or says every cell that is wrong."""

from datetime import date

import pytest

from sagsflow.files.tables import Line, read
from sagsflow.imports.deciding import decide
from sagsflow.imports.fields import Field, guess
from sagsflow.imports.findings import AS, LEAVE, NEW, USE, Findings, Same
from sagsflow.imports.meaning import Here, Meant, understand
from tests.imports.sheets import csv_of

HERE = Here(
    today=date(2026, 6, 1),
    areas={"houlkær": 3},
    pathways={"på vej mod job": "employment"},
    fixed={},
    sub_agreements={"beskæftigelse": "beskaeftigelse"},
    owners={"karen": 1, "bo": 2},
    owning={"employment": frozenset({1})},
)


def _row(**said: str) -> Meant:
    columns = {place: Field(name) for place, name in enumerate(said)}
    (meant,) = understand([Line(7, list(said.values()))], columns, HERE)
    return meant


def test_a_whole_row_is_understood() -> None:
    row = _row(name="Holm, Aisha Maria", born_on="14/5-1990".replace("/", "-"), area="HOULKÆR", pathway="På vej mod job",
               sub_agreement="Beskæftigelse", opened_on="2025-02-01", owner="Karen", urgent="x", note="Ring")  # fmt: skip
    assert row.faults == []
    assert (row.facts.given_name, row.facts.family_name, row.facts.area_id) == ("Aisha Maria", "Holm", 3)
    assert (row.pathway, row.sub_agreement, row.owner_id, row.urgent) == (
        "employment",
        "beskaeftigelse",
        1,
        True,
    )


@pytest.mark.parametrize(
    ("address", "read_as"),
    [
        ("Testvej 12, 2. tv., 8800 Viborg", ("Testvej", "12", "2. tv.", "8800", "Viborg")),
        ("Nørre Allé 4 B, st. th", ("Nørre Allé", "4 B", "st. th", None, None)),
        ("Testvej 1 8800 Viborg", ("Testvej", "1", None, "8800", "Viborg")),
        ("H.C. Andersens Vej 7", ("H.C. Andersens Vej", "7", None, None, None)),
        ("c/o Jensen, Testvej 3", ("c/o Jensen, Testvej 3", None, None, None, None)),
    ],
    ids=["whole", "without town", "without commas", "plain", "cannot be told"],
)
def test_an_address_in_one_cell_is_taken_apart(address: str, read_as: tuple[str | None, ...]) -> None:
    facts = _row(name="A B", address=address).facts
    found = (facts.street, facts.house_number, facts.floor_door, facts.postal_code, facts.city)
    assert found == read_as


def test_a_number_that_a_spreadsheet_took_for_one_gets_its_naught_back() -> None:
    row = _row(name="A B", cpr="101585001")
    assert row.cpr is not None
    assert row.cpr.written == "010158-5001"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"born_on": "31.2.1990"}, ("born_on", "date")),
        ({"born_on": "1.1.2030"}, ("born_on", "in-future")),
        ({"cpr": "123"}, ("cpr", "cpr-format")),
        ({"phone": "ring til mig"}, ("phone", "phone-format")),
        ({"area": "Månen"}, ("area", "area-unknown")),
        ({"interpreter": "måske"}, ("interpreter", "yes-no")),
        ({"pathway": "Rejse"}, ("pathway", "pathway-unknown")),
        ({"pathway": "På vej mod job"}, ("sub_agreement", "sub-agreement-missing")),
        ({"opened_on": "2.6.2026"}, ("opened_on", "in-the-future")),
        ({"opened_on": "1.1.1989"}, ("opened_on", "too-early")),
        ({"owner": "hvem"}, ("owner", "owner-unknown")),
        ({"note": "x" * 20_001}, ("note", "too-long")),
        ({"given_name": ""}, ("given_name", "missing")),
        ({"given_name": "EKSEMPEL: Testine"}, ("given_name", "example")),
    ],
    ids=lambda value: "-".join(value.keys()) if isinstance(value, dict) else value[1],
)
def test_what_is_wrong_is_said_at_its_column(said: dict[str, str], fault: tuple[str, str]) -> None:
    named = {} if "given_name" in said else {"name": "A B"}
    assert [(name.value, code) for name, code in _row(**named, **said).faults] == [fault]


def test_of_a_cell_that_could_not_be_read_nothing_else_is_said() -> None:
    (row,) = understand(
        [Line(7, ["", "Holm"], frozenset({0}))], {0: Field.GIVEN_NAME, 1: Field.FAMILY_NAME}, HERE
    )
    assert row.faults == [(Field.GIVEN_NAME, "not-reckoned")]


def test_one_of_another_role_owns_no_case() -> None:
    row = _row(name="A B", pathway="På vej mod job", sub_agreement="Beskæftigelse", owner="bo")
    assert row.faults == [(Field.OWNER, "owner-unknown")]


def test_what_a_row_without_a_pathway_cannot_keep_is_said() -> None:
    assert _row(name="A B", note="Ring").warnings == [(Field.NOTE, "no-case")]


def test_columns_are_guessed_in_both_languages_and_each_field_once() -> None:
    heading = read(csv_of("a;b;c;d;e", heading="Fornavne:;Last name;Tlf.;Mobil;Hårfarve")).heading
    assert guess(heading) == {0: Field.GIVEN_NAME, 1: Field.FAMILY_NAME, 2: Field.PHONE}


def test_headings_of_everyday_are_guessed() -> None:
    assert guess(["Startet", "Gammelt nr.", "Tovholder"]) == {
        0: Field.OPENED_ON,
        1: Field.OLD_REF,
        2: Field.OWNER,
    }


def test_what_was_chosen_decides_and_a_choice_that_is_not_open_does_not_count() -> None:
    rows = [Meant(number) for number in (2, 3, 4, 5, 6)]
    same = {3: Same((8,)), 4: Same((), 2), 5: Same((9,), None, certain=True), 6: Same((), 3)}
    choices = {"3": LEAVE, "4": f"{AS}:2", "5": NEW, "6": f"{AS}:3"}
    decided = decide(rows, Findings(same=same), choices)
    assert [(deed.meant.number, deed.as_row) for deed in decided.deeds] == [(2, None), (4, 2)]
    assert (decided.waiting, decided.left_out) == ([5, 6], frozenset({3}))
    assert decide(rows[3:4], Findings(same=same), {"5": f"{USE}:9"}).deeds[0].resident_id == 9
