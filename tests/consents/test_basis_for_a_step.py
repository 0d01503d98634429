"""Where a pathway accepts a basis in law in the place of consent: which steps do, what follows, and how the page says it."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import Membership, Standing
from sagsflow.cases.models import Case
from sagsflow.cases.service.people import add_party
from sagsflow.consents.models import LegalBasis, LegalGround
from sagsflow.consents.service import basing
from sagsflow.consents.service.basing import NewBasis
from sagsflow.engine.check import check
from sagsflow.engine.loader import load_text
from sagsflow.engine.snapshot import Blocked
from sagsflow.tasks.models import Task
from tests.cast import BORN, JOBS, SCHOOL, Cast, Visit, person
from tests.engine.world import ALL, WORKFLOWS

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
ACCEPTING = {
    "employment": {"link_employment_service", "start_trial", "to_meeting", "schedule", "meeting_decided"},
    "eviction_prevention": {"contact_municipality", "urgent_meeting", "schedule", "meeting_decided"},
    "school_absence": {"call_network", "schedule", "network_decided"},
    # A referral may stand open on a basis in law wherever the pathway that sent it accepts one.
    "referral": {"send", "open", "accept", "queue", "move_in_queue", "begin", "send_back", "ask_again"},
}
BASIS = NewBasis(
    LegalGround.PUBLIC_TASK,
    "§ 1",
    "Indsatsen er vores opgave",
    frozenset({Topic.EMPLOYMENT}),
    date(2026, 10, 1),
)
LINK = {"age_band": "under_25", "contact_person": "Jette"}


@pytest.fixture
def in_state(cast: Cast) -> str:
    """The number of an employment case whose wishes are being mapped, with the job service as a party."""
    with cast.database.write() as db:
        case = cast.open_case(db, workflow="employment")
        case.state = "mapping"
        add_party(db, case.ref, unit_id=JOBS, actor=person("karen"), at=cast.at)
        return case.ref


def _state(cast: Cast, db: Session, ref: str) -> None:
    basing.state(db, ref, BASIS, actor=person("jette"), at=cast.at)


def test_the_shipped_pathways_accept_one_in_these_steps_and_no_others() -> None:
    found = {
        flow.id: {step.trigger for step in flow.transitions if step.consent and step.consent.or_legal_basis}
        for flow in ALL
    }
    assert {name: steps for name, steps in found.items() if steps} == ACCEPTING


def test_one_plan_for_everything_is_never_made_on_one() -> None:
    text = (WORKFLOWS / "employment.yaml").read_text("utf-8")
    text = text.replace("one_plan_key_worker: one_plan", "one_plan_key_worker: meeting_decided")
    assert ("no_consent", "decision:one_plan_key_worker") in {
        (finding.code, finding.where) for finding in check(load_text(text, "employment.yaml"))
    }


@ON_SQLITE
def test_the_step_is_taken_on_a_basis_and_its_task_lands_where_the_law_opens_the_case(
    cast: Cast, in_state: str
) -> None:
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.move(db, in_state, "link_employment_service", **LINK)
    (reason,) = refusal.value.reasons
    assert reason.params["or_legal_basis"] is True
    assert reason.lifted_by == ("resident", "case_owner", "municipal_worker")
    with cast.database.write() as db:
        _state(cast, db, in_state)
        cast.move(db, in_state, "link_employment_service", **LINK)
        assert db.scalars(sa.select(Task.unit_id).where(Task.kind == "first_conversation")).all() == [JOBS]


@ON_SQLITE
def test_a_case_on_the_first_version_still_asks_for_consent(cast: Cast, in_state: str) -> None:
    with cast.database.write() as db:
        db.execute(sa.update(Case).where(Case.ref == in_state).values(workflow_version=1))
        _state(cast, db, in_state)
    with pytest.raises(Blocked) as refusal, cast.database.write() as db:
        cast.move(db, in_state, "link_employment_service", **LINK)
    assert [reason.code for reason in refusal.value.reasons] == ["consent_missing"]
    assert refusal.value.reasons[0].lifted_by == ("resident", "case_owner")


@ON_SQLITE
def test_the_blocked_step_names_both_ways_and_offers_the_team_what_it_can_do(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db, workflow="employment")
        case.state, ref = "mapping", case.ref
    karen = visit("karen")
    page = karen.get(f"/cases/{ref}").text
    assert "og der er ikke angivet en hjemmel i loven for det" in page
    assert f"/cases/{ref}/consents/new?kind=employment_service" in page
    door = f"/cases/{ref}/parties/new?kind=employment_service&amp;kind=youth_service"
    assert door in page
    chosen = karen.get(door.replace("&amp;", "&")).text
    assert f'<option selected value="{JOBS}">' in chosen
    with cast.database.write() as db:
        add_party(db, ref, unit_id=JOBS, actor=person("karen"), at=cast.at)
    page = karen.get(f"/cases/{ref}").text
    assert "/parties/new?kind=" not in page
    assert "/legal-basis/new" not in page


@ON_SQLITE
def test_who_may_state_one_is_offered_the_form_filled_in_and_led_back_to_the_step(
    cast: Cast, in_state: str, visit: Visit
) -> None:
    with cast.database.write() as db:
        _sits_in_both(db)
        db.execute(sa.update(Case).where(Case.ref == in_state).values(state="steps_agreed"))
        cast.consent(db, in_state, SCHOOL, Topic.SCHOOL)
    samir = visit("samir")
    door = f"/legal-basis/new?case={in_state}&unit={JOBS}&step=start_trial"
    assert door.replace("&", "&amp;") in samir.get(f"/cases/{in_state}").text
    typed = {
        "legal_ground": "public_task",
        "paragraph": "§ 1",
        "note": "Opgaven er vores",
        "until": "01.10.2026",
    }
    stated = samir.submit(door, typed, button="Angiv hjemlen")
    assert (stated.status_code, stated.location) == (303, f"/cases/{in_state}/move/start_trial")
    with cast.database.read() as db:
        assert db.scalars(sa.select(LegalBasis.unit_id)).all() == [JOBS]
    offered = visit("karen").get(f"/cases/{in_state}/move/to_meeting").text
    assert "(hjemmel i loven)" in offered


def _sits_in_both(db: Session) -> None:
    """Samir of the school works for the job service too."""
    seat = Membership(user_id=4, unit_id=JOBS, role=Role.MUNICIPAL_WORKER, valid_from=BORN.date())
    seat.standing = Standing.CONFIRMED
    db.add(seat)
