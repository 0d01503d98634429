"""While the processing is restricted what is kept is stored and not used, unless somebody says why; then it opens again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.models import Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, NoteKind
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.cases.service.people import add_party
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.consents import queries as consents
from sagsflow.core.errors import Invalid, NotFound, Restricted, Stale
from sagsflow.eventlog.models import Event
from sagsflow.meetings.queries.ready import ready_cases
from sagsflow.privacy.service import retaining
from sagsflow.residents import service
from sagsflow.residents.models import Resident, RestrictionGround, UseGround
from sagsflow.residents.service import Lifting
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
KAREN, LENE = person("karen"), person("lene")
REASON = "Beboeren siger, at gælden er betalt"


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case that the job service and the school see something of."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        cast.refer(db, case.ref, JOBS)
        return case.ref


def _case(db: Session, ref: str) -> Case:
    return db.scalars(sa.select(Case).where(Case.ref == ref)).one()


def _uuid(db: Session) -> str:
    return db.scalars(sa.select(Resident.uuid)).one()


def _restrict(cast: Cast, who: str = "lene") -> None:
    with cast.database.write() as db:
        ground = RestrictionGround.ACCURACY
        service.restrict(db, actor=person(who), at=cast.at, uuid=_uuid(db), ground=ground, reason=REASON)


def _lift(cast: Cast) -> None:
    with cast.database.write() as db:
        lifting = Lifting("Oplysningen er rettet", cast.at.date())
        service.lift(db, actor=LENE, at=cast.at, uuid=_uuid(db), lifting=lifting)


def _seeing(cast: Cast, ref: str) -> dict[int, set[Ground]]:
    with cast.database.read() as db:
        found: dict[int, set[Ground]] = {}
        for grant in ledger.live_grants(db, _case(db, ref).id, cast.at):
            found.setdefault(grant.unit_id, set()).add(grant.ground)
        return {unit: grounds for unit, grounds in found.items() if grounds != {Ground.OWNERSHIP}}


def _note(cast: Cast, db: Session, ref: str) -> object:
    new = NewNote(NoteKind.FACT, Topic.CORE, "Ord", cast.at.date())
    return write_note(db, ref, new, actor=KAREN, at=cast.at)


def _goal(cast: Cast, db: Session, ref: str) -> object:
    return add_goal(db, ref, GoalText("Et job", Topic.EMPLOYMENT, TEAM), actor=KAREN, at=cast.at)


def _paper(cast: Cast, db: Session, ref: str) -> object:
    return person_summary(
        db, KAREN, ref, Wish("Beboeren", "Samtale", "da"), at=cast.at, pathways=cast.platform
    )


ACTS: dict[str, Callable[[Cast, Session, str], object]] = {
    "step": lambda cast, db, ref: cast.move(
        db, ref, "receive_confirmed", received_by="Jette", first_meeting_date=date(2026, 9, 20)
    ),
    "note": _note,
    "goal": _goal,
    "consent": lambda cast, db, ref: cast.consent(db, ref, SCHOOL, Topic.FAMILY),
    "party": lambda cast, db, ref: add_party(db, ref, unit_id=SCHOOL, actor=KAREN, at=cast.at),
    "print": _paper,
    "case": lambda cast, db, _ref: _second_case(cast, db),
}


def _second_case(cast: Cast, db: Session) -> object:
    resident = db.scalars(sa.select(Resident)).one()
    new = NewCase(resident.id, "coordinated", 1, "beskaeftigelse", owner_id=1)
    return open_case(db, new, actor=KAREN, at=cast.at, pathways=cast.platform, prefix="BSV")


@ON_SQLITE
@pytest.mark.parametrize("act", ACTS)
def test_it_is_refused_until_somebody_has_said_why_and_then_for_two_hours_to_her(
    cast: Cast, ref: str, act: str
) -> None:
    _restrict(cast)
    with pytest.raises(Restricted), cast.database.write() as db:
        ACTS[act](cast, db, ref)
    with cast.database.write() as db:
        said = {"ground": UseGround.RESIDENT, "reason": "Beboeren har bedt om det"}
        service.use(db, actor=KAREN, at=cast.at, uuid=_uuid(db), **said)  # type: ignore[arg-type]  # two of them
        ACTS[act](cast, db, ref)
        db.rollback()
    cast.clock.advance(timedelta(hours=2))
    with pytest.raises(Restricted), cast.database.write() as db:
        ACTS[act](cast, db, ref)


@ON_SQLITE
def test_others_see_nothing_and_see_again_only_what_still_is_agreed(cast: Cast, ref: str) -> None:
    before = _seeing(cast, ref)
    assert before == {JOBS: {Ground.CONSENT, Ground.REFERRAL}, SCHOOL: {Ground.CONSENT}}
    _restrict(cast)
    assert _seeing(cast, ref) == {}
    with cast.database.write() as db:
        (school,) = [
            row for row in consents.live(db, _case(db, ref).id, cast.at) if row.receiving_unit_id == SCHOOL
        ]
        cast.withdraw(db, ref, school)
        assert_reading_list_agrees(db, cast.at)
    _lift(cast)
    assert _seeing(cast, ref) == {JOBS: before[JOBS]}
    with cast.database.read() as db:
        assert_reading_list_agrees(db, cast.at)
        assert_log_is_sound(db)
        kinds = set(db.scalars(sa.select(Event.kind)))
    assert {"processing-restricted", "restriction-lifted", "consent-withdrawn"} <= kinds


@ON_SQLITE
def test_the_resident_may_still_stop_and_nothing_opens_after_it(cast: Cast, ref: str) -> None:
    _restrict(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    _lift(cast)
    assert _seeing(cast, ref) == {}
    with cast.database.read() as db:
        assert _case(db, ref).result == "withdrawn"


@ON_SQLITE
def test_a_receiver_can_do_nothing_on_it_and_it_waits_for_no_meeting(cast: Cast, ref: str) -> None:
    _restrict(cast)
    with pytest.raises(NotFound), cast.database.write() as db:
        cast.move(db, ref, "bounce", "jette", reason="Nej")
    with cast.database.write() as db:
        case = _case(db, ref)
        case.state = case.meeting_wait = "ready"
        assert ready_cases(db, LENE, cast.at) == []
        case.restricted_at = None
        assert [row.case.ref for row in ready_cases(db, LENE, cast.at)] == [ref]
        db.rollback()


@ON_SQLITE
def test_nothing_is_erased_while_it_stands(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    _restrict(cast)
    cast.clock.advance(timedelta(days=731))
    with pytest.raises(Invalid, match="restricted"), cast.database.write() as db:
        retaining.propose(db, ref, actor=LENE, at=cast.at, library=cast.platform.library)


@ON_SQLITE
@pytest.mark.parametrize("who", ["karen", "oda", "jette", "adam", "vibeke"])
def test_only_the_leader_of_the_unit_restricts(cast: Cast, ref: str, who: str) -> None:
    with pytest.raises(NotFound):
        _restrict(cast, who)


@ON_SQLITE
def test_it_is_restricted_once_and_lifted_once_when_the_resident_has_been_told(cast: Cast, ref: str) -> None:
    with pytest.raises(Stale):
        _lift(cast)
    _restrict(cast)
    with pytest.raises(Stale):
        _restrict(cast)
    lifting = Lifting("Rettet", cast.at.date() + timedelta(days=1))
    with pytest.raises(Invalid) as refusal, cast.database.write() as db:
        service.lift(db, actor=LENE, at=cast.at, uuid=_uuid(db), lifting=lifting)
    assert refusal.value.fields == {"told_on": "in-the-future"}
    _lift(cast)


@ON_SQLITE
def test_the_pages_say_it_offer_the_way_and_keep_what_was_typed(cast: Cast, ref: str, visit: Visit) -> None:
    karen, lene = visit("karen"), visit("lene")
    with cast.database.read() as db:
        page = f"/residents/{_uuid(db)}/restriction"
    typed = {"ground": "accuracy", "reason": REASON}
    assert lene.submit(page, typed, button="Begræns behandlingen").location == page
    assert "Jobhjælpen" in lene.get(page).text
    for shown in (f"/cases/{ref}", page.removesuffix("/restriction")):
        assert "Behandlingen er begrænset" in karen.get(shown).text
    form = karen.form(f"/cases/{ref}/notes/new", button="Gem notatet")
    words = {"text": "Hun har betalt", "happened_on": "14.09.2026", "kind": "fact", "topic": "core"}
    refused = karen.post(form.action, data=form.filled(words, "Gem notatet"))
    assert (refused.status_code, "Hun har betalt" in refused.text, page in refused.text) == (422, True, True)
    plan = f"/cases/{ref}/my-plan.pdf?recipient=Beboeren&purpose=Samtale&language=da"
    assert karen.get(plan).status_code == 422
    said = {"use_ground": "others", "words": "Et barn er i fare"}
    assert karen.submit(page, said, button="Skriv hvorfor, og brug dem").location == page
    assert karen.submit(f"/cases/{ref}/notes/new", words, button="Gem notatet").status_code == 303
    lifted = lene.submit(page, {"told_on": "15.09.2026", "reason": "Rettet nu"}, button="Ophæv begrænsningen")
    assert lifted.location == page
    assert visit("jette").get(f"/cases/{ref}").status_code == 200
