"""The track of a referral against a model of it, with consent given and withdrawn at any moment, and the clock going on."""

import os
import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.models import AccessGrant, Ground
from sagsflow.cases.models import Case
from sagsflow.consents import queries as consents
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.engine.decide import Blocked, NoSuchStep
from sagsflow.referrals.models import Referral
from tests.cast import JOBS, Cast
from tests.referrals.acting import act, sent, stands, work, worker

COURSES = int(os.environ.get("SAGSFLOW_COURSES", "4"))
STEPS = 14
RECEIVER, SENDER, LEADER = "jette", "karen", "lene"
WITH_RECEIVER = frozenset({"sent", "seen", "waiting", "accepted", "active"})
OVER = frozenset({"refused", "no_answer", "closed", "withdrawn"})
# (state, step) → who, where to, and whether it shares anything.
MODEL: dict[tuple[str, str], tuple[frozenset[str], str, bool]] = {
    **{
        (state, "accept"): (frozenset({RECEIVER, SENDER}), "accepted", True)
        for state in ("sent", "seen", "waiting")
    },
    **{(state, "queue"): (frozenset({RECEIVER, SENDER}), "waiting", True) for state in ("sent", "seen")},
    **{
        (state, "decline"): (frozenset({RECEIVER, SENDER}), "declined", False)
        for state in ("sent", "seen", "waiting")
    },
    ("waiting", "move_in_queue"): (frozenset({RECEIVER, SENDER}), "waiting", True),
    ("declined", "uphold"): (frozenset({LEADER}), "refused", False),
    ("declined", "send_back"): (frozenset({LEADER}), "sent", True),
    ("unanswered", "ask_again"): (frozenset({LEADER, SENDER}), "sent", True),
    ("unanswered", "give_up"): (frozenset({LEADER, SENDER}), "no_answer", False),
    ("accepted", "begin"): (frozenset({RECEIVER, SENDER}), "active", True),
    **{
        (state, "close"): (frozenset({RECEIVER, SENDER}), "closed", False) for state in ("accepted", "active")
    },
    **{
        (state, "withdraw"): (frozenset({SENDER, LEADER}), "withdrawn", False)
        for state in (*WITH_RECEIVER, "declined", "unanswered")
    },
}
TYPED: dict[str, dict[str, object]] = {
    "queue": {"waiting_position": 2},
    "move_in_queue": {"waiting_position": 1},
    "decline": {"decline_reason": "other"},
    "send_back": {"coordinator_note": "Prøv igen"},
    "close": {"referral_result": "partly"},
}
TRIGGERS = sorted({trigger for _state, trigger in MODEL})


@pytest.fixture
def database_system() -> str:
    """The longer course may be walked on either: SAGSFLOW_COURSES says how many."""
    return os.environ.get("SAGSFLOW_COURSES_ON", "sqlite")


@dataclass
class Course:
    """A referral and what the model believes of it."""

    cast: Cast
    number: int
    state: str = "sent"
    agreed: bool = True

    def step(self, who: str, trigger: str) -> None:
        people, target, shares = MODEL.get((self.state, trigger), (frozenset(), "", False))
        allowed = who in people and (self.agreed or who != RECEIVER) and (self.agreed or not shares)
        try:
            with self.cast.database.write() as db:
                act(db, self.cast, self.number, who, trigger, **TYPED.get(trigger, {}))
        except (Blocked, NoSuchStep, NotFound, Forbidden):
            assert not allowed, (self.state, who, trigger)
        else:
            assert allowed, (self.state, who, trigger)
            self.state = target

    def withdraw_consent(self) -> None:
        with self.cast.database.write() as db:
            referral = db.get_one(Referral, self.number)
            ref = db.scalars(sa.select(_case_ref(referral))).one()
            for consent in consents.live(db, referral.case_id, self.cast.at):
                self.cast.withdraw(db, ref, consent)
        self.agreed = False
        self.state = self.state if self.state in OVER else "withdrawn"

    def consent_again(self) -> None:
        if not self.agreed:
            with self.cast.database.write() as db:
                ref = db.scalars(sa.select(_case_ref(db.get_one(Referral, self.number)))).one()
                self.cast.consent(db, ref, JOBS)
        self.agreed = True

    def wait(self, days: int) -> None:
        """Nobody acts: only silence to an open question brings the clock to a step."""
        with self.cast.database.read() as db:
            began = db.get_one(Referral, self.number).stay_from
        self.cast.clock.advance(timedelta(days=days))
        work(worker(self.cast))
        assert began is not None
        if self.state in {"sent", "seen"} and self.cast.at - began > timedelta(days=30):
            self.state = "unanswered"

    def holds(self) -> None:
        """What is true whatever has happened."""
        assert stands(self.cast, self.number)[0] == self.state
        with self.cast.database.read() as db:
            live = sa.select(AccessGrant.ground).where(
                AccessGrant.unit_id == JOBS,
                AccessGrant.valid_from <= self.cast.at,
                sa.or_(AccessGrant.valid_to.is_(None), AccessGrant.valid_to > self.cast.at),
            )
            grounds = set(db.scalars(live))
            referral = db.get_one(Referral, self.number)
        assert (Ground.REFERRAL in grounds) == (self.state in WITH_RECEIVER)
        assert (Ground.CONSENT in grounds) == self.agreed
        assert referral.is_open == (self.state not in OVER)
        assert self.state not in OVER or referral.next_at is None


def _case_ref(referral: Referral) -> sa.ScalarSelect[str]:
    return sa.select(Case.ref).where(Case.id == referral.case_id).scalar_subquery()


@pytest.mark.parametrize("seed", range(COURSES))
def test_whatever_happens_the_track_is_where_the_model_says(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    course, end = Course(cast, sent(cast)[0]), cast.at + timedelta(days=300)  # a consent lasts a year
    for _step in range(STEPS):
        what = chance.choices(("step", "consent", "agree", "wait"), (12, 1, 1, 2))[0]
        if what == "consent":
            course.withdraw_consent()
        elif what == "agree":
            course.consent_again()
        elif what == "wait" and cast.at < end:
            course.wait(chance.choice((1, 40)))
        else:
            possible = [trigger for state, trigger in MODEL if state == course.state] or TRIGGERS
            trigger = chance.choice(possible if chance.random() < 0.8 else TRIGGERS)
            course.step(chance.choice((RECEIVER, SENDER, LEADER)), trigger)
        course.holds()
