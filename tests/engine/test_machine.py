"""One machine serves any number of threads, keeps nothing of a case, and goes with its definition."""

import gc
import sys
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sagsflow.engine.decide import decide, explain
from sagsflow.engine.loader import load_text
from sagsflow.engine.machine import compiled
from tests.engine.test_loader import MINIMAL
from tests.engine.world import context, coordinated, snapshot


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Let threads take turns as often as can be."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("busy_threads")
def test_eight_threads_on_one_machine_do_not_disturb_each_other() -> None:
    flow = coordinated()
    owner = context("case_owner", answers={"status_per_goal": "Fint", "reason": "Nej"})
    expected = {("follow_up", "follow_up_again"): "follow_up", ("referred", "bounce"): "clarifying"}

    def work(_: int) -> list[str]:
        return [
            decide(flow, snapshot(state), owner, trigger).target
            for _ in range(300)
            for state, trigger in expected
        ]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(8)))
    assert all(result == list(expected.values()) * 300 for result in results)


def test_the_same_definition_has_one_machine() -> None:
    with ThreadPoolExecutor(8) as pool:
        machines = set(pool.map(lambda _: id(compiled(coordinated())), range(64)))
    assert len(machines) == 1


def test_a_machine_goes_with_its_definition() -> None:
    flow = load_text(MINIMAL, "minimal.yaml")
    explain(flow, snapshot("open"), context("case_owner"))
    machine = weakref.ref(compiled(flow).machine)
    assert machine() is not None
    del flow
    load_text.cache_clear()
    gc.collect()
    assert machine() is None


def test_the_machine_holds_no_models() -> None:
    flow = coordinated()
    decide(
        flow,
        snapshot("follow_up"),
        context("case_owner", answers={"status_per_goal": "Fint"}),
        "follow_up_again",
    )
    assert compiled(flow).machine.models == []
