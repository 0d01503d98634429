"""The plain model: who may see what, whatever has happened. Written from what is promised, without the application's rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.core.clock import COPENHAGEN
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM

ALL = frozenset(Topic)
RUN_CASES = frozenset({Role.HOUSING_WORKER, Role.COORDINATOR})
READ_NOTES = RUN_CASES | {Role.MUNICIPAL_WORKER, Role.PARTNER_WORKER}
READ_CASES = READ_NOTES | {Role.GROUP_MEMBER}
WRITE_NOTES = PRINT = RUN_CASES | {Role.MUNICIPAL_WORKER}
ANSWER_REFERRALS = frozenset({Role.MUNICIPAL_WORKER, Role.PARTNER_WORKER})
MEET = READ_CASES - {Role.PARTNER_WORKER}
AT_THE_TABLE = frozenset({TEAM, SCHOOL, JOBS})
EMERGENCY_LASTS = timedelta(hours=24)
NAME, NOTE, DOCUMENT, GOAL, TASK = "name", "note", "document", "goal", "task"
QUESTION, HANDOVER, PURPOSE = "question", "handover", "purpose"
TEXTS = frozenset({NOTE, DOCUMENT})
ON_THE_PAGE = frozenset({NAME, NOTE, GOAL, TASK, DOCUMENT})


@dataclass(frozen=True)
class Person:
    """Somebody with a login: one role in one unit."""

    login: str

    @property
    def user_id(self) -> int:
        return PEOPLE[self.login][0]

    @property
    def role(self) -> Role:
        return PEOPLE[self.login][2]

    @property
    def unit(self) -> int:
        return PEOPLE[self.login][3]

    @property
    def owns(self) -> bool:
        """Every case here is the team's."""
        return self.unit == TEAM


@dataclass
class Yes:
    """What a unit was told it may see, by the resident or by the law; `until` is the first moment at which it may not."""

    id: int
    unit: int
    topics: frozenset[Topic]
    sensitive: bool
    until: datetime
    by_law: bool = False
    ended: bool = False

    def holds(self, now: datetime) -> bool:
        return not self.ended and now < self.until


@dataclass
class Emergency:
    id: int
    user_id: int
    until: datetime

    def holds(self, now: datetime) -> bool:
        return now < self.until


@dataclass
class Thing:
    """Something on a case with a word of its own. `unit` is whose it is, or to whom it was sent; `id` its row."""

    what: str
    word: str
    unit: int = TEAM
    topic: Topic = Topic.CORE
    sensitive: bool = False
    shared: bool = True
    id: int = 0


@dataclass
class File:
    """One case, and everything that has happened to it."""

    ref: str
    uuid: str
    name: str
    owner: str = "karen"
    is_open: bool = True
    given: list[Yes] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Thing]:
        return [thing for thing in self.things if thing.what in kinds]


@dataclass
class Model:
    """Asked after every step, for everybody."""

    now: datetime
    files: list[File] = field(default_factory=list)

    def settle(self) -> None:
        """A unit to which a case has closed has left its tasks to the team, and does not get them back."""
        for file in self.files:
            for task in file.of(TASK):
                if task.unit != TEAM and not self._of_unit(file, task.unit):
                    task.unit = TEAM

    def close(self, file: File) -> None:
        """With the case ends what others were told, and everything that was to be done; it is taken off agendas."""
        file.is_open = False
        for yes in file.given:
            yes.ended = True
        file.things = [thing for thing in file.things if thing.what not in {TASK, QUESTION}]

    def sees(self, who: Person, file: File) -> bool:
        return who.role in READ_CASES and (self.works(who, file) or bool(self._hers(who, file)))

    def works(self, who: Person, file: File) -> bool:
        """An emergency lets one look, and no more."""
        return who.role in READ_CASES and (who.owns or bool(self._of_unit(file, who.unit)))

    def may_read(self, who: Person, file: File, thing: Thing) -> bool:
        if not self.sees(who, file):
            return False
        rules = {
            NAME: True,
            GOAL: self._covers(who, file, thing),
            TASK: self.works(who, file) and (who.owns or thing.unit == who.unit),
            QUESTION: self.works(who, file) and who.role in MEET and who.unit in AT_THE_TABLE,
            HANDOVER: self.opens_referral(who, file, thing),
            PURPOSE: who.owns and who.role in RUN_CASES,
        }
        return rules[thing.what] if thing.what in rules else self._reads_text(who, file, thing)

    def opens_referral(self, who: Person, file: File, sent: Thing) -> bool:
        if who.owns:
            return who.role in RUN_CASES
        return self.works(who, file) and who.role in ANSWER_REFERRALS and sent.unit == who.unit

    def may_meet(self, who: Person) -> set[str]:
        """Every word that she may come across anywhere."""
        return {word for file in self.files for word in self.words(who, file)}

    def words(self, who: Person, file: File, *kinds: str) -> set[str]:
        """Those of a case, all or of some kinds, that are hers to read."""
        return {
            thing.word
            for thing in file.things
            if (not kinds or thing.what in kinds) and self.may_read(who, file, thing)
        }

    def _reads_text(self, who: Person, file: File, thing: Thing) -> bool:
        if who.role not in READ_NOTES:
            return False
        return thing.unit == who.unit or (thing.shared and self._covers(who, file, thing))

    def _covers(self, who: Person, file: File, thing: Thing) -> bool:
        if who.owns or self._hers(who, file):
            return True
        return any(
            thing.topic in yes.topics | {Topic.CORE} and (yes.sensitive or not _is_sensitive(thing))
            for yes in self._of_unit(file, who.unit)
        )

    def _of_unit(self, file: File, unit: int) -> list[Yes]:
        return [yes for yes in file.given if yes.unit == unit and yes.holds(self.now)]

    def _hers(self, who: Person, file: File) -> list[Emergency]:
        return [one for one in file.emergencies if one.user_id == who.user_id and one.holds(self.now)]

    def ends(self) -> Iterator[datetime]:
        """The moments at which something is going to end by itself."""
        for file in self.files:
            yield from (yes.until for yes in file.given if yes.holds(self.now))
            yield from (one.until for one in file.emergencies if one.holds(self.now))


def _is_sensitive(thing: Thing) -> bool:
    """Goals are never marked."""
    return thing.sensitive and thing.what in TEXTS


def after(day: date) -> datetime:
    """The midnight in Viborg with which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)


def today(now: datetime) -> date:
    return now.astimezone(COPENHAGEN).date()
