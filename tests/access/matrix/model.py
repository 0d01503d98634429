"""The plain model: who may see what of a case, written out as tables and without a line of the application's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sagsflow.access.models import Ground
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
ALL = frozenset(Topic)
SOME = frozenset({Topic.CORE, Topic.SCHOOL})

READ_SUPPORT_CASES = frozenset(
    {
        Role.HOUSING_WORKER,
        Role.COORDINATOR,
        Role.MUNICIPAL_WORKER,
        Role.GROUP_MEMBER,
        Role.HOUSING_ADMIN,
        Role.PARTNER_WORKER,
    }
)
READ_NOTES = READ_SUPPORT_CASES - {Role.GROUP_MEMBER, Role.HOUSING_ADMIN}
SIT_AT_MEETINGS = READ_SUPPORT_CASES - {Role.HOUSING_ADMIN, Role.PARTNER_WORKER}
ANSWER_REFERRALS = frozenset({Role.MUNICIPAL_WORKER, Role.PARTNER_WORKER})
RUN_CASES = frozenset({Role.HOUSING_WORKER, Role.COORDINATOR})
DO_TASKS = READ_SUPPORT_CASES
KNOW_RESIDENTS = RUN_CASES | {Role.VOLUNTEER_COORDINATOR}


@dataclass(frozen=True)
class Situation:
    """What the receiving unit has of a case; `start` and `end` lie around the moment at which everybody asks."""

    ground: Ground | None
    topics: frozenset[Topic] = SOME
    sensitive: bool = False
    start: timedelta = -HOUR
    end: timedelta | None = HOUR
    only: Role | None = None

    def opens_to(self, role: Role) -> bool:
        live = self.start <= timedelta(0) and (self.end is None or self.end > timedelta(0))
        return self.ground is not None and live and self.only in {None, role}


SITUATIONS: Mapping[str, Situation] = {
    "none": Situation(None),
    "consent": Situation(Ground.CONSENT),
    "legal basis": Situation(Ground.LEGAL_BASIS),
    "referral": Situation(Ground.REFERRAL),
    "tenancy": Situation(Ground.TENANCY, frozenset({Topic.TENANCY})),
    "emergency": Situation(Ground.BREAK_GLASS, ALL, sensitive=True, only=Role.MUNICIPAL_WORKER),
}
BOUNDARIES: Mapping[str, Situation] = {
    "sensitive": Situation(Ground.CONSENT, sensitive=True),
    "one topic": Situation(Ground.CONSENT, frozenset({Topic.CORE})),
    "every topic": Situation(Ground.CONSENT, ALL),
    "ends in a moment": Situation(Ground.CONSENT, end=MOMENT),
    "ended this moment": Situation(Ground.CONSENT, end=timedelta(0)),
    "begins this moment": Situation(Ground.CONSENT, start=timedelta(0)),
    "begins in a moment": Situation(Ground.CONSENT, start=MOMENT),
}
EVERY = {**SITUATIONS, **BOUNDARIES}


@dataclass(frozen=True)
class Marked:
    """A word in the database that says, wherever it turns up, what has been shown."""

    case: str
    what: str
    topic: Topic = Topic.CORE
    sensitive: bool = False
    shared: bool = True

    @property
    def word(self) -> str:
        sort = ("s" if self.sensitive else "p") + ("d" if self.shared else "e")
        return (
            "Q"
            + "".join(part.title() for part in f"{self.case} {self.what} {self.topic} {sort}".split())
            + "Q"
        )


def marked(case: str) -> list[Marked]:
    """Everything that is planted on one case."""
    texts = [
        Marked(case, what, topic, sensitive, shared)
        for what in ("note", "document")
        for topic in Topic
        for sensitive in (True, False)
        for shared in (True, False)
    ]
    goals = [Marked(case, "goal", topic) for topic in Topic]
    return [
        *texts,
        *goals,
        *(Marked(case, what) for what in ("name", "task", "purpose", "question", "handover")),
    ]


def may_open(role: Role, name: str, *, owns: bool) -> bool:
    return role in READ_SUPPORT_CASES and (owns or EVERY[name].opens_to(role))


def may_see(role: Role, mark: Marked, *, owns: bool) -> bool:
    """Somewhere in the application. An emergency lets one look, and takes no part in meetings, tasks and referrals."""
    if mark.what == "name" and owns and role in KNOW_RESIDENTS:
        return True
    if not may_open(role, mark.case, owns=owns):
        return False
    here, unit = EVERY[mark.case], owns or EVERY[mark.case].only is None
    as_a_note = role in READ_NOTES and (owns or (mark.shared and _covers(here, mark)))
    rules = {
        "name": True,
        "note": as_a_note,
        "document": as_a_note,
        "goal": owns or _covers(here, mark),
        "task": owns and role in DO_TASKS,
        "purpose": owns and role in RUN_CASES,
        "question": role in SIT_AT_MEETINGS and unit,
        "handover": (owns and role in RUN_CASES) or (not owns and unit and role in ANSWER_REFERRALS),
    }
    return rules[mark.what]


def stands_on_the_page(role: Role, mark: Marked, *, owns: bool) -> bool:
    """On the page of the case itself."""
    here = mark.what in {"name", "note", "document", "goal", "task"} and may_open(role, mark.case, owns=owns)
    return here and may_see(role, mark, owns=owns)


def _covers(here: Situation, mark: Marked) -> bool:
    return mark.topic in here.topics and (here.sensitive or not mark.sensitive)
