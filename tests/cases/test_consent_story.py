"""A case is referred: refused without consent, sent with it, answered, and moved on by itself; and what a withdrawal does."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access import ledger
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import queries as consents
from sagsflow.core.errors import Forbidden
from sagsflow.engine.snapshot import Blocked
from sagsflow.eventlog.models import Event
from sagsflow.referrals import service as referrals
from sagsflow.referrals.models import Referral
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import CAST, JOBS, OTHER_TEAM, SCHOOL, Cast, cast, person
from tests.house.databases import StartingPoint

__all__ = ["cast"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


def _refused(cast: Cast, ref: str, unit_id: int) -> list[tuple[str, object]]:
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.refer(db, ref, unit_id)
    return [(reason.code, reason.params.get("unit")) for reason in refusal.value.reasons]


def _referral(cast: Cast) -> Referral:
    with cast.database.read() as db:
        return db.scalars(sa.select(Referral).order_by(Referral.id.desc())).first()  # type: ignore[return-value]  # there is one


def _case(cast: Cast, ref: str) -> Case:
    with cast.database.read() as db:
        return db.scalars(sa.select(Case).where(Case.ref == ref)).one()


def _kinds(cast: Cast, ref: str) -> list[str]:
    with cast.database.read() as db:
        asked = sa.select(Event.kind).join(Case, Case.id == Event.case_id).where(Case.ref == ref)
        return list(db.scalars(asked.order_by(Event.case_seq)))


def _reply(cast: Cast, who: str, trigger: str, **answers: object) -> None:
    referral = _referral(cast)
    reply = referrals.Reply(trigger, answers, referral.version)
    with cast.database.write() as db:
        referrals.reply(db, referral.id, reply, actor=person(who), at=cast.at, pathways=cast.platform)


def _accept(cast: Cast) -> None:
    _reply(cast, "jette", "accept", received_by="Jette Krag", first_meeting_date=date(2026, 9, 22))


def _decline(cast: Cast) -> None:
    """By the receiver, and upheld by the coordinator."""
    _reply(cast, "jette", "decline", decline_reason="no_room", decline_note="Prøv igen til foråret")
    _reply(cast, "lene", "uphold")


def _referred(cast: Cast, *topics: Topic) -> str:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, *topics)
        cast.refer(db, case.ref, JOBS)
        return case.ref


def _withdraw(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        (consent,) = consents.live(db, case.id, cast.at)
        cast.withdraw(db, ref, consent)


def test_without_consent_it_is_refused_and_the_unit_is_named(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
    assert _refused(cast, ref, JOBS) == [("consent_missing", JOBS)]
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    assert _refused(cast, ref, JOBS) == [("consent_missing", JOBS)]


def test_with_consent_it_is_sent_and_the_receiver_sees_what_was_agreed(cast: Cast) -> None:
    ref = _referred(cast, Topic.EMPLOYMENT)
    case, referral = _case(cast, ref), _referral(cast)
    assert (case.state, referral.state, referral.due_on) == ("referred", "sent", date(2026, 9, 29))
    with cast.database.read() as db:
        view = ledger.view_of_units(db, [JOBS], case.id, cast.at)
    assert {grant.topic for grant in view.grants if grant.ground is Ground.REFERRAL} == {
        Topic.CORE,
        Topic.EMPLOYMENT,
    }
    assert _kinds(cast, ref)[-2:] == ["case-moved", "referral-sent"]


def test_it_is_refused_again_the_second_the_consent_is_withdrawn(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS)
    _withdraw(cast, ref)
    assert _refused(cast, ref, JOBS) == [("consent_missing", JOBS)]


def test_it_is_refused_when_the_consent_has_expired_by_the_clock(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, JOBS, expires_on=date(2026, 9, 20))
    cast.clock.advance(timedelta(days=6))
    assert _refused(cast, ref, JOBS) == [("consent_missing", JOBS)]


def test_accepting_moves_the_case_to_follow_up_by_itself(cast: Cast) -> None:
    ref = _referred(cast)
    _accept(cast)
    case, referral = _case(cast, ref), _referral(cast)
    assert (case.state, case.due_on) == ("follow_up", date(2026, 12, 14))
    assert (referral.state, referral.accepted, referral.received_by) == ("accepted", True, "Jette Krag")
    assert _kinds(cast, ref)[-2:] == ["referral-accepted", "case-moved"]


def test_declining_sends_the_case_back_to_clarification_by_itself(cast: Cast) -> None:
    ref = _referred(cast)
    _decline(cast)
    referral = _referral(cast)
    assert _case(cast, ref).state == "clarifying"
    assert (referral.state, referral.accepted, referral.decline_reason) == ("refused", False, "no_room")
    with cast.database.read() as db:
        waiting = sa.select(Task.kind).where(Task.status == TaskStatus.OPEN)
        assert db.scalars(waiting).all() == ["find_another_way"]
        view = ledger.view_of_units(db, [JOBS], referral.case_id, cast.at)
        assert {grant.ground for grant in view.grants} == {Ground.CONSENT}


def test_a_referral_of_an_earlier_round_does_not_move_the_case_again(cast: Cast) -> None:
    ref = _referred(cast)
    _decline(cast)
    with cast.database.write() as db:
        cast.refer(db, ref, JOBS)
    assert _case(cast, ref).state == "referred"


def test_withdrawing_the_consent_pulls_the_referral_back_and_tells_the_owner(cast: Cast) -> None:
    ref = _referred(cast)
    _withdraw(cast, ref)
    case, referral = _case(cast, ref), _referral(cast)
    assert (case.state, referral.state, referral.is_open) == ("referred", "withdrawn", False)
    assert _kinds(cast, ref)[-2:] == ["consent-withdrawn", "referral-withdrawn"]
    with cast.database.read() as db:
        assert ledger.view_of_units(db, [JOBS], case.id, cast.at).is_empty
        assert db.scalars(sa.select(Task.kind)).all() == ["handed_back"]


def test_a_referral_narrows_to_what_another_consent_still_covers(cast: Cast) -> None:
    ref = _referred(cast, Topic.EMPLOYMENT)
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        (first,) = consents.live(db, case.id, cast.at)
        cast.consent(db, ref, JOBS, Topic.FAMILY)
        cast.withdraw(db, ref, first)
        view = ledger.view_of_units(db, [JOBS], case.id, cast.at)
        assert {grant.topic for grant in view.grants} == {Topic.CORE, Topic.FAMILY}
    assert _referral(cast).is_open


def test_the_case_cannot_be_closed_while_a_referral_has_no_result(cast: Cast) -> None:
    ref = _referred(cast)
    _accept(cast)
    ending = {"status_per_goal": "Godt på vej", "resident_evaluation": "Det holder"}
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.move(db, ref, "close_achieved", **ending)
    assert [reason.code for reason in refusal.value.reasons] == ["open_referral"]
    _reply(cast, "jette", "close", referral_result="achieved")
    with cast.database.write() as db:
        cast.move(db, ref, "close_achieved", **ending)
    assert _case(cast, ref).state == "closed_achieved"


def test_confirming_by_telephone_answers_what_was_sent(cast: Cast) -> None:
    ref = _referred(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "receive_confirmed", received_by="Jette", first_meeting_date=date(2026, 9, 24))
    referral = _referral(cast)
    assert (referral.accepted, referral.received_by, referral.first_meeting_on) == (
        True,
        "Jette",
        date(2026, 9, 24),
    )
    assert _case(cast, ref).state == "follow_up"


def test_taking_the_case_back_takes_the_referral_back(cast: Cast) -> None:
    ref = _referred(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "bounce", reason="Ingen svarer")
    referral = _referral(cast)
    assert (_case(cast, ref).state, referral.state) == ("clarifying", "withdrawn")
    assert [g.ground for g in _grants(cast, referral)] == [Ground.CONSENT]


def test_when_the_resident_stops_everything_shared_ends(cast: Cast) -> None:
    ref = _referred(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    referral = _referral(cast)
    assert (_case(cast, ref).state, referral.state) == ("closed_withdrawn", "withdrawn")
    assert _grants(cast, referral) == []
    with cast.database.read() as db:
        (row,) = consents.for_case(db, referral.case_id, cast.at)
    assert row.status == "withdrawn"
    assert {"sharing-ended", "consent-ended", "referral-withdrawn"} <= set(_kinds(cast, ref))


@pytest.mark.parametrize(
    ("trigger", "answers"),
    [("receive_confirmed", {"received_by": "Samir"}), ("bounce", {"reason": "Det er ikke os"})],
)
def test_another_receiver_of_the_case_does_not_speak_for_the_one_it_was_sent_to(
    cast: Cast, trigger: str, answers: dict[str, object]
) -> None:
    ref = _referred(cast)
    first_meeting = {"first_meeting_date": date(2026, 9, 24)} if trigger == "receive_confirmed" else {}
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    with pytest.raises(Forbidden), cast.database.write() as db:
        cast.move(db, ref, trigger, "samir", **answers, **first_meeting)
    with cast.database.write() as db:
        cast.move(db, ref, trigger, "jette", **answers, **first_meeting)
    assert _case(cast, ref).state != "referred"


def test_another_team_with_consent_looks_on(cast: Cast) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        cast.consent(db, ref, OTHER_TEAM)
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.move(db, ref, "withdraw", "oda")
    assert [reason.code for reason in refusal.value.reasons] == ["role"]


def _grants(cast: Cast, referral: Referral) -> list[AccessGrant]:
    with cast.database.read() as db:
        return list(ledger.view_of_units(db, [JOBS], referral.case_id, cast.at).grants)
