"""Loads the demo into an empty database: every story is played through the real services, at moments in the past."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.roles import Role
from sagsflow.accounts import demo as accounts
from sagsflow.accounts.demo import DemoCast
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import publish
from sagsflow.cases.service.warning import warn_of_passed
from sagsflow.consents.service import upkeep
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import DomainError
from sagsflow.demo import gatherings, group, naming, office, script, settling, verbs
from sagsflow.demo.days import OPENS, Days, moment
from sagsflow.demo.script import DEMO, BadStory, MeetingPlan, Script, Story
from sagsflow.demo.stage import Platform, Stage, Turn, areas_by_name
from sagsflow.organisations.service.seed import load_seed

Progress = Callable[[int, int], None]
Earlier = Callable[[Session, Platform], None]
Play = Callable[[], None]
STEP = timedelta(minutes=7)
EVERY_CASE = 1_000
MINUTES_A_DAY = 400
WORKER_COMES_ROUND = time(6, 30)
BEFORE_THE_FIRST_DAY = timedelta(days=30)
HELD = {"decide", "carry", "lift"}
VERBS = {**verbs.VERBS, **gatherings.VERBS, **office.VERBS}


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to sign in as, and what for."""

    login: str
    name: str
    title: str
    role: Role
    good_for: str


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What there is now. `cases` is 0 when the database held cases before and nothing was added."""

    cases: int
    logins: Sequence[Login]
    password: str


class NoDemo(DomainError):
    """A production database takes no demo."""

    code = "no-demo-in-production"


def load(
    platform: Platform,
    progress: Progress = lambda done, total: None,
    *,
    told: Script = DEMO,
    earlier: Earlier = lambda db, platform: None,
) -> DemoResult:
    """All of it in one transaction, and only where there are no cases yet; people and facts are added if they are missing.
    `earlier` may write what happened before the stories."""
    if not platform.settings.is_demo:
        raise NoDemo
    with platform.database.write() as db:
        if db.scalar(sa.select(sa.exists().select_from(Case))):
            cast = prepare(db, platform, platform.clock.now())
            accounts.renew_declarations(db, platform.clock.now())
            return DemoResult(0, logins(cast), accounts.PASSWORD)
        earlier(db, platform)
        stories, days = told.stories(), Days(platform.clock.now(), platform.calendar)
        first = days.back(max(story.acts[0].day for story in stories))
        cast = prepare(db, platform, moment(first, OPENS) - BEFORE_THE_FIRST_DAY)
        stage = Stage(db, platform, cast, days, script.answers(), areas_by_name(db), told)
        naming.rename(stage, moment(first, OPENS) - BEFORE_THE_FIRST_DAY)
        plays = sorted(_plays(stage, stories), key=lambda play: play[0])
        for done, (_at, play) in enumerate(plays, start=1):
            play()
            progress(done, len(plays))
        settling.settle(stage, platform.clock.now())
        accounts.renew_declarations(db, platform.clock.now())
        return DemoResult(len(stage.refs), logins(cast), accounts.PASSWORD)


def prepare(db: Session, platform: Platform, at: datetime) -> DemoCast:
    """The facts of the plans, the people of the demo and the pathways, as far as they are missing."""
    load_seed(db, at)
    publish(db, platform.library, at=at)
    return accounts.load_demo_people(db, at, settings=platform.settings)


def logins(cast: DemoCast) -> list[Login]:
    """The first of each role, in the order of roles."""
    first = [(role, held[0]) for role in Role if (held := cast.with_role(role))]
    by_id = {user.id: user for user in cast.people.values()}
    users = [(role, by_id[actor.user_id]) for role, actor in first]
    good_for = script.good_for()
    return [
        Login(user.login, user.name, user.title or "", role, good_for[role.value]) for role, user in users
    ]


def _plays(stage: Stage, told: Sequence[Story]) -> Iterator[tuple[datetime, Play]]:
    """Everything that happens, with its moment; what happens at the same moment keeps this order."""
    plans = stage.script.meetings()
    held = {plan.day: plan for plan in plans if plan.present}
    for plan in plans:
        yield from _meeting(stage, plan)
    yield from group.plays(stage)
    for story in told:
        yield from _story(stage, story, held)
    for back in range(max(story.acts[0].day for story in told), 0, -1):
        at = moment(stage.days.back(back), WORKER_COMES_ROUND)
        yield at, partial(_worker, stage.db, at)


def _worker(db: Session, at: datetime) -> None:
    """What the worker finds in the morning."""
    warn_of_passed(db, {}, at)
    for case_id in upkeep.due(db, at, EVERY_CASE):
        upkeep.look_after(db, case_id, at=at)


def _meeting(stage: Stage, plan: MeetingPlan) -> Iterator[tuple[datetime, Play]]:
    called = moment(stage.days.back(plan.called), OPENS)
    yield called, lambda: gatherings.call(stage, plan, called)
    if plan.present:
        day = stage.days.back(plan.day)
        begins, ends = moment(day, plan.begins), moment(day, plan.ends)
        yield begins, lambda: gatherings.begin(stage, plan, begins)
        yield ends, lambda: gatherings.end(stage, plan, ends)


def _story(stage: Stage, story: Story, held: dict[int, MeetingPlan]) -> Iterator[tuple[datetime, Play]]:
    """The acts of a story at times of the working day that differ from story to story, each later than the one before."""
    last: datetime | None = None
    for act in story.acts:
        minutes = (story.number * 37 + act.number * 13) % MINUTES_A_DAY
        at = moment(stage.days.back(act.day), OPENS) + timedelta(minutes=minutes)
        if act.verb in HELD and act.day in held:
            at = moment(stage.days.back(act.day), held[act.day].begins) + timedelta(minutes=5 + story.number)
        if last is not None and at <= last and copenhagen_date(at) == copenhagen_date(last):
            at = last + STEP
        last = at
        yield at, partial(_act, Turn(stage, story, act, at))


def _act(turn: Turn) -> None:
    do = VERBS.get(turn.act.verb, verbs.step)
    try:
        do(turn)
    except (DomainError, LookupError) as wrong:
        said = getattr(wrong, "fields", None) or getattr(wrong, "details", None) or wrong
        raise BadStory(f"{turn.story.key}: {turn.act}: {type(wrong).__name__} {said}") from wrong
