"""Whatever is said in whatever order: the row, the ledger and the guards agree with what was said."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import guards, queries, service
from sagsflow.consents.models import Consent
from sagsflow.consents.service import Longer, Narrower, upkeep
from sagsflow.core.errors import Invalid, Stale
from tests.cast import SCHOOL, TEAM, Cast, person
from tests.consents.household import is_what_was_said

TOPICS = (Topic.SCHOOL, Topic.FAMILY, Topic.HEALTH)
Act = tuple[str, int, frozenset[Topic], int, bool]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["give", "extend", "narrow", "withdraw", "wait", "tidy"]),
        st.integers(0, 3),
        st.frozensets(st.sampled_from(TOPICS)),
        st.integers(1, 30),
        st.booleans(),
    ),
    min_size=2,
    max_size=12,
)


@pytest.mark.parametrize("database_system", ["sqlite"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_the_register_the_ledger_and_the_guards_say_the_same(cast: Cast, acts: list[Act]) -> None:
    start = cast.at
    with cast.database.write() as db:
        case = cast.open_case(db)
        held: list[Consent] = []
        for act in acts:
            _do(cast, db, case, held, act)
            _agree(cast, db, case, held)
        db.rollback()
    cast.clock.set(start)


def _do(cast: Cast, db: Session, case: Case, held: list[Consent], act: Act) -> None:
    verb, which, topics, days, sensitive = act
    until = cast.at.date() + timedelta(days=days)
    if verb == "wait":
        cast.clock.advance(timedelta(days=days))
    elif verb == "tidy":
        upkeep.look_after(db, case.id, at=cast.at)
    elif verb == "give" or not held:
        held.append(cast.consent(db, case.ref, SCHOOL, *topics, expires_on=until, sensitive=sensitive))
    else:
        consent = held[which % len(held)]
        try:
            _change(cast, db, case, consent, verb, topics, until)
        except (Stale, Invalid):
            db.expire_all()


def _change(  # noqa: PLR0917 - the parts of one act
    cast: Cast, db: Session, case: Case, consent: Consent, verb: str, topics: frozenset[Topic], until: date
) -> None:
    karen = person("karen")
    if verb == "withdraw":
        cast.withdraw(db, case.ref, consent)
    elif verb == "extend":
        wish = Longer(until, said_on=cast.at.date(), version=consent.version)
        service.extend(db, case.ref, consent.id, wish, actor=karen, at=cast.at)
    else:
        kept = Narrower(topics & consent.topic_set, sensitive=False, version=consent.version)
        service.narrow(db, case.ref, consent.id, kept, actor=karen, at=cast.at)


def _agree(cast: Cast, db: Session, case: Case, held: list[Consent]) -> None:
    live = [consent for consent in held if consent.holds(cast.at)]
    wanted = {(topic, consent.sensitive) for consent in live for topic in consent.topic_set}
    view = ledger.view_of_units(db, [SCHOOL], case.id, cast.at)
    assert {(grant.topic, grant.sensitive) for grant in view.grants} == wanted
    assert [row.id for row in queries.live(db, case.id, cast.at)] == [consent.id for consent in live]
    told = guards.facts(db, case.id, TEAM, cast.at)["consents"]
    topics = frozenset(topic.value for topic, _sensitive in wanted)
    assert told == ({SCHOOL: topics} if live else {})
    assert all(is_what_was_said(db, consent) for consent in held)
