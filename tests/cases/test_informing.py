"""The duty to inform: asked for and never required, missing until it is written down, and told with day, way and name."""

from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, InformedHow
from sagsflow.cases.service.informing import Informed, note_informed
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.eventlog.models import Event
from tests.cast import PEOPLE, SCHOOL, Cast, Visit, person

TOLD = Informed(date(2026, 9, 14), InformedHow.LETTER, PEOPLE["bo"][0])


def _case(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.open_case(db).ref


def test_it_is_missing_until_it_is_written_down_and_the_list_finds_it(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    assert "Det er ikke skrevet ned, at beboeren er oplyst" in karen.get(f"/cases/{ref}").text
    assert ref in karen.get("/cases?uninformed=1").text
    typed = {"on": "14.09.2026", "how": "letter", "by": "2"}
    assert karen.submit(f"/cases/{ref}/informed", typed, action="/informed").status_code == 303
    page = karen.get(f"/cases/{ref}").text
    assert "Beboeren blev oplyst den 14.09.2026." in page
    assert "Med brev" in page
    assert ref not in karen.get("/cases?uninformed=1").text
    with cast.database.read() as db:
        case, event = (
            db.scalars(sa.select(Case)).one(),
            db.scalars(sa.select(Event).order_by(Event.seq.desc())).first(),
        )
        assert (case.informed_on, case.informed_how, case.informed_by) == (TOLD.on, TOLD.how, TOLD.by_id)
        assert event is not None
        assert event.kind == "resident-informed"


def test_at_intake_it_is_asked_for_with_the_way_and_whoever_opens_the_case_has_told(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        page = f"/cases/new?resident={cast.resident(db).uuid}"
    typed = {"workflow": "coordinated", "informed_on": "15.09.2026", "informed_how": "conversation"}
    visit("karen").submit(page, typed, action=page)
    with cast.database.read() as db:
        case = db.scalars(sa.select(Case)).one()
        assert (case.informed_how, case.informed_by) == (InformedHow.CONVERSATION, PEOPLE["karen"][0])


def test_only_the_team_writes_it_down_and_only_what_can_be_true(cast: Cast) -> None:
    ref = _case(cast)
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
        with pytest.raises(Forbidden):
            note_informed(db, ref, TOLD, actor=person("samir"), at=cast.at)
        for wrong, field in (
            (Informed(date(2026, 9, 16), TOLD.how, TOLD.by_id), "on"),
            (Informed(TOLD.on, TOLD.how, PEOPLE["samir"][0]), "by"),
        ):
            with pytest.raises(Invalid) as refusal:
                note_informed(db, ref, wrong, actor=person("karen"), at=cast.at)
            assert list(refusal.value.fields) == [field]


def test_a_receiver_is_not_told_and_cannot_ask_the_list(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    samir = visit("samir")
    page = samir.get(f"/cases/{ref}")
    assert (page.status_code, "at beboeren er oplyst" in page.text) == (200, False)
    assert ref in samir.get("/cases").text
    assert ref not in samir.get("/cases?uninformed=1").text
