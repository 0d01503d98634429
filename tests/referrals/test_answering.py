"""Who may answer a referral, once, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import queries as consents
from sagsflow.consents.models import Consent
from sagsflow.core.errors import NotFound, Stale
from sagsflow.engine.snapshot import Blocked
from sagsflow.eventlog.models import Event
from sagsflow.referrals import queries, service
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import Reply
from tests.cast import CLUB, JOBS, SCHOOL, Cast, person

YES = {"received_by": "Jette Krag", "first_meeting_date": date(2026, 9, 22)}


def _sent(db: Session, cast: Cast, unit_id: int = JOBS) -> Referral:
    case = cast.clarifying(db)
    cast.consent(db, case.ref, unit_id)
    cast.refer(db, case.ref, unit_id)
    return db.scalars(sa.select(Referral)).one()


def _answer(
    db: Session, cast: Cast, referral: Referral, who: str, trigger: str, **answers: object
) -> Referral:
    reply = Reply(trigger, answers, referral.version)
    return service.reply(db, referral.id, reply, actor=person(who), at=cast.at, pathways=cast.platform)


def _at_once(cast: Cast, sent: Referral, replies: dict[str, Reply]) -> list[str]:
    """What becomes of replies that people send at the same moment."""
    ready = Barrier(len(replies))

    def answer(who: str) -> str:
        ready.wait()
        try:
            with cast.database.write() as db:
                service.reply(
                    db, sent.id, replies[who], actor=person(who), at=cast.at, pathways=cast.platform
                )
        except Stale:
            return "too late"
        return "answered"

    with ThreadPoolExecutor() as pool:
        return sorted(pool.map(answer, replies))


def test_two_people_answer_at_once_and_one_wins(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
    yes = Reply("accept", YES, sent.version)
    no = Reply("decline", {"decline_reason": "no_room"}, sent.version)
    assert _at_once(cast, sent, {"jette": yes, "jonas": no}) == ["answered", "too late"]
    answers = sa.select(Event.kind).where(Event.kind.in_(["referral-accepted", "referral-declined"]))
    with cast.database.read() as db:
        assert len(db.scalars(answers).all()) == 1


@pytest.mark.parametrize("stranger", ["samir", "clara", "oda", "mette", "adam", "dorte", "vibeke"])
def test_strangers_must_not_learn_that_it_exists(cast: Cast, stranger: str) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        with pytest.raises(NotFound):
            _answer(db, cast, sent, stranger, "accept", **YES)
        with pytest.raises(NotFound):
            queries.find(db, person(stranger), sent.id, cast.at)


def test_another_unit_with_consent_of_its_own_does_not_answer_for_the_receiver(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        cast.consent(db, db.get_one(Case, sent.case_id).ref, SCHOOL)
        with pytest.raises(NotFound):
            _answer(db, cast, sent, "samir", "accept", **YES)


def test_a_colleague_of_the_owner_may_take_it_back_but_not_answer_it(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        with pytest.raises(Blocked) as refusal:
            _answer(db, cast, sent, "bo", "accept", **YES)
        assert [reason.code for reason in refusal.value.reasons] == ["role"]
        assert _answer(db, cast, sent, "bo", "withdraw").state == "withdrawn"


def test_saying_no_needs_one_of_the_reasons(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        with pytest.raises(Blocked) as refusal:
            _answer(db, cast, sent, "jette", "decline", decline_reason="because")
        assert [reason.code for reason in refusal.value.reasons] == ["field_invalid"]


def test_a_partner_of_civil_society_answers_too(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast, CLUB)
        assert _answer(db, cast, sent, "clara", "accept", **YES).state == "accepted"


def _withdraw(db: Session, cast: Cast, sent: Referral) -> None:
    (consent,) = consents.live(db, sent.case_id, cast.at)
    cast.withdraw(db, db.get_one(Case, sent.case_id).ref, consent)


def _expire(_db: Session, cast: Cast, _sent: Referral) -> None:
    cast.clock.advance(timedelta(days=366))


@pytest.mark.parametrize("ends", [_withdraw, _expire])
def test_when_the_consent_is_gone_so_is_the_referral_for_its_receiver(
    cast: Cast, ends: Callable[[Session, Cast, Referral], None]
) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        assert [row.id for row in queries.received(db, person("jette"), "to_answer", cast.at)] == [sent.id]
        ends(db, cast, sent)
        for which in queries.LISTS:
            assert queries.received(db, person("jette"), which, cast.at) == []
        with pytest.raises(NotFound):
            queries.find(db, person("jette"), sent.id, cast.at)
        with pytest.raises(NotFound):
            _answer(db, cast, sent, "jette", "accept", **YES)
        assert queries.find(db, person("karen"), sent.id, cast.at).row.to_unit == "Jobhjælpen"


def test_each_list_holds_its_own(cast: Cast) -> None:
    jette, nothing = person("jette"), dict.fromkeys(queries.LISTS, 0)

    def lists(db: Session) -> dict[str, int]:
        return {which: len(queries.received(db, jette, which, cast.at)) for which in queries.LISTS}

    with cast.database.write() as db:
        sent = _sent(db, cast)
        assert lists(db) == {**nothing, "to_answer": 1}
        _answer(db, cast, sent, "jette", "accept", **YES)
        assert lists(db) == {**nothing, "active": 1}
        _answer(db, cast, sent, "karen", "withdraw")
        assert lists(db) == {**nothing, "ended": 1}


def test_what_is_recorded_are_ids_and_no_words(cast: Cast) -> None:
    with cast.database.write() as db:
        sent = _sent(db, cast)
        _answer(db, cast, sent, "jette", "decline", decline_reason="other", decline_note="En hemmelighed")
        bodies = db.scalars(sa.select(Event.body).where(Event.kind.startswith("referral-"))).all()
        assert len(bodies) > 2
        assert not any(word in body for body in bodies for word in ("hemmelighed", "Ring efter"))


def test_a_referral_opens_what_each_consent_says_and_only_while_that_one_holds(cast: Cast) -> None:
    """Sensitive matters until today, the rest of the topic for a year: the longer one does not carry the wider one along."""
    today = cast.at.date()
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.HEALTH, sensitive=True, expires_on=today)
        cast.consent(db, case.ref, JOBS, Topic.HEALTH)
        cast.refer(db, case.ref, JOBS)
        ref, ends = case.id, db.scalars(sa.select(Consent.expires_at).order_by(Consent.id).limit(1)).one()
    with cast.database.read() as db:
        before = ledger.view_of_units(db, [JOBS], ref, ends - timedelta(microseconds=1))
        after = ledger.view_of_units(db, [JOBS], ref, ends)
    assert [view.covers(Topic.HEALTH, sensitive=True) for view in (before, after)] == [True, False]
    assert [view.covers(Topic.HEALTH, sensitive=False) for view in (before, after)] == [True, True]
