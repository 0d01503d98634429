"""Everything that runs at a provider goes to another one: each by its own consent, once, with what stays told and why."""

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.directory import service as directory
from sagsflow.directory.models import Capacity
from sagsflow.directory.service import Content, Room
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.messages.models import Message
from sagsflow.referrals import running
from sagsflow.referrals.models import Referral, ReferralMove, ReferralMoveItem
from sagsflow.referrals.running import Way
from sagsflow.referrals.service import Handover, moving, send_now
from tests.cast import CLUB, JOBS, OFFICE, SCHOOL, Cast, Visit, person
from tests.referrals.acting import does, sent, stands, work, worker

PAGE = f"/referrals/moves?from_unit={JOBS}&to_unit={CLUB}"
NOTE = "Jobhjælpen lukker"


def _agree(cast: Cast, referral_id: int, unit_id: int = CLUB) -> None:
    with cast.database.write() as db:
        case = db.get_one(Case, db.get_one(Referral, referral_id).case_id)
        cast.consent(db, case.ref, unit_id)


def _ask(cast: Cast, who: str = "lene", to: int = CLUB, note: str = NOTE, offer: int | None = None) -> int:
    with cast.database.write() as db:
        new = moving.NewMove(Way(JOBS, offer, to), note)
        return moving.ask(db, new, actor=person(who), at=cast.at).id


def _states(cast: Cast) -> list[tuple[int, str]]:
    with cast.database.read() as db:
        return [(row.to_unit_id, row.state) for row in db.scalars(sa.select(Referral).order_by(Referral.id))]


def _refusals(cast: Cast) -> list[str | None]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(ReferralMoveItem.refusal).order_by(ReferralMoveItem.position)))


def _also(cast: Cast, ref: str, unit_id: int) -> None:
    with cast.database.write() as db:
        new = Handover(frozenset({unit_id}), "Også jer")
        send_now(db, ref, new, actor=person("karen"), at=cast.at, pathways=cast.platform)


def test_all_of_a_provider_move_in_one_job_and_what_stays_says_why(cast: Cast) -> None:
    [goes], [stays] = sent(cast), sent(cast, number=2)
    [twice] = sent(cast, number=3)
    does(cast, goes, "jette", "accept")
    for number in (goes, twice):
        _agree(cast, number)
    with cast.database.write() as db:
        case = db.get_one(Case, db.get_one(Referral, twice).case_id)
    _also(cast, case.ref, CLUB)
    move = _ask(cast)
    work(worker(cast))
    assert _refusals(cast) == [None, "no-consent", "already-referred"]
    assert [stands(cast, number)[0] for number in (goes, stays, twice)] == ["withdrawn", "sent", "sent"]
    with cast.database.read() as db:
        new = db.scalars(sa.select(Referral).where(Referral.from_referral_id == goes)).one()
        found = db.get_one(ReferralMove, move)
        told = db.execute(sa.select(Message.user_id, Message.target).where(Message.kind == "referrals-moved"))
        assert (new.to_unit_id, new.state, new.transfer_note) == (CLUB, "sent", NOTE)
        assert (found.moved, found.kept, found.ended_at is not None) == (1, 2, True)
        assert [tuple(row) for row in told] == [(person("lene").user_id, str(move))]
        kinds = db.scalars(sa.select(Event.kind)).all()
    assert [
        kinds.count(kind) for kind in ("referrals-move-asked", "referral-transferred", "referrals-moved")
    ] == [1, 1, 1]


