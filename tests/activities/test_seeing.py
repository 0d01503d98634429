"""Planners see every activity, a tenant board those of its areas, a partner its own, and readers what is settled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.activities import service
from sagsflow.activities.models import ActivityComment
from sagsflow.activities.queries import figures, lists, one
from sagsflow.activities.queries.figures import By, Sums
from sagsflow.activities.queries.lists import Wanted
from sagsflow.activities.service import Attendance, Rhythm
from sagsflow.activities.service.rhythm import Every
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.messages.models import Message
from sagsflow.organisations.models import UnitArea
from tests.access.town import EVERYBODY, TENANTS, actor_of
from tests.activities.conftest import BESIDE, ELSEWHERE, HERS, PARTY, planned
from tests.cast import CLUB, Cast

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
TOVE, KAREN, METTE = actor_of("tove"), actor_of("karen"), actor_of("mette")
PROPOSAL = replace(PARTY, title="Sy sammen", unit_id=TENANTS, sub_agreement_id=None)
SIX = {
    "hers": frozenset({HERS}),
    "beside": frozenset({BESIDE}),
    "both": frozenset({HERS, BESIDE}),
    "for all": frozenset[int](),
    "elsewhere": frozenset({ELSEWHERE}),
}


def _titles(cast: Cast, who: str, which: str = lists.COMING) -> set[str]:
    with cast.database.read() as db:
        return {row.title for row in lists.whole(db, actor_of(who), Wanted(which), cast.at)}


def _plan_all(cast: Cast) -> None:
    with cast.database.write() as db:
        for title, areas in SIX.items():
            planned(db, cast, replace(PARTY, title=title, area_ids=areas))
        planned(db, cast, replace(PARTY, title="of the club", unit_id=CLUB, area_ids=SIX["beside"]), "clara")
        with_club = replace(PARTY, partner_ids=frozenset({CLUB}), area_ids=SIX["elsewhere"])
        planned(db, cast, replace(with_club, title="with the club"))
        service.propose(db, PROPOSAL, actor=TOVE, at=cast.at)


def test_the_lists_hold_what_each_role_may_see(cast: Cast) -> None:
    _plan_all(cast)
    everything = {*SIX, "of the club", "with the club"}
    for who in ("karen", "lene", "vibeke", "samir", "mette", "birger", "grete", "rita"):
        assert _titles(cast, who) == everything, who
    assert _titles(cast, "tove") == {"hers", "both", "for all"}
    assert _titles(cast, "clara") == {"of the club", "with the club"}
    for who in ("adam", "dorte"):
        assert _titles(cast, who) == set()
    proposed = {who for who in EVERYBODY if _titles(cast, who, lists.PROPOSED)}
    assert proposed == {"karen", "bo", "lene", "oda", "vibeke", "begge", "tove"}


def test_a_board_without_areas_of_its_own_sees_those_of_its_organisation(cast: Cast) -> None:
    _plan_all(cast)
    with cast.database.write() as db:
        db.execute(sa.delete(UnitArea).where(UnitArea.unit_id == TENANTS))
    assert _titles(cast, "tove") == {"hers", "beside", "both", "for all", "of the club"}


@ON_ONE
def test_the_list_is_narrowed_counted_and_paged_alike(cast: Cast) -> None:
    _plan_all(cast)
    with cast.database.read() as db:
        here = Wanted(area_id=BESIDE, sub_agreement_id=1, first=date(2026, 9, 20), last=date(2026, 9, 20))
        found = [row.title for row in lists.whole(db, KAREN, here, cast.at, size=2)]
        assert sorted(found) == ["beside", "both", "for all", "of the club"]
        assert lists.count(db, KAREN, here, cast.at) == len(found)
        assert lists.count(db, KAREN, replace(here, last=date(2026, 9, 19)), cast.at) == 0
        assert lists.counts(db, KAREN, here, PARTY.ends_at)[lists.UNCOUNTED] == 4
        first = lists.page(db, KAREN, Wanted(), cast.at, cursor="bm9uc2Vuc2U")
        assert len(first.rows) == 7


@ON_ONE
def test_a_proposal_is_taken_in_by_planners_and_its_author_is_told(cast: Cast) -> None:
    with cast.database.write() as db:
        row = service.propose(db, PROPOSAL, actor=TOVE, at=cast.at)
        with pytest.raises(NotFound):
            service.decline(db, row.id, "Nej", actor=METTE, at=cast.at)
        with pytest.raises(Forbidden):
            service.decline(db, row.id, "Nej", actor=TOVE, at=cast.at)
        with pytest.raises(Forbidden):
            service.propose(db, replace(PROPOSAL, unit_id=CLUB), actor=TOVE, at=cast.at)
        service.accept(db, row.id, PARTY, seen=row.version, actor=KAREN, at=cast.at)
        told = db.execute(sa.select(Message.kind, Message.user_id).order_by(Message.id)).all()
        assert [tuple(one) for one in told] == [
            ("activity-proposed", actor_of("lene").user_id),
            ("activity-answered", TOVE.user_id),
        ]
    assert _titles(cast, "mette") == {"Sommerfest"}


@ON_ONE
def test_what_is_said_is_for_those_who_talk_and_is_taken_back_with_a_trace(cast: Cast) -> None:
    with cast.database.write() as db:
        row = planned(db, cast, replace(PARTY, comment_by=date(2026, 9, 18)))
        assert [one.id for one in lists.awaiting_comment(db, TOVE, cast.at)] == [row.id]
        said = service.comment(db, row.id, "Flere borde, tak.", actor=TOVE, at=cast.at)
        assert lists.awaiting_comment(db, TOVE, cast.at) == []
        assert [one.text for one in one.comments(db, KAREN, row)] == ["Flere borde, tak."]
        assert one.comments(db, METTE, row) == ()
        for who in (METTE, actor_of("samir")):
            with pytest.raises(Forbidden):
                service.comment(db, row.id, "Hej", actor=who, at=cast.at)
        with pytest.raises(Invalid):
            service.comment(db, row.id, " ", actor=TOVE, at=cast.at)
        with pytest.raises(NotFound):
            service.withdraw(db, row.id, said.id, actor=KAREN, at=cast.at)
        service.withdraw(db, row.id, said.id, actor=TOVE, at=cast.at)
        service.withdraw(db, row.id, said.id, actor=TOVE, at=cast.at + timedelta(days=1))
        kept = db.get_one(ActivityComment, said.id)
        assert (kept.text, kept.withdrawn_at, kept.author_id) == (None, cast.at, TOVE.user_id)


def test_the_sums_count_each_activity_once_in_the_whole_and_in_each_of_its_areas(cast: Cast) -> None:
    _plan_all(cast)
    with cast.database.write() as db:
        for row in lists.whole(db, KAREN, Wanted(), cast.at):
            if row.title in {"both", "for all"}:
                said = Attendance(10, volunteers=2, volunteer_hours=5)
                service.write_attendance(db, row.id, said, actor=KAREN, at=PARTY.ends_at)
            if row.title == "hers":
                service.cancel(db, row.id, "Storm", actor=KAREN, at=cast.at)
    held = Sums(held=1, people=10, volunteers=2, volunteer_hours=5)
    first, last = date(2026, 9, 1), date(2026, 9, 30)
    with cast.database.read() as db:
        whole = figures.sums(db, 1, first, last)[None]
        areas = figures.sums(db, 1, first, last, By.AREA)
        agreements = figures.sums(db, 1, first, last, By.SUB_AGREEMENT)
        assert figures.sums(db, 1, first, date(2026, 9, 19), By.AREA) == {}
    assert whole == Sums(planned=4, held=2, cancelled=1, people=20, volunteers=4, volunteer_hours=10)
    assert areas[HERS] == replace(held, cancelled=1)
    assert (areas[BESIDE], areas[None]) == (replace(held, planned=2), held)
    assert agreements == {1: whole}


@ON_ONE
def test_a_board_is_asked_once_about_a_row_and_only_where_it_speaks(cast: Cast) -> None:
    asked = replace(PARTY, comment_by=date(2026, 9, 18))
    rhythm = Rhythm(Every.WEEK, date(2026, 10, 31))
    with cast.database.write() as db:
        row = service.plan(db, asked, rhythm, actor=KAREN, at=cast.at)[0]
        service.change(db, row.id, asked, seen=row.version, actor=KAREN, at=cast.at)
        planned(db, cast, replace(asked, area_ids=frozenset({BESIDE})))
        assert [one.id for one in lists.awaiting_comment(db, TOVE, cast.at)] == [row.id]
        told = db.execute(sa.select(Message.user_id, Message.target).where(Message.kind == "activity-asked"))
        assert [tuple(one) for one in told] == [(TOVE.user_id, str(row.id))]
