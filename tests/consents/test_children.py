"""Children, young people and the adults around them: who must say yes, and when it ends by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sagsflow.access.topics import Topic
from sagsflow.consents import service
from sagsflow.consents.ages import birthday
from sagsflow.consents.models import Consent, GiverKind
from sagsflow.consents.service import Longer, upkeep
from sagsflow.core.errors import Invalid
from sagsflow.residents import service as residents
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import HouseholdRole, Resident
from tests.cast import SCHOOL, Cast, person
from tests.consents.household import agreed, case_of, is_what_was_said, open_tasks, seen_by

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
TODAY = date(2026, 9, 15)
FIFTEEN_TODAY, FIFTEEN_TOMORROW = date(2011, 9, 15), date(2011, 9, 16)
ADULT_TODAY, ADULT_TOMORROW = date(2008, 9, 15), date(2008, 9, 16)
RESIDENT = {"giver_kind": GiverKind.RESIDENT, "giver_name": None, "second_giver": None}


@pytest.mark.parametrize(
    ("born_on", "said", "fields"),
    [
        (FIFTEEN_TOMORROW, RESIDENT, {"giver": "too-young"}),
        (FIFTEEN_TOMORROW, {}, {}),
        (FIFTEEN_TODAY, RESIDENT, {}),
        (FIFTEEN_TODAY, {}, {"young_person_on": "young-person-not-asked"}),
        (FIFTEEN_TODAY, {"young_person_on": TODAY}, {}),
        (FIFTEEN_TODAY, {"young_person_on": TODAY + timedelta(days=1)}, {"young_person_on": "in-the-future"}),
        (ADULT_TOMORROW, {"young_person_on": TODAY}, {}),
        (ADULT_TODAY, {}, {"giver": "of-age"}),
        (ADULT_TODAY, RESIDENT, {}),
        (None, {}, {"giver": "birth-date-unknown"}),
        (None, RESIDENT, {}),
    ],
)
def test_who_must_say_yes_changes_on_the_birthday(
    cast: Cast, born_on: date | None, said: dict[str, object], fields: dict[str, str]
) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, born_on)
        if not fields:
            assert agreed(cast, db, case, **said).holds(cast.at)
            return
        with pytest.raises(Invalid) as refusal:
            agreed(cast, db, case, **said)
        assert refusal.value.fields == fields


def test_what_others_agreed_to_for_a_child_ends_at_midnight_of_the_18th_birthday(cast: Cast) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, date(2008, 11, 1))
        consent = agreed(cast, db, case, young_person_on=TODAY, expires_on=date(2027, 6, 1))
        cast.clock.set(datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC))
        assert seen_by(cast, db, case) == {Topic.CORE, Topic.SCHOOL}
        cast.clock.advance(timedelta(seconds=1))
        assert seen_by(cast, db, case) == set()
        assert not consent.holds(cast.at)
        upkeep.look_after(db, case.id, at=cast.at)
        assert open_tasks(db, case) == ["of_age"]


def test_what_the_young_person_agreed_to_herself_goes_on(cast: Cast) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, ADULT_TOMORROW)
        agreed(cast, db, case, **RESIDENT)
        cast.clock.advance(timedelta(days=2))
        assert seen_by(cast, db, case) == {Topic.CORE, Topic.SCHOOL}


def test_at_15_a_task_asks_for_the_talk_and_it_goes_when_she_has_said_yes(cast: Cast) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, FIFTEEN_TOMORROW)
        consent = agreed(cast, db, case)
        assert list(upkeep.due(db, cast.at, 10)) == []
        cast.clock.advance(timedelta(days=1))
        assert list(upkeep.due(db, cast.at, 10)) == [case.id]
        for _again in range(2):
            upkeep.look_after(db, case.id, at=cast.at)
        assert open_tasks(db, case) == ["ask_young_person"]
        assert list(upkeep.due(db, cast.at, 10)) == []
        said_on = TODAY + timedelta(days=1)
        service.hear_young(db, case.ref, consent.id, said_on, version=1, actor=person("karen"), at=cast.at)
        assert open_tasks(db, case) == []
        assert is_what_was_said(db, consent)


def test_from_15_nothing_is_made_longer_without_her(cast: Cast) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, FIFTEEN_TOMORROW)
        consent = agreed(cast, db, case)
        cast.clock.advance(timedelta(days=1))
        said_on = TODAY + timedelta(days=1)
        wish = Longer(expires_on=date(2028, 1, 1), said_on=said_on, version=1)
        with pytest.raises(Invalid) as refusal:
            service.extend(db, case.ref, consent.id, wish, actor=person("karen"), at=cast.at)
        assert refusal.value.fields == {"young_person_on": "young-person-not-asked"}
        asked = Longer(expires_on=date(2028, 1, 1), said_on=said_on, version=1, young_person_on=said_on)
        service.extend(db, case.ref, consent.id, asked, actor=person("karen"), at=cast.at)
        assert consent.young_person_on == said_on


@pytest.mark.parametrize(
    ("true_birth", "still_open"), [(date(2009, 1, 1), True), (date(2008, 12, 1), True), (ADULT_TODAY, False)]
)
def test_a_corrected_birth_date_reckons_the_end_anew(
    cast: Cast, true_birth: date, *, still_open: bool
) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, date(2010, 1, 1))
        consent = agreed(cast, db, case, young_person_on=TODAY, expires_on=date(2027, 6, 1))
        cast.clock.advance(timedelta(minutes=1))
        resident = db.get_one(Resident, case.resident_id)
        facts = Facts("Beboer1", "Prøve", born_on=true_birth)
        residents.correct(
            db, actor=person("karen"), at=cast.at, uuid=resident.uuid, version=resident.version, facts=facts
        )
        assert (Topic.CORE in seen_by(cast, db, case)) is still_open
        assert consent.expires_at <= service.end_of(birthday(true_birth, 18)) or not still_open
        assert is_what_was_said(db, db.get_one(Consent, consent.id, populate_existing=True))


def test_one_adult_s_consent_opens_nothing_of_the_other_s(cast: Cast) -> None:
    with cast.database.write() as db:
        cases = [case_of(cast, db, date(1985, 1, number), number) for number in (1, 2)]
        people = [db.get_one(Resident, case.resident_id) for case in cases]
        members = {resident.uuid: HouseholdRole.ADULT for resident in people}
        residents.form_household(db, actor=person("karen"), at=cast.at, members=members)
        agreed(cast, db, cases[0], **RESIDENT, topics=frozenset({Topic.FAMILY}))
        agreed(cast, db, cases[1], **RESIDENT, topics=frozenset({Topic.SCHOOL}), receiving_unit_id=SCHOOL + 1)
        assert [seen_by(cast, db, case) for case in cases] == [{Topic.CORE, Topic.FAMILY}, set()]