def test_consent_that_ends_before_its_turn_keeps_the_referral_where_it_is(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.write() as db:
        ref = db.scalars(sa.select(Case.ref)).one()
        given = cast.consent(db, ref, CLUB)
    _ask(cast)
    with cast.database.write() as db:
        cast.withdraw(db, ref, given)
    work(worker(cast))
    assert (_refusals(cast), _states(cast)) == (["no-consent"], [(JOBS, "sent")])
    assert stands(cast, number)[0] == "sent"


def test_two_workers_move_each_of_them_once(cast: Cast) -> None:
    numbers = [sent(cast, number=number)[0] for number in (1, 2, 3)]
    for number in numbers:
        _agree(cast, number)
    _ask(cast)
    work(worker(cast), worker(cast))
    assert _states(cast) == [(JOBS, "withdrawn")] * 3 + [(CLUB, "sent")] * 3


def test_the_coordinator_moves_all_of_the_unit_a_worker_her_own_and_others_none(cast: Cast) -> None:
    sent(cast)
    with cast.database.write() as db:
        case = cast.clarifying(db, "bo", number=2)
        cast.consent(db, case.ref, JOBS, who="bo")
        cast.refer(db, case.ref, JOBS, "bo")
    totals = []
    for who in ("lene", "karen", "bo"):
        with cast.database.read() as db:
            totals.append(db.get_one(ReferralMove, _ask(cast, who)).total)
    assert totals == [2, 1, 1]
    with pytest.raises(Invalid, match="invalid"):
        _ask(cast, "oda")


@pytest.mark.parametrize(
    ("to", "note", "fields"),
    [
        (JOBS, NOTE, {"to_unit": "same-receiver"}),
        (OFFICE, NOTE, {"to_unit": "nobody-answers"}),
        (SCHOOL, " ", {"note": "required"}),
    ],
    ids=["the same", "nobody answers there", "no note"],
)
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_an_order_that_cannot_be_is_refused(cast: Cast, to: int, note: str, fields: dict[str, str]) -> None:
    sent(cast)
    with pytest.raises(Invalid) as refusal:
        _ask(cast, to=to, note=note)
    assert refusal.value.fields == fields


def test_the_page_says_beforehand_what_can_be_moved_and_afterwards_what_was(cast: Cast, visit: Visit) -> None:
    [goes], [stays] = sent(cast), sent(cast, number=2)
    _agree(cast, goes)
    lene = visit("lene")
    assert "Jobhjælpen (2)" in lene.get("/referrals/moves").text
    before = lene.get(PAGE).text
    assert "Flyt 1 henvisning" in before
    assert "Beboeren har ikke sagt ja til at dele med denne modtager" in before
    assert lene.submit(PAGE, {"note": ""}, action="/moves").status_code == 422
    answer = lene.submit(PAGE, {"note": NOTE}, action="/moves")
    assert answer.status_code == 303
    assert "0 af 2 er klaret" in lene.get(answer.location).text
    work(worker(cast))
    after = lene.get(answer.location).text
    assert all(
        words in after for words in ("2 af 2 er klaret", f"/referrals/{stays}", f"/referrals/{stays + 1}")
    )
    with cast.database.read() as db:
        assert "referrals" in db.scalars(sa.select(ReadEntry.what)).all()
    assert [visit(who).get(answer.location).status_code for who in ("karen", "jette")] == [404, 404]


def test_those_of_one_offer_move_and_the_others_of_the_unit_stay(cast: Cast) -> None:
    [other] = sent(cast)
    with cast.database.write() as db:
        content, room = Content("Jobklub", "Vi mødes hver tirsdag."), Room(Capacity.OPEN)
        offer = directory.add(db, JOBS, content, room, actor=person("adam"), at=cast.at).id
        ref = cast.clarifying(db, number=2).ref
        for unit_id in (JOBS, CLUB):
            cast.consent(db, ref, unit_id)
        new = Handover(frozenset({JOBS}), "Hun er klar", {JOBS: offer})
        [one] = send_now(db, ref, new, actor=person("karen"), at=cast.at, pathways=cast.platform)
    with cast.database.read() as db:
        found = [(row.name, row.running) for row in running.providers(db, person("lene"), cast.at)]
    assert found == [("Jobhjælpen", 2), ("Jobhjælpen – Jobklub", 1)]
    _ask(cast, offer=offer)
    work(worker(cast))
    assert [stands(cast, number)[0] for number in (other, one.id, one.id + 1)] == [
        "sent",
        "withdrawn",
        "sent",
    ]
