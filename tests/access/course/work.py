"""What is done on a case by those to whom it is open: referred, answered, handed over, written on, closed."""

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import rule

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, NoteKind
from sagsflow.cases.service import people
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.referrals import service as referrals
from sagsflow.referrals.models import Referral
from sagsflow.tasks import service as tasks
from sagsflow.tasks.hooks import TaskCase
from tests.access.course.grounds import UNITS
from tests.access.course.model import HANDOVER, NOTE, TASK, File, Person, Thing, today
from tests.access.course.steps import NUMBERS, Course
from tests.access.course.world import TOPICS
from tests.cast import CLUB, JOBS, PEOPLE, SCHOOL, person


class Work(Course):
    """The steps, each with what the plain model is told of it."""

    @rule(number=NUMBERS, unit=UNITS)
    def refer(self, number: int, unit: int) -> None:
        """Only to whom the resident has said yes to."""
        file, word = self.file(number), self.word("handover")
        if not (self._agreed(file, unit) and file.is_open and self.state(file) == "clarifying"):
            return
        with self.cast.database.write() as db:
            self.cast.move(
                db, file.ref, "refer_directly", file.owner, receiving_party=unit, handover_note=word
            )
            sent = db.scalars(sa.select(Referral).order_by(Referral.id.desc()).limit(1)).one()
            file.things.append(Thing(HANDOVER, word, unit, id=sent.id))

    @rule(number=NUMBERS)
    def bounce(self, number: int) -> None:
        file = self.file(number)
        if file.is_open and self.state(file) == "referred":
            with self.cast.database.write() as db:
                self.cast.move(db, file.ref, "bounce", file.owner, reason="Ingen plads")

    @rule(number=NUMBERS, trigger=st.sampled_from(("accept", "decline")))
    def answer(self, number: int, trigger: str) -> None:
        """By whoever it was sent to, while she may see it."""
        file = self.file(number)
        for thing in file.of(HANDOVER):
            who = {SCHOOL: "samir", JOBS: "jette", CLUB: "clara"}.get(thing.unit)
            if who and self._agreed(file, thing.unit):
                self._reply(thing, trigger, who)

    def _reply(self, thing: Thing, trigger: str, who: str) -> None:
        said = {"received_by": "Jette"} if trigger == "accept" else {"decline_reason": "no_room"}
        with self.cast.database.write() as db:
            row = db.get_one(Referral, thing.id)
            if row.state == "sent":
                reply = referrals.Reply(trigger, said, row.version)
                referrals.reply(
                    db,
                    row.id,
                    reply,
                    actor=person(who),
                    at=self.model.now,
                    pathways=self.cast.platform,
                )

    @rule(number=NUMBERS)
    def assign(self, number: int) -> None:
        file, word = self.file(number), self.word("note")
        if not file.is_open:
            return
        to = "bo" if file.owner == "karen" else "karen"
        with self.cast.database.write() as db:
            seen = db.scalars(sa.select(Case.event_count).where(Case.ref == file.ref)).one()
            people.change_owner(
                db,
                file.ref,
                new_owner_id=PEOPLE[to][0],
                handover=word,
                seen=seen,
                actor=person("lene"),
                at=self.model.now,
            )
        file.owner = to
        file.things.append(Thing(NOTE, word, shared=False))

    @rule(number=NUMBERS)
    def close(self, number: int) -> None:
        file = self.file(number)
        if file.is_open and self.state(file) == "clarifying" and len(file.given) > 2:
            with self.cast.database.write() as db:
                self.cast.move(db, file.ref, "advise_only", file.owner, outcome_note="Rådgivet")
            self.model.close(file)

    @rule(
        number=NUMBERS,
        who=st.sampled_from(("karen", "samir", "jette", "oda")),
        topic=st.sampled_from(TOPICS),
        sensitive=st.booleans(),
        shared=st.booleans(),
    )
    def write(self, *, number: int, who: str, topic: Topic, sensitive: bool, shared: bool) -> None:
        file, word = self.file(number), self.word("note")
        new = NewNote(NoteKind.FACT, topic, word, today(self.model.now), sensitive, shared)
        if not file.is_open or not self.model.works(Person(who), file):
            return
        with self.cast.database.write() as db:
            write_note(db, file.ref, new, actor=person(who), at=self.model.now)
        file.things.append(Thing(NOTE, word, PEOPLE[who][3], topic, sensitive, shared))

    @rule(number=NUMBERS, who=st.sampled_from(("samir", "jette", "clara")))
    def add_task(self, number: int, who: str) -> None:
        file, word, unit = self.file(number), self.word("task"), PEOPLE[who][3]
        if not file.is_open or not self.model.works(Person(who), file):
            return
        with self.cast.database.write() as db:
            case = db.scalars(sa.select(Case).where(Case.ref == file.ref)).one()
            lent = TaskCase(case.id, case.ref, frozenset({unit}))
            due = today(self.model.now)
            task = tasks.add_own(db, case=lent, text=word, due_on=due, actor=person(who), at=self.model.now)
            file.things.append(Thing(TASK, word, unit, id=task.id))

    def _agreed(self, file: File, unit: int) -> bool:
        return any(yes.unit == unit and not yes.by_law and yes.holds(self.model.now) for yes in file.given)
