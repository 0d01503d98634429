"""The pages of activities: planned, proposed, talked over, counted, printed; a tenant board meets nothing of a case."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from sagsflow.activities import service
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.organisations.models import UnitArea
from sagsflow.web.guard import access_of
from tests.access.town import TENANTS, actor_of
from tests.activities.conftest import BESIDE, HERS, PARTY, planned
from tests.cast import Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
TYPED = {
    "title": "Sommerfest",
    "kind": "event",
    "place": "Fælleshuset",
    "day": "20.09.2026",
    "starts": "15",
    "ends": "18.00",
    "sub_agreement_id": "1",
    "areas": [str(HERS)],
}


def _only(cast: Cast) -> Activity:
    with cast.database.read() as db:
        return db.scalars(sa.select(Activity)).unique().one()


def test_a_worker_plans_a_row_copies_it_and_cancels_one_date(cast: Cast, visit: Visit) -> None:
    karen = visit("karen")
    answer = karen.submit("/activities/new", {**TYPED, "every": "week", "until": "04.10.2026"}, action="/new")
    assert answer.location == "/activities/1"
    page = karen.get("/activities/1").text
    assert "søndag den 20. september 2026, 15.00–18.00" in page
    assert "27.09.2026 15.00–18.00" in page
    copy = karen.form("/activities/new?copy=1", action="?copy=1").filled({})
    assert (copy["title"], copy["day"], copy["starts"]) == (["Sommerfest"], [""], ["15.00"])
    karen.submit("/activities/2/cancel", {"reason": "Storm"}, action="/cancel")
    assert "Storm" in karen.get("/activities/2").text
    late = karen.get("/activities/2/edit")
    assert late.status_code == 422
    assert 'href="/activities/2"' in late.text
    listed = karen.get("/activities").text
    assert "Uge 38, 2026" in listed
    assert "Uge 39, 2026" not in listed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts": "25.00"}, "Skriv tiden som timer"),
        ({"ends": "14.00"}, "Den skal slutte, efter at den er begyndt."),
        ({"every": "week"}, "Skal udfyldes"),
        ({"day": "20.09.2031"}, "Vælg en dag fra et år tilbage"),
        ({"sub_agreement_id": ""}, "Skal udfyldes"),
        ({"description": "Ring til 010190-1234"}, "CPR-nummer"),
    ],
    ids=["no such hour", "backwards", "without an end", "far away", "no sub-agreement", "a personal number"],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, visit: Visit, typed: dict[str, str], said: str
) -> None:
    answer = visit("karen").submit("/activities/new", {**TYPED, **typed}, action="/new")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Sommerfest"' in answer.text
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count(Activity.id))) == 0


def test_a_board_proposes_and_the_team_takes_it_in(cast: Cast, visit: Visit) -> None:
    tove = visit("tove")
    proposal = {key: value for key, value in TYPED.items() if key != "sub_agreement_id"}
    assert tove.submit("/activities/propose", proposal, action="/propose").location == "/activities/1"
    assert "Sommerfest" in tove.get("/").text
    page = visit("lene").get("/activities/1/edit").text
    assert "Planlæg forslaget" in page
    settled = {"sub_agreement_id": "1", "comment_by": "18.09.2026"}
    visit("lene").submit("/activities/1/edit", settled, action="/edit")
    assert _only(cast).status is ActivityStatus.PLANNED
    assert "Svar senest 18.09.2026" in tove.get("/").text
    tove.submit("/activities/1", {"text": "Flere borde, tak."}, action="/comments")
    assert "Svar senest" not in tove.get("/").text
    assert "Flere borde" in visit("karen").get("/activities/1").text
    assert "Flere borde" not in visit("samir").get("/activities/1").text
    tove.submit("/activities/1", action="/withdraw")
    assert "Trukket tilbage" in visit("karen").get("/activities/1").text
    assert "Flere borde" not in tove.get("/activities/1").text


def test_who_came_is_written_down_on_a_phone(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        row = planned(db, cast, replace(PARTY, starts_at=cast.at - timedelta(hours=3), ends_at=cast.at))
    karen = visit("karen")
    assert "Skal tælles" in karen.get("/activities").text
    refused = karen.submit(
        f"/activities/{row.id}/attendance", {"people": "3", "adults": "4"}, action="/attendance"
    )
    assert refused.status_code == 422
    karen.submit(f"/activities/{row.id}/attendance", {"people": "30", "adults": "4"}, action="/attendance")
    assert _only(cast).people == 30
    assert "30 kom" in visit("mette").get("/activities?list=held").text


def test_the_programme_hangs_on_a_wall_without_anybody_s_name(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        planned(db, cast, replace(PARTY, responsible_id=person("karen").user_id))
        planned(db, cast, replace(PARTY, title="Et andet sted", area_ids=frozenset({BESIDE})))
    answer = visit("tove").get(f"/activities/programme.pdf?area={HERS}&lang=en")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert "What happens in Birkeparken" in text
    assert "Sommerfest" in text
    assert "Et andet sted" not in text
    assert "Karen" not in text
    assert "Tove" not in text
    assert visit("tove").get("/activities/programme.pdf?area=99").status_code == 404


def test_the_calendar_file_says_when_and_where_in_danish_time(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        planned(db, cast)
    text = visit("samir").get("/activities/1/calendar.ics").text
    assert "DTSTART;TZID=Europe/Copenhagen:20260920T150000" in text
    assert "LOCATION:Fælleshuset" in text


def test_a_board_opens_no_page_that_could_hold_a_case(app: Flask, cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db, number=77).ref
        planned(db, cast, replace(PARTY, area_ids=frozenset({BESIDE})))
    tove, opened = visit("tove"), set[str]()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "accounts.sign_out"}:
            continue
        values = {name: ref if name == "ref" else 1 for name in rule.arguments}
        answer = tove.glance(app.url_map.bind("localhost").build(rule.endpoint, values))
        assert "ref" in rule.arguments or ref.encode() not in answer.data, rule.endpoint
        assert b"Beboer77" not in answer.data, rule.endpoint
        if answer.status_code == 200 and access_of(app, rule.endpoint).any_of:  # type: ignore[union-attr]  # declared
            opened.add(rule.endpoint)
    assert {name for name in opened if name.partition(".")[0] not in {"activities", "pathways"}} == {
        "exports.activities",
        "overview.areas",
    }
    assert {name for name in opened if name.startswith("activities.")} == {
        "activities.index",
        "activities.propose",
        "activities.programme_pdf",
    }


def test_the_figures_of_an_area_are_its_board_s_alone_and_hide_small_numbers(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        for number in range(9):
            cast.open_case(db, number=number).area_id = HERS if number < 6 else BESIDE
        row = planned(db, cast)
        said = service.Attendance(33)
        service.write_attendance(db, row.id, said, actor=actor_of("karen"), at=PARTY.ends_at)
    page = visit("tove").get("/overview/area").text
    assert "Birkeparken i tal, 2026" in page
    assert "Elmeparken" not in page
    assert "33" in page
    assert "skjult" in page
    assert visit("karen").get("/overview/area").status_code == 403
    with cast.database.write() as db:
        db.execute(sa.delete(UnitArea).where(UnitArea.unit_id == TENANTS))
    assert "Der er ikke valgt noget område" in visit("tove").get("/overview/area").text


def test_the_list_leaves_as_a_file_as_it_is_narrowed(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        planned(db, cast, replace(PARTY, title="=1+1"))
        planned(db, cast, replace(PARTY, title="Et andet sted", area_ids=frozenset({BESIDE})))
    text = visit("mette").get(f"/exports/activities?area={HERS}").text
    heading, row = text.lstrip("\ufeff").splitlines()
    assert heading.startswith("Aktivitet;")
    assert row.startswith(
        "'=1+1;Arrangement;Planlagt;20.09.2026 15.00;20.09.2026 18.00;Fælleshuset;Birkeparken;"
    )
    assert visit("tove").get("/exports/activities?file=xlsx").data.startswith(b"PK")
    assert visit("dorte").get("/exports/activities").status_code == 403


def test_a_board_without_areas_proposes_in_its_organisation_s(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        db.execute(sa.delete(UnitArea).where(UnitArea.unit_id == TENANTS))
    page = visit("tove").get("/activities/propose").text
    assert ("Birkeparken" in page, "Elmeparken" in page, "Byparken" in page) == (True, True, False)


def test_the_administrator_chooses_the_areas_of_a_board(cast: Cast, visit: Visit) -> None:
    adam = visit("adam")
    page = f"/admin/units/{TENANTS}"
    adam.submit(page, {"areas": [str(HERS), str(BESIDE)]}, action=page)
    with cast.database.read() as db:
        assert set(db.scalars(sa.select(UnitArea.area_id))) == {HERS, BESIDE}
    assert "Elmeparken i tal" in visit("tove").get("/").text
    assert "Hvilke områder taler den for" not in adam.get("/admin/units/1").text


def test_a_date_that_nobody_has_planned_is_in_no_list(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        planned(db, cast)
    lene = visit("lene")
    assert "Sommerfest" in lene.get("/activities?period=2026-3&area=1&sub_agreement=1").text
    for nothing in ("period=2026-4", "period=2025", "sub_agreement=2"):
        assert "Sommerfest" not in lene.get(f"/activities?{nothing}").text
    assert "Sommerfest" in lene.get("/activities?period=junk&area=x&list=none&after=zz").text
    assert date(2026, 9, 20) > cast.at.date()
