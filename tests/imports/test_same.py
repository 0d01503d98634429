"""Who may be known already, in the file or in the register, waits for a choice; who is protected is not spoken of."""

from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.imports.findings import Same
from sagsflow.imports.models import CaseImport, ImportedCase
from sagsflow.organisations.models import Organisation
from sagsflow.residents import service as residents_service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import ProtectionKind, Resident
from sagsflow.residents.service import Mark
from tests.cast import HOUSING, TEAM, Cast, Visit, person
from tests.imports.sheets import AISHA, cases, csv_of, kept, press, residents, send

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
NAMES = "Navn;Født;CPR;Forløb;Delaftale"


def _known(
    cast: Cast, given: str = "Aisha", family: str = "Testesen", cpr: str = "", *, who: str = "lene"
) -> str:
    with cast.database.write() as db:
        facts = Facts(given, family, born_on=date(1990, 5, 14))
        return residents_service.register(
            db, actor=person(who), at=cast.at, unit_id=TEAM, facts=facts, cpr=cpr
        ).uuid


def _may_keep_numbers(cast: Cast) -> None:
    with cast.database.write() as db:
        db.execute(sa.update(Organisation).where(Organisation.id == HOUSING).values(cpr_allowed=True))


def _same(cast: Cast) -> dict[str, list[object]]:
    found: dict[str, list[object]] = kept(cast).findings["same"]
    return found


def test_a_resident_who_is_known_gets_the_case_and_nothing_about_her_is_changed(
    cast: Cast, visit: Visit
) -> None:
    _known(cast, "Aïsha")
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    assert "Aïsha Testesen" in lene.get(page).text
    assert "Læs ind</span></button>" not in lene.get(page).text
    press(lene, page, "/rows", **{"row-2": "use:1"})
    press(lene, page, "/read-in")
    assert residents(cast) == ["Aïsha Testesen"]
    with cast.database.read() as db:
        assert [case.resident_id for case in cases(db)] == [1]
        assert db.get_one(Resident, 1).phone is None


@pytest.mark.parametrize(
    ("rest", "names"),
    [("known", ["Aisha Testesen"]), ("leave", ["Aisha Testesen"])],
    ids=["the first", "left out"],
)
def test_one_choice_may_stand_for_all_that_wait(
    cast: Cast, visit: Visit, rest: str, names: list[str]
) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA, AISHA.replace(";17;", ";18;")))
    press(lene, page, "/rows", rest=rest)
    press(lene, page, "/read-in")
    assert residents(cast) == names
    with cast.database.read() as db:
        assert len(cases(db)) == (2 if rest == "known" else 1)


def test_one_choice_for_many_leaves_those_waiting_who_only_have_the_name(cast: Cast, visit: Visit) -> None:
    _known(cast)
    lene = visit("lene")
    page = send(lene, csv_of(AISHA.replace("14.05.1990", "15.05.1990"), AISHA.replace(";17;", ";18;")))
    assert {row: likely for row, (*_who, likely) in _same(cast).items()} == {"2": "", "3": "use:1"}
    press(lene, page, "/rows", rest="known")
    assert kept(cast).choices == {"3": "use:1"}


def test_the_same_person_twice_in_a_file_is_seen(cast: Cast, visit: Visit) -> None:
    rows = (
        "Karl Bo;1.1.1980;;;",
        "Bo Karl;;;;",
        "Karl Bo;2.2.1982;;;",
        "Carl Boe;1.1.1980;;;",
        "Karla Nielsen;1.1.1980;;;",
    )
    send(visit("lene"), csv_of(*rows, heading=NAMES))
    assert {row: other for row, (_people, other, *_sure) in _same(cast).items()} == {"3": 2, "5": 2}


def test_with_the_same_number_nobody_new_can_be_chosen(cast: Cast, visit: Visit) -> None:
    _may_keep_numbers(cast)
    _known(cast, "En", "Anden", "010158-5001")
    lene = visit("lene")
    page = send(lene, csv_of("Aisha Prøve;;0101585001;;", "B C;;010158-5001;;", heading=NAMES))
    assert _same(cast) == {"2": [[1], None, True, "use:1"], "3": [[1], 2, True, "use:1"]}
    said = press(lene, page, "/rows", **{"row-2": "new", "row-3": "use:99"})
    assert kept(cast).choices == {}
    assert "010158" not in said


def test_where_no_numbers_may_be_kept_they_are_taken_out_before_anything_is(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of("Aisha Prøve;;010158-5001;;", heading=NAMES), "liste 010158-5001.csv")
    columns = lene.get(f"{page}/columns").text
    assert "5001" not in columns
    assert "1 celle indeholdt et personnummer." in columns
    assert kept(cast).file_name == "liste 010158-••••.csv"


def test_nothing_is_said_of_who_is_protected(cast: Cast, visit: Visit) -> None:
    uuid = _known(cast)
    with cast.database.write() as db:
        mark = Mark(ProtectionKind.PROTECTED_ADDRESS, "Står i CPR", cast.at.date())
        residents_service.protect(db, actor=person("lene"), at=cast.at, uuid=uuid, mark=mark)
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    assert _same(cast) == {}
    assert kept(cast).findings["faults"] == [[2, "name", "by-hand"]]
    assert "kan ikke læses ind fra en fil" in lene.get(page).text


def test_a_number_of_the_old_system_is_read_in_once(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    press(lene, send(lene, csv_of(AISHA)), "/read-in")
    send(lene, csv_of(AISHA, AISHA))
    with cast.database.read() as db:
        assert db.scalars(sa.select(ImportedCase.old_ref)).all() == ["17"]
        faults = db.get_one(CaseImport, 2).findings["faults"]
    assert [fault[::2] for fault in faults] == [
        [2, "read-in-before"],
        [3, "read-in-before"],
        [3, "twice-in-file"],
    ]


def test_who_was_registered_since_the_check_stops_the_reading_in(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    form = lene.form(page, action="/read-in")
    _known(cast)
    said = lene.get(str(lene.post(form.action, data=form.filled({}, "")).location)).text
    assert "Noget har ændret sig" in said
    assert residents(cast) == ["Aisha Testesen"]
    assert Same((1,)).choices == {"use:1", "new", "leave"}
