"""What opens a case to others and closes it again: the resident's word, the law, and an emergency."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from sagsflow.access.topics import Topic
from sagsflow.consents import service as consents
from sagsflow.consents.models import Consent, LegalGround
from sagsflow.consents.service import basing, changing
from sagsflow.core.errors import Invalid, TooManyTries
from sagsflow.emergency import service as emergency
from sagsflow.emergency.models import EmergencyReason
from tests.access.course.model import (
    EMERGENCY_LASTS,
    PURPOSE,
    Emergency,
    Person,
    Thing,
    Yes,
    after,
    today,
)
from tests.access.course.steps import ANY, INSTANT, NUMBERS, Course
from tests.access.course.world import TOPICS
from tests.cast import CLUB, JOBS, OTHER_TEAM, PEOPLE, SCHOOL, person

UNITS = st.sampled_from((SCHOOL, JOBS, CLUB, OTHER_TEAM))
SETS = st.frozensets(st.sampled_from(TOPICS))
DAYS = st.integers(0, 6)


class Grounds(Course):
    """The steps, each with what the plain model is told of it."""

    @rule(number=NUMBERS, unit=UNITS, topics=SETS, sensitive=st.booleans(), days=DAYS)
    def give(self, *, number: int, unit: int, topics: frozenset[Topic], sensitive: bool, days: int) -> None:
        file, word = self.file(number), self.word("purpose")
        until = today(self.model.now) + timedelta(days=days)
        new = consents.NewConsent(unit, topics, word, today(self.model.now), until, sensitive)
        with self.cast.database.write() as db:
            if not file.is_open:
                with pytest.raises(Invalid):
                    consents.give(db, file.ref, new, actor=person("karen"), at=self.model.now)
                return
            given = consents.give(db, file.ref, new, actor=person("karen"), at=self.model.now)
            file.given.append(Yes(given.id, unit, topics, sensitive, after(until)))
        file.things.append(Thing(PURPOSE, word))

    @precondition(lambda self: self.consents())
    @rule(pick=ANY, topics=SETS, sensitive=st.booleans(), days=DAYS)
    def narrow(self, *, pick: int, topics: frozenset[Topic], sensitive: bool, days: int) -> None:
        file, yes = self.pick(self.consents(), pick)
        kept, less = yes.topics & topics, yes.sensitive and sensitive
        until = min(after(today(self.model.now) + timedelta(days=days)), yes.until)
        with self.cast.database.write() as db:
            row = db.get_one(Consent, yes.id)
            wish = changing.Narrower(kept, less, row.version, (until - INSTANT).date())
            if (kept | {Topic.CORE}, less, until) == (yes.topics | {Topic.CORE}, yes.sensitive, yes.until):
                with pytest.raises(Invalid):
                    changing.narrow(db, file.ref, yes.id, wish, actor=person("karen"), at=self.model.now)
                return
            changing.narrow(db, file.ref, yes.id, wish, actor=person("karen"), at=self.model.now)
        yes.topics, yes.sensitive, yes.until = kept, less, until

    @precondition(lambda self: self.consents())
    @rule(pick=ANY, days=DAYS)
    def extend(self, pick: int, days: int) -> None:
        file, yes = self.pick(self.consents(), pick)
        last = (yes.until - INSTANT).date() + timedelta(days=days + 1)
        with self.cast.database.write() as db:
            row = db.get_one(Consent, yes.id)
            wish = changing.Longer(last, today(self.model.now), row.version)
            changing.extend(db, file.ref, yes.id, wish, actor=person("karen"), at=self.model.now)
        yes.until = after(last)

    @precondition(lambda self: self.consents())
    @rule(pick=ANY)
    def withdraw(self, pick: int) -> None:
        file, yes = self.pick(self.consents(), pick)
        with self.cast.database.write() as db:
            self.cast.withdraw(db, file.ref, db.get_one(Consent, yes.id))
        yes.ended = True

    @rule(
        number=NUMBERS,
        who=st.sampled_from(("samir", "jette")),
        topics=SETS,
        sensitive=st.booleans(),
        days=DAYS,
    )
    def state_basis(
        self, *, number: int, who: str, topics: frozenset[Topic], sensitive: bool, days: int
    ) -> None:
        file, until = self.file(number), today(self.model.now) + timedelta(days=days)
        new = basing.NewBasis(LegalGround.PUBLIC_TASK, "§ 1", "Fordi", topics, until, sensitive)
        with self.cast.database.write() as db:
            if not file.is_open:
                with pytest.raises(Invalid):
                    basing.state(db, file.ref, new, actor=person(who), at=self.model.now)
                return
            stated = basing.state(db, file.ref, new, actor=person(who), at=self.model.now)
            file.given.append(Yes(stated.id, PEOPLE[who][3], topics, sensitive, after(until), by_law=True))

    @precondition(lambda self: self.bases())
    @rule(pick=ANY)
    def end_basis(self, pick: int) -> None:
        file, yes = self.pick(self.bases(), pick)
        who = {SCHOOL: "samir", JOBS: "jette"}[yes.unit]
        with self.cast.database.write() as db:
            basing.end(db, yes.id, actor=person(who), at=self.model.now)
        self.touched, yes.ended = file, True

    @rule(number=NUMBERS, who=st.sampled_from(("samir", "jonas", "oda")))
    def break_glass(self, number: int, who: str) -> None:
        file, sees = self.file(number), self.model.sees(Person(who), self.file(number))
        try:
            with self.cast.database.write() as db:
                asked = emergency.ask(
                    db,
                    file.ref,
                    EmergencyReason.CHILD,
                    "Naboen hører råb og barnegråd",
                    actor=person(who),
                    at=self.model.now,
                    calendar=self.cast.platform.calendar,
                )
                until = self.model.now + EMERGENCY_LASTS
                file.emergencies.append(Emergency(asked.id, PEOPLE[who][0], until))
        except TooManyTries:
            return
        except Invalid:
            assert sees, "an emergency was refused to somebody who sees nothing"
            return
        assert not sees, "an emergency was granted to somebody who sees the case anyhow"

    @precondition(lambda self: self.emergencies())
    @rule(pick=ANY)
    def end_emergency(self, pick: int) -> None:
        file, one = self.pick(self.emergencies(), pick)
        (who,) = [login for login, row in PEOPLE.items() if row[0] == one.user_id]
        with self.cast.database.write() as db:
            emergency.end(db, one.id, actor=person(who), at=self.model.now)
        self.touched, one.until = file, self.model.now
