"""Who is told what: by the services that people use, once, and never of what they did themselves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, Deadline
from sagsflow.cases.service.nearing import Nearing
from sagsflow.cases.service.people import change_owner
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import NotFound
from sagsflow.emergency import service as emergency
from sagsflow.emergency.models import EmergencyReason
from sagsflow.meetings.models import MeetingKind
from sagsflow.meetings.service.calling import MeetingPlan, call_meeting
from sagsflow.messages import queries, service
from sagsflow.messages.models import Message
from sagsflow.review.telling import tell_reviewers
from sagsflow.tasks import service as tasks
from sagsflow.tasks.telling import TASK_GIVEN
from tests.cast import PEOPLE, SCHOOL, TEAM, Cast, person

KAREN, BO, LENE = (PEOPLE[name][0] for name in ("karen", "bo", "lene"))


def _told(cast: Cast) -> list[tuple[int, str]]:
    with cast.database.read() as db:
        rows = db.execute(sa.select(Message.user_id, Message.kind).order_by(Message.id))
        return [(row.user_id, row.kind) for row in rows]


def _raise(cast: Cast, assignee: int | None, who: str | None, kind: str = "call_resident") -> None:
    with cast.database.write() as db:
        tasks.raise_task(
            db,
            kind=kind,
            unit_id=TEAM,
            assignee_id=assignee,
            due_on=copenhagen_date(cast.at),
            case_id=None,
            actor=person(who) if who else None,
            at=cast.at,
        )


@pytest.mark.parametrize(
    ("assignee", "who", "kind", "told"),
    [
        (BO, "karen", "call_resident", [(BO, "task-given")]),
        (KAREN, None, "overdue", [(KAREN, "deadline-passed")]),
        (KAREN, "karen", "call_resident", []),
        (None, "karen", "call_resident", []),
    ],
    ids=["by a colleague", "by the clock", "by oneself", "to the unit"],
)
def test_whoever_is_given_a_task_by_another_is_told(
    cast: Cast, assignee: int | None, who: str | None, kind: str, told: list[tuple[int, str]]
) -> None:
    _raise(cast, assignee, who, kind)
    assert _told(cast) == told


def test_a_new_owner_is_told_of_the_case(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        ref, seen = case.ref, case.event_count
    with cast.database.write() as db:
        change_owner(
            db, ref, new_owner_id=BO, handover="Han ved det.", seen=seen, actor=person("lene"), at=cast.at
        )
    assert (BO, "case-given") in _told(cast)


def test_an_emergency_is_told_to_the_leader_and_the_officer(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db).ref
    with cast.database.write() as db:
        emergency.ask(
            db,
            ref,
            EmergencyReason.CHILD,
            "Ingen svarer, og der er børn der.",
            actor=person("jette"),
            at=cast.at,
            calendar=cast.platform.calendar,
        )
    assert _told(cast) == [(LENE, "emergency-opened"), (PEOPLE["dorte"][0], "emergency-opened")]


def test_a_deadline_that_is_near_is_told_once_and_again_when_it_has_moved(cast: Cast) -> None:
    near = Nearing(cast.platform.calendar)
    with cast.database.write() as db:
        case_id = cast.open_case(db).id
    with cast.database.write() as db:
        deadline = db.scalars(sa.select(Deadline).where(Deadline.case_id == case_id)).one()
        deadline.due_on = copenhagen_date(cast.at) + timedelta(days=2)
        db.get_one(Case, case_id).due_on = deadline.due_on
        for _ in range(2):
            near.tell(db, {}, cast.at)
    assert _told(cast) == [(KAREN, "deadline-near")]
    with cast.database.write() as db:
        db.execute(sa.update(Deadline).values(due_on=copenhagen_date(cast.at) + timedelta(days=1)))
        near.tell(db, {}, cast.at)
    assert len(_told(cast)) == 2


def test_reviewers_are_told_once_a_month(cast: Cast) -> None:
    for days in (0, 1, 30):
        with cast.database.write() as db:
            tell_reviewers(db, {}, cast.at + timedelta(days=days))
    assert sorted(_told(cast)) == sorted(
        (PEOPLE[name][0], "review-drawn") for name in ("lene", "dorte") for _ in range(2)
    )


def test_nobody_reads_another_s_message(cast: Cast) -> None:
    _raise(cast, BO, "karen")
    with cast.database.write() as db, pytest.raises(NotFound):
        service.read(db, 1, actor=person("karen"), at=cast.at)
    with cast.database.read() as db:
        assert [queries.unread(db, user_id) for user_id in (BO, KAREN)] == [1, 0]


def test_a_whole_unit_is_told_but_for_the_one_who_did_it(cast: Cast) -> None:
    with cast.database.write() as db:
        assert service.tell_unit(db, TASK_GIVEN, [TEAM], at=cast.at, actor=person("karen")) == 2
    assert [user_id for user_id, _kind in _told(cast)] == [BO, LENE]


def test_whoever_is_invited_to_a_meeting_is_told_but_not_who_called_it(cast: Cast) -> None:
    plan = MeetingPlan(
        kind=MeetingKind.GROUP,
        unit_id=TEAM,
        starts_at=cast.at + timedelta(days=7),
        ends_at=cast.at + timedelta(days=7, hours=2),
        place="Beboerhuset",
        chair_id=LENE,
        minute_taker_id=KAREN,
        unit_ids=[SCHOOL],
    )
    with cast.database.write() as db:
        call_meeting(db, plan, actor=person("lene"), at=cast.at)
    invited = {PEOPLE[name][0] for name in ("karen", "bo", "samir", "grete")}
    assert {user_id for user_id, kind in _told(cast) if kind == "invited-to-meeting"} == invited
