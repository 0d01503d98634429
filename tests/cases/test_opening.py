"""A case is opened: its number, its owner, and who sees it from the first moment."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.organisations.models import Area, Unit, UnitKind
from sagsflow.residents.models import Resident
from tests.cases.agreement import THREADS, assert_log_is_sound, assert_reading_list_agrees, at_once
from tests.cast import HOUSING, OTHER_TEAM, SUB_AGREEMENT, TEAM, TOWN, Cast, Visit, person

OWN_OFFICE, OTHER_OFFICE = 21, 22


class ThoughtBetter(Exception):
    """Somebody breaks off in the middle."""


def _new(cast: Cast, db: Session, **changes: object) -> NewCase:
    plain: dict[str, object] = {
        "resident_id": cast.resident(db).id,
        "workflow_id": "coordinated",
        "unit_id": TEAM,
        "sub_agreement": SUB_AGREEMENT,
    }
    return NewCase(**(plain | changes))  # type: ignore[arg-type]  # mixed on purpose


def _open(cast: Cast, db: Session, new: NewCase, who: str = "karen") -> Case:
    return open_case(db, new, actor=person(who), at=cast.at, pathways=cast.platform, prefix="BSV")


def _break_off(cast: Cast, number: int) -> None:
    with cast.database.write() as db:
        cast.open_case(db, number=number)
        raise ThoughtBetter


def test_numbers_follow_one_another_without_a_gap_though_eight_open_at_once_and_some_break_off(
    cast: Cast,
) -> None:
    def work(number: int) -> None:
        for round_ in range(3):
            with cast.database.write() as db:
                cast.open_case(db, number=number * 10 + round_)
            with pytest.raises(ThoughtBetter):
                _break_off(cast, number * 10 + round_ + 5)

    assert at_once(work) == [None] * THREADS
    with cast.database.read() as db:
        refs = db.scalars(sa.select(Case.ref).order_by(Case.number)).all()
        assert refs == [f"BSV-2026-{number:04d}" for number in range(1, 3 * THREADS + 1)]
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)


def test_the_first_number_of_a_new_year_is_one_again_by_the_clock_in_denmark(cast: Cast) -> None:
    with cast.database.write() as db:
        cast.open_case(db)
        cast.clock.set(cast.at.replace(month=12, day=31, hour=23, minute=30))
        assert cast.open_case(db, number=2).ref == "BSV-2027-0001"


def test_the_team_owns_the_case_and_nobody_else_sees_it(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        grants = db.scalars(sa.select(AccessGrant).where(AccessGrant.case_id == case.id)).all()
        assert [(g.unit_id, g.topic, g.sensitive, g.ground, g.valid_to) for g in grants] == [
            (TEAM, None, True, Ground.OWNERSHIP, None)
        ]
        assert_reading_list_agrees(db, cast.at)


@pytest.mark.parametrize(
    ("workflow", "seen_by"), [("eviction_prevention", [OWN_OFFICE]), ("coordinated", [])]
)
def test_the_landlord_of_the_area_sees_the_tenancy_of_eviction_cases_and_of_no_others(
    cast: Cast, workflow: str, seen_by: list[int]
) -> None:
    with cast.database.write() as db:
        area = Area(id=1, organisation_id=HOUSING, name="Prøveparken")
        kind = UnitKind.HOUSING_ADMINISTRATION
        db.add_all(
            [
                area,
                Unit(id=OWN_OFFICE, organisation_id=HOUSING, code="own", name="Udlejningen", kind=kind),
                Unit(id=OTHER_OFFICE, organisation_id=TOWN, code="other", name="En anden", kind=kind),
            ]
        )
        db.flush()
        resident = cast.resident(db)
        resident.area_id = area.id
        case = _open(cast, db, _new(cast, db, resident_id=resident.id, workflow_id=workflow))
        tenancy = db.scalars(sa.select(AccessGrant).where(AccessGrant.ground == Ground.TENANCY)).all()
        expected = [(unit, case.id, Topic.TENANCY, False) for unit in seen_by]
        assert [(g.unit_id, g.case_id, g.topic, g.sensitive) for g in tenancy] == expected
        assert_reading_list_agrees(db, cast.at)


@pytest.mark.parametrize("who", ["samir", "clara", "mette", "adam", "dorte", "vibeke"])
def test_whoever_may_not_open_support_cases_opens_none(cast: Cast, who: str) -> None:
    with cast.database.write() as db:
        new = _new(cast, db)
        with pytest.raises(Forbidden):
            _open(cast, db, new, who)


def test_a_resident_of_another_team_does_not_exist(cast: Cast) -> None:
    with cast.database.write() as db:
        new = _new(cast, db, resident_id=cast.resident(db, 2, OTHER_TEAM).id)
        with pytest.raises(NotFound):
            _open(cast, db, new)


def test_what_is_wrong_is_named(cast: Cast) -> None:
    with cast.database.write() as db:
        with pytest.raises(Invalid) as refusal:
            _open(cast, db, _new(cast, db, sub_agreement="none-such"))
        assert refusal.value.fields == {"sub_agreement": "required"}
        with pytest.raises(Invalid) as refusal:
            _open(cast, db, _new(cast, db, informed_on=date(2026, 9, 16)))
        assert refusal.value.fields == {"informed_on": "in-the-future"}


def test_the_form_opens_one_case_though_it_is_pressed_twice(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        page = f"/cases/new?resident={cast.resident(db).uuid}"
    karen = visit("karen")
    form = karen.form(page, action=page)
    data = form.filled(
        {"workflow": "coordinated", "sub_agreement": SUB_AGREEMENT, "informed_on": "15.09.2026"}
    )
    answers = [karen.post(page, data=data) for _press in range(2)]
    assert [(a.status_code, a.location) for a in answers] == [(303, "/cases/BSV-2026-0001")] * 2
    with cast.database.read() as db:
        assert db.scalars(sa.select(Case.owner_id)).all() == [1]


def test_two_presses_at_the_same_moment_lead_to_the_same_case(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        page = f"/cases/new?resident={cast.resident(db).uuid}"
    browsers = [visit("karen") for _press in range(2)]
    key = browsers[0].form(page, action=page).values["submission"]

    def press(number: int) -> tuple[int, str | None]:
        form = browsers[number].form(page, action=page)
        answer = browsers[number].post(page, data=form.filled({"workflow": "coordinated", "submission": key}))
        return answer.status_code, answer.location

    assert at_once(press, 2) == [(303, "/cases/BSV-2026-0001")] * 2
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_the_page_for_a_stranger_s_resident_is_not_found_and_a_wrong_choice_is_told(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        own, strange = cast.resident(db).uuid, cast.resident(db, 2, OTHER_TEAM).uuid
    karen = visit("karen")
    assert karen.get(f"/cases/new?resident={strange}").status_code == 404
    page = f"/cases/new?resident={own}"
    answer = karen.submit(page, {"informed_on": "31.02.2026"}, action=page)
    assert answer.status_code == 422
    assert "31.02.2026" in answer.text
    with cast.database.read() as db:
        assert db.scalars(sa.select(Resident.id).join(Case)).all() == []
