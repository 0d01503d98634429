"""Giving, withdrawing and expiring: the grants follow in the same second."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import guards, queries, service
from sagsflow.consents.models import ConsentForm, GiverKind
from sagsflow.consents.service import NewConsent
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event
from sagsflow.tasks.models import Task
from tests.cast import JOBS, OTHER_TEAM, SCHOOL, TEAM, Cast, person

TODAY = date(2026, 9, 15)


def _sees(
    cast: Cast, db: Session, case: Case, unit_id: int, topic: Topic, *, sensitive: bool = False
) -> bool:
    return ledger.view_of_units(db, [unit_id], case.id, cast.at).covers(topic, sensitive=sensitive)


def test_a_consent_opens_its_topics_to_its_unit_and_nothing_else(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        assert _sees(cast, db, case, SCHOOL, Topic.CORE)
        assert _sees(cast, db, case, SCHOOL, Topic.SCHOOL)
        assert not _sees(cast, db, case, SCHOOL, Topic.HEALTH)
        assert not _sees(cast, db, case, SCHOOL, Topic.SCHOOL, sensitive=True)
        assert not _sees(cast, db, case, JOBS, Topic.CORE)
        assert db.get(ReadingList, (SCHOOL, case.id, WHOLE_UNIT)) is not None


def test_what_is_sensitive_is_opened_only_when_it_was_agreed(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        cast.consent(db, case.ref, SCHOOL, Topic.HEALTH, sensitive=True)
        assert _sees(cast, db, case, SCHOOL, Topic.HEALTH, sensitive=True)


def test_withdrawing_ends_it_the_same_second(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        consent = cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        cast.withdraw(db, case.ref, consent)
        assert not _sees(cast, db, case, SCHOOL, Topic.CORE)
        assert guards.facts(db, case.id, TEAM, cast.at)["consents"] == {}
        assert db.get(ReadingList, (SCHOOL, case.id, WHOLE_UNIT)) is None


def test_another_consent_to_the_same_unit_goes_on(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        first = cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, case.ref, SCHOOL, Topic.FAMILY)
        cast.withdraw(db, case.ref, first)
        assert _sees(cast, db, case, SCHOOL, Topic.FAMILY)
        assert not _sees(cast, db, case, SCHOOL, Topic.SCHOOL)


def test_it_expires_by_the_clock_alone_at_midnight_in_viborg(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        cast.consent(db, case.ref, SCHOOL, expires_on=date(2026, 9, 30))
    midnight = datetime(2026, 9, 30, 22, 0, tzinfo=UTC)
    with cast.database.read() as db:
        cast.clock.set(midnight - timedelta(microseconds=1))
        assert _sees(cast, db, case, SCHOOL, Topic.CORE)
        assert SCHOOL in guards.facts(db, case.id, TEAM, cast.at)["consents"]  # type: ignore[operator]  # a mapping
        cast.clock.set(midnight)
        assert not _sees(cast, db, case, SCHOOL, Topic.CORE)
        assert guards.facts(db, case.id, TEAM, cast.at)["consents"] == {}


@pytest.mark.parametrize(
    ("given", "last_day"),
    [
        (date(2026, 9, 15), date(2027, 9, 14)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 30)),
    ],
)
def test_without_a_day_of_its_own_it_holds_for_twelve_months(given: date, last_day: date) -> None:
    assert service.default_expiry(given) == last_day


def test_a_consent_to_the_team_is_a_fact_of_its_own_and_needs_no_grant(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        assert guards.facts(db, case.id, TEAM, cast.at)["team_consent"] is False
        cast.consent(db, case.ref, TEAM)
        assert guards.facts(db, case.id, TEAM, cast.at)["team_consent"] is True
        grounds = db.scalars(sa.select(AccessGrant.ground).where(AccessGrant.case_id == case.id)).all()
        assert grounds == [Ground.OWNERSHIP]


def test_the_log_tells_of_both_and_the_owner_gets_a_task(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        consent = cast.consent(db, case.ref, SCHOOL)
        cast.withdraw(db, case.ref, consent, who="bo")
    with cast.database.read() as db:
        kinds = db.scalars(
            sa.select(Event.kind).where(Event.case_id == case.id).order_by(Event.case_seq)
        ).all()
        assert kinds == ["case-opened", "consent-given", "consent-withdrawn"]
        task = db.scalars(sa.select(Task)).one()
        assert (task.kind, task.assignee_id, task.due_on) == ("renew_consent", 1, date(2026, 9, 16))


def test_a_consent_is_withdrawn_once(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        consent = cast.consent(db, case.ref, SCHOOL)
        cast.withdraw(db, case.ref, consent)
        with pytest.raises(Stale):
            cast.withdraw(db, case.ref, consent)


def test_a_consent_of_another_case_is_not_found(cast: Cast) -> None:
    with cast.database.write() as db:
        case, other = cast.open_case(db), cast.open_case(db, number=2)
        consent = cast.consent(db, other.ref, SCHOOL)
        with pytest.raises(NotFound):
            cast.withdraw(db, case.ref, consent)


@pytest.mark.parametrize("stranger", ["oda", "samir", "mette", "adam", "dorte", "vibeke", "clara"])
def test_strangers_must_not_learn_that_the_case_exists(cast: Cast, stranger: str) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        with pytest.raises(NotFound):
            cast.consent(db, case.ref, OTHER_TEAM, who=stranger)


def test_a_receiver_may_look_but_keeps_no_register(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        cast.consent(db, case.ref, SCHOOL)
        with pytest.raises(Forbidden):
            cast.consent(db, case.ref, JOBS, who="samir")


@pytest.mark.parametrize(
    ("mistaken", "fields"),
    [
        ({"purpose": "  "}, {"purpose": "required"}),
        ({"given_on": date(2026, 9, 16)}, {"given_on": "in-the-future"}),
        ({"expires_on": date(2026, 9, 14)}, {"expires_on": "in-the-past"}),
        ({"form": ConsentForm.ORAL, "witness": " "}, {"witness": "oral-needs-witness"}),
        ({"giver_kind": GiverKind.GUARDIAN}, {"giver_name": "required"}),
        ({"receiving_unit_id": 999}, {"unit": "required"}),
    ],
)
def test_a_mistake_is_named_beside_its_field(
    cast: Cast, mistaken: dict[str, object], fields: dict[str, str]
) -> None:
    plain: dict[str, object] = {
        "receiving_unit_id": SCHOOL,
        "topics": frozenset({Topic.SCHOOL}),
        "purpose": "Et fælles billede",
        "given_on": TODAY,
    }
    with cast.database.write() as db:
        case = cast.open_case(db)
        with pytest.raises(Invalid) as refusal:
            service.give(db, case.ref, NewConsent(**(plain | mistaken)), actor=person("karen"), at=cast.at)  # type: ignore[arg-type]  # mixed on purpose
        assert refusal.value.fields == fields


def test_the_register_of_a_case_tells_in_plain_values_what_holds(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        gone = cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        cast.consent(db, case.ref, JOBS, expires_on=TODAY)
        cast.withdraw(db, case.ref, gone)
    with cast.database.read() as db:
        rows = queries.for_case(db, case.id, cast.at)
        assert [(row.unit, row.status, row.until) for row in rows] == [
            ("Jobhjælpen", "holds", TODAY),
            ("Testskolen", "withdrawn", TODAY),
        ]
        tomorrow = queries.for_case(db, case.id, cast.at + timedelta(days=1))
        assert {row.unit: row.status for row in tomorrow} == {
            "Jobhjælpen": "expired",
            "Testskolen": "withdrawn",
        }


def test_who_sees_the_case_and_why_is_told_by_unit_and_ground(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db)
        cast.consent(db, case.ref, SCHOOL, Topic.FAMILY, expires_on=date(2026, 12, 1))
        rows = queries.who_sees(db, ledger.live_grants(db, case.id, cast.at))
    owner, school = rows
    assert (owner.unit, owner.ground, owner.topics, owner.until) == (
        "Boligsocialt team",
        Ground.OWNERSHIP,
        (),
        None,
    )
    assert (school.organisation, school.ground, school.topics, school.until) == (
        "Prøvekommunen",
        Ground.CONSENT,
        (Topic.CORE, Topic.FAMILY),
        date(2026, 12, 1),
    )
