"""The life of a simulated case: step after step as people work, until it is closed or today is reached."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sagsflow.access.roles import Role
from sagsflow.cases.models import GoalStatus, NoteKind, ProgressionQuestion
from sagsflow.core.calendar import ONE_DAY, copenhagen_date
from sagsflow.demo.days import moment
from sagsflow.demo.simulation import asking, consenting, journal, measuring, steps
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.gatherings import Meetings
from sagsflow.meetings.models import ItemStatus

TURNS = 45
TRIES = 4
STALLED = 3
AN_HOUR = timedelta(hours=1)
PUT_ON, MEET, ANSWER, WITHDRAW = "put_on", "meet", "answer", "withdraw"
WORKER_COMES_ROUND = time(6, 30)


@dataclass(slots=True)
class Life:
    """One case, and the moment to which it has been lived."""

    case: SimCase
    meetings: Meetings
    at: datetime

    def live(self) -> None:
        """Lives the case to its end, and writes whose reading list it stands on."""
        for _turn in range(TURNS):
            if not self.case.row["is_open"] or not self._turn():
                break
        now = self.case.world.now
        self._let_consents_expire(now)
        self._let_deadline_pass(now)
        consenting.remind(self.case, now)
        self.case.row["version"] = self.case.row["event_count"]
        self.case.list_readers()

    def _turn(self) -> bool:
        """One step or one try of it; False when the next one lies ahead."""
        step, days = self._choose()
        at = self._meeting_time() if step == MEET else self._later(days)
        if at is None or at + AN_HOUR > self.case.world.now:
            return False
        self._let_deadline_pass(at)
        self._finish_tasks(at)
        self._let_consents_expire(at)
        self.at = at
        if self._do(step):
            self._write()
        return True

    def _choose(self) -> tuple[str, int]:
        case = self.case
        if asking.chance(case, "withdraw") and WITHDRAW in case.definition.outgoing[case.state]:
            return WITHDRAW, case.rng.randint(1, 10)
        habits = case.world.habits["pathways"][case.definition.id][case.state]
        (step,) = case.rng.choices(list(habits), [weight for weight, _few, _most in habits.values()])
        _weight, few, most = habits[step]
        days = case.rng.randint(few, most)
        return step, days * STALLED if asking.chance(case, "stall") else days

    def _later(self, days: int) -> datetime:
        world, today = self.case.world, copenhagen_date(self.at)
        at = world.office_hour(world.calendar.add_working_days(today, days), self.case.rng)
        return at if at > self.at else self.at + timedelta(minutes=self.case.rng.randint(15, 50))

    def _meeting_time(self) -> datetime | None:
        """When the case's item comes up; None while the meeting lies ahead."""
        item = self.case.item
        if item is None or item["status"] != ItemStatus.PLANNED.value:
            return None
        gathering = self.meetings.of_item[item["id"]]
        starts: datetime = gathering.row["starts_at"]
        return starts + timedelta(minutes=12 * item["position"]) if gathering.held else None

    def _do(self, step: str) -> bool:
        case = self.case
        if step == PUT_ON:
            return self._put_on()
        if step == MEET:
            codes = case.world.habits["decisions"]
            (code,) = case.rng.choices(list(codes), list(codes.values()))
            self.meetings.decide(case, code, asking.ruling(case, self.at), self.at)
            return True
        return asking.answer_referral(case, self.at) if step == ANSWER else self._step(step)

    def _step(self, trigger: str) -> bool:
        """Tries the step; what stands in the way is mended, if it can be."""
        case, step = self.case, self.case.definition.outgoing[self.case.state][trigger]
        who = asking.someone(case, step, self.at)
        if who is None:
            return False
        typed = asking.answers(case, step, self.at)
        for _try in range(TRIES):
            try:
                steps.move(case, trigger, typed, who, self.at)
            except steps.Blocked as blocked:
                if not asking.mend(case, blocked.reasons, who, self.at):
                    return False
                self.at += asking.MENDING
            else:
                return True
        return False

    def _put_on(self) -> bool:
        coordinator = self.case.world.staff[Role.COORDINATOR][0]
        for _try in range(TRIES):
            try:
                self.meetings.put_on(self.case, coordinator, self.at)
            except steps.Blocked as blocked:
                if not asking.mend(self.case, blocked.reasons, coordinator, self.at):
                    return False
                self.at += asking.MENDING
            else:
                return True
        return False

    def _let_deadline_pass(self, until: datetime) -> None:
        """The worker notices a passed deadline early on the day after."""
        row = self.case.deadline
        if row is None or row["warned_at"] is not None or not self.case.row["is_open"]:
            return
        noticed = max(moment(row["due_on"] + ONE_DAY, WORKER_COMES_ROUND), row["started_at"])
        if noticed < until:
            journal.pass_deadline(self.case, noticed)

    def _let_consents_expire(self, until: datetime) -> None:
        """The worker writes it down in the morning of the first day on which a consent does not hold any more."""
        while ends := consenting.first_to_end(self.case):
            noticed = max(moment(copenhagen_date(ends), WORKER_COMES_ROUND), self.at)
            if noticed >= until or not self.case.row["is_open"]:
                return
            consenting.let_consents_expire(self.case, noticed)

    def _finish_tasks(self, before: datetime) -> None:
        """What the owner had to do is mostly done before the next step."""
        case = self.case
        who = asking.owner(case)
        for row in case.open_tasks():
            mine = row["unit_id"] == case.team and row["assignee_id"] in {None, who.user_id}
            done_at = row["raised_at"] + timedelta(hours=case.rng.randint(2, 5))
            if (
                mine
                and row["kind"] != "overdue"
                and self.at < done_at < before
                and asking.chance(case, "finish")
            ):
                journal.finish_task(case, row, who, done_at)
                self.at = done_at

    def _write(self) -> None:
        """What is written down after a step."""
        case, who = self.case, asking.owner(self.case)
        self.at += asking.MENDING
        measuring.ask(case, who, self.at)
        if not case.row["is_open"]:
            return
        if asking.chance(case, "note"):
            kind, topic, text = case.rng.choice(case.world.words["notes"])
            shared = bool(case.rng.getrandbits(1))
            journal.write_note(case, NoteKind(kind), topic, text, who=who, at=self.at, shared=shared)
        if case.goals and asking.chance(case, "scores"):
            better = len(case.scored_on) > 0
            scores = {question: case.rng.randint(1, 4) + better for question in ProgressionQuestion}
            self._score(scores)
            status = case.rng.choice(list(GoalStatus)[1:4])
            journal.change_goal(case, case.goals[0], status, who, self.at)

    def _score(self, scores: dict[ProgressionQuestion, int]) -> None:
        day = copenhagen_date(self.at)
        if day not in self.case.scored_on:
            self.case.scored_on.add(day)
            journal.record_scores(self.case, scores, asking.owner(self.case), self.at)
