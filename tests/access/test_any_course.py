"""Whatever is given, narrowed, withdrawn, referred, handed over, opened in an emergency or run out: every route says what the
plain model says.

A few short courses in the suite, the same ones every time; `SAGSFLOW_COURSES=200` takes as many long ones, other ones each time.
After each step everybody is asked for the page of the case and one thing more; in long courses everything after every tenth,
which takes a quarter of a minute. Two hundred on both databases take some hours.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from config import Settings
from sagsflow.app import create_app
from sagsflow.core.clock import SettableClock
from tests.access.course.asking import Asking
from tests.access.course.grounds import Grounds
from tests.access.course.steps import World
from tests.access.course.work import Work
from tests.access.course.world import COURSE, model_of
from tests.cast import Cast
from tests.house.application import TUESDAY
from tests.house.databases import SYSTEMS

LONG = int(os.environ.get("SAGSFLOW_COURSES", "0"))
FEW, STEPS, LONG_STEPS, EVERYTHING_EACH = 2, 8, 30, 10


@pytest.fixture(params=SYSTEMS if LONG else SYSTEMS[:1])
def new_world(request: pytest.FixtureRequest) -> Iterator[Callable[[], World]]:
    """Each course begins on a database of its own."""
    copies: Any = request.getfixturevalue(f"{request.param}_copies")
    used: list[tuple[str, Cast]] = []

    def forget() -> None:
        while used:
            url, cast = used.pop()
            cast.database.dispose()
            copies.drop(url)

    def anew() -> World:
        forget()
        url, clock = copies.copy(COURSE), SettableClock(TUESDAY)
        chosen = replace(Settings.from_environment({}), database_url=url)
        app = create_app(chosen, clock=clock, testing=True)
        cast = Cast(app.extensions["sagsflow"], clock)
        used.append((url, cast))
        each = EVERYTHING_EACH if LONG else 0
        return World(cast, Asking(app, cast.database), model_of(cast.database), everything_each=each)

    yield anew
    forget()


def test_after_any_course_of_events_every_route_agrees_with_the_model(
    new_world: Callable[[], World],
) -> None:
    class Everything(Grounds, Work):
        def new_world(self) -> World:
            return new_world()

    run_state_machine_as_test(
        Everything,
        settings=settings(
            max_examples=LONG or FEW,
            stateful_step_count=LONG_STEPS if LONG else STEPS,
            derandomize=not LONG,
            deadline=None,
            database=None,
            phases=list(Phase) if LONG else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
