"""Longer, narrower: the grants follow in the same second, and nothing becomes wider that nobody agreed to."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access import ledger
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.consents import service
from sagsflow.consents.models import Consent, ConsentForm, GiverKind
from sagsflow.consents.service import Longer, Narrower
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from tests.cast import JOBS, SCHOOL, Cast, person
from tests.consents.household import is_what_was_said, seen_by

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
TODAY, LAST = date(2026, 9, 15), date(2026, 12, 31)
BOTH = frozenset({Topic.SCHOOL, Topic.FAMILY})


def _given(cast: Cast, *, sensitive: bool = True) -> tuple[str, int, int]:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        consent = cast.consent(db, case.ref, SCHOOL, *BOTH, expires_on=LAST, sensitive=sensitive)
        return case.ref, case.id, consent.id


def _longer(cast: Cast, ref: str, consent_id: int, until: date, **changed: object) -> Consent:
    wish = Longer(**{"expires_on": until, "said_on": TODAY, "version": 1, **changed})  # type: ignore[arg-type]  # mixed
    with cast.database.write() as db:
        return service.extend(db, ref, consent_id, wish, actor=person("karen"), at=cast.at)


def _narrower(cast: Cast, ref: str, consent_id: int, *topics: Topic, **changed: object) -> Consent:
    wish = Narrower(**{"topics": frozenset(topics), "sensitive": False, "version": 1, **changed})  # type: ignore[arg-type]  # mixed
    with cast.database.write() as db:
        return service.narrow(db, ref, consent_id, wish, actor=person("karen"), at=cast.at)


def test_a_longer_consent_holds_to_its_new_last_day_and_no_longer(cast: Cast) -> None:
    ref, case_id, consent_id = _given(cast)
    until = date(2027, 3, 1)
    consent = _longer(cast, ref, consent_id, until)
    assert (consent.agreed_until, consent.version) == (until, 2)
    with cast.database.read() as db:
        for day, open_to_school in ((LAST + timedelta(days=1), True), (until + timedelta(days=1), False)):
            at = service.end_of(day - timedelta(days=1))
            assert ledger.view_of_units(db, [SCHOOL], case_id, at).is_empty is not open_to_school
        assert is_what_was_said(db, db.get_one(Consent, consent_id))


@pytest.mark.parametrize(
    ("until", "changed", "fields"),
    [
        (LAST, {}, {"expires_on": "not-later"}),
        (date(2027, 1, 1), {"said_on": date(2026, 9, 16)}, {"given_on": "in-the-future"}),
        (date(2027, 1, 1), {"form": ConsentForm.ORAL}, {"witness": "oral-needs-witness"}),
    ],
)
def test_what_is_wrong_with_a_longer_one_is_named(
    cast: Cast, until: date, changed: dict[str, object], fields: dict[str, str]
) -> None:
    ref, _case_id, consent_id = _given(cast)
    with pytest.raises(Invalid) as refusal:
        _longer(cast, ref, consent_id, until, **changed)
    assert refusal.value.fields == fields


def test_a_narrower_consent_closes_what_it_leaves_out_the_same_second(cast: Cast) -> None:
    ref, case_id, consent_id = _given(cast)
    _narrower(cast, ref, consent_id, Topic.SCHOOL)
    with cast.database.read() as db:
        view = ledger.view_of_units(db, [SCHOOL], case_id, cast.at)
        assert {grant.topic for grant in view.grants} == {Topic.CORE, Topic.SCHOOL}
        assert not view.covers(Topic.SCHOOL, sensitive=True)
        assert is_what_was_said(db, db.get_one(Consent, consent_id))


def test_the_ledger_keeps_what_was_open_before(cast: Cast) -> None:
    ref, case_id, consent_id = _given(cast)
    cast.clock.advance(timedelta(hours=1))
    _narrower(cast, ref, consent_id, Topic.SCHOOL)
    with cast.database.read() as db:
        before = ledger.view_of_units(db, [SCHOOL], case_id, cast.at - timedelta(minutes=1))
        assert before.covers(Topic.FAMILY, sensitive=True)


@pytest.mark.parametrize(
    ("topics", "changed", "fields"),
    [
        ((Topic.SCHOOL, Topic.HEALTH), {}, {"topics": "not-agreed"}),
        ((Topic.SCHOOL,), {"sensitive": True}, {"sensitive": "not-agreed"}),
        ((Topic.SCHOOL,), {"expires_on": date(2027, 1, 1)}, {"expires_on": "not-earlier"}),
        ((Topic.SCHOOL,), {"expires_on": date(2026, 9, 14)}, {"expires_on": "in-the-past"}),
        (tuple(BOTH), {}, {}),
    ],
)
def test_narrower_is_never_wider_and_never_nothing(
    cast: Cast, topics: tuple[Topic, ...], changed: dict[str, object], fields: dict[str, str]
) -> None:
    ref, _case_id, consent_id = _given(cast, sensitive=False)
    with pytest.raises(Invalid) as refusal:
        _narrower(cast, ref, consent_id, *topics, **changed)
    assert refusal.value.fields == fields


def test_an_old_page_changes_nothing_but_may_still_withdraw(cast: Cast) -> None:
    ref, _case_id, consent_id = _given(cast)
    _narrower(cast, ref, consent_id, Topic.SCHOOL)
    with pytest.raises(Stale):
        _longer(cast, ref, consent_id, date(2027, 1, 1))
    with pytest.raises(Stale):
        _narrower(cast, ref, consent_id, Topic.FAMILY)
    with cast.database.write() as db:
        cast.withdraw(db, ref, db.get_one(Consent, consent_id))


def test_a_referral_opens_what_a_narrower_consent_leaves(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        consent = cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT, Topic.HEALTH)
        cast.refer(db, case.ref, JOBS)
    _narrower(cast, case.ref, consent.id, Topic.EMPLOYMENT)
    with cast.database.read() as db:
        live = db.scalars(
            sa.select(AccessGrant).where(AccessGrant.ground == Ground.REFERRAL, ledger.live(cast.at))
        )
        assert {grant.topic for grant in live} == {Topic.CORE, Topic.EMPLOYMENT}


def test_the_chained_log_tells_the_terms(cast: Cast) -> None:
    ref, case_id, consent_id = _given(cast)
    _narrower(cast, ref, consent_id, Topic.SCHOOL)
    with cast.database.read() as db:
        events = db.scalars(
            sa.select(Event).where(Event.case_id == case_id, Event.kind.startswith("consent-"))
        )
        told = [(event.kind, data_of(event)["topics"], data_of(event)["sensitive"]) for event in events]
    assert told == [
        ("consent-given", ["core", "school", "family"], True),
        ("consent-narrowed", ["core", "school"], False),
    ]


def test_others_cannot_change_it(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        consent = cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        assert consent.giver_kind is GiverKind.RESIDENT
        assert seen_by(cast, db, case) == {Topic.CORE, Topic.SCHOOL}
        wish = Narrower(topics=frozenset(), sensitive=False, version=1)
        for stranger in ("samir", "jette", "oda", "mette"):
            with pytest.raises((NotFound, Forbidden)):
                service.narrow(db, case.ref, consent.id, wish, actor=person(stranger), at=cast.at)
