"""The room of a meeting: a long agenda beside a short one, and what it costs that many have the page open."""

import time
from collections.abc import Iterator
from itertools import repeat

from benchmarks import town
from benchmarks.growth import slowest
from benchmarks.measure import Figures, Result, Target, compare
from benchmarks.options import options
from benchmarks.pages import Door, House, house
from benchmarks.systems import System

SHORT, LONG, BOUND = 20, 200, 2.0
OPEN_PAGES, SECONDS_BETWEEN, SHARE = 30, 5, 0.05
PULSES = 300


def run(systems: list[System]) -> list[Result]:
    return [result for system in systems for result in _on(system)]


def _on(system: System) -> Iterator[Result]:
    short, long = (house(*town.fresh(system, agenda=length)) for length in (SHORT, LONG))
    try:
        yield _agenda(system, short, long)
        yield _pulse(system, short)
    finally:
        short.close()
        long.close()


def _agenda(system: System, short: House, long: House) -> Result:
    title = f"meeting: agenda of {LONG} items, {system.name}"
    ours, floor = slowest(long.doors["agenda"].open), slowest(short.doors["agenda"].open)
    counts = f"{long.statements('agenda')} statements, {short.statements('agenda')} with {SHORT} items"
    note = f"p95 of {options().pages} readings; {counts}; floor: {SHORT} items"
    return compare(title, ours, floor, Target("times", BOUND), note=note)


def _pulse(system: System, found: House) -> Result:
    """Seconds of processor for each second that so many pages are open and nothing happens, so that each asks every five; the
    floor is the second."""
    room = found.doors["agenda"]
    pulse = Door(room.client, f"{room.path}/pulse")
    said = {"If-None-Match": f'"{room.client.get(pulse.path).text.strip()}"'}
    used = []
    for _ in repeat(None, options().rounds):
        begun = time.process_time()
        for _ in repeat(None, PULSES):
            answer = room.client.get(pulse.path, headers=said)
            assert answer.status_code == 304, answer.status_code
        used.append((time.process_time() - begun) / PULSES * OPEN_PAGES / SECONDS_BETWEEN)
    floor = Figures(tuple(1.0 for _ in used))
    title = f"meeting: a second of {OPEN_PAGES} open pages, {system.name}"
    return Result(
        title, Figures(tuple(used)), floor, Target("times", SHARE), note="processor time, visitor included"
    )
