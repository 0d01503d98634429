"""Interleaved rounds of two sides, and what is said of them: medians, spread and the ratio."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.options import options

Round = Callable[[], float]  # seconds for one operation, measured over a whole round


@dataclass(frozen=True, slots=True)
class Figures:
    """The seconds that one operation took, one figure for each round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def least(self) -> float:
        return min(self.seconds)

    @property
    def most(self) -> float:
        return max(self.seconds)


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio must reach: at least so much of the floor's speed, or at most so many times its duration."""

    kind: str  # "speed": floor / ours; "times": ours / floor
    bound: float
    grace: float = 0.0  # seconds added to the bound, for what is paid once
    enough: float = 0.0  # seconds within which it is quick enough, whatever the floor

    def ratio(self, ours: float, floor: float) -> float:
        return floor / ours if self.kind == "speed" else (ours - self.grace) / floor

    def met(self, ratio: float) -> bool:
        return ratio >= self.bound if self.kind == "speed" else ratio <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.kind == "speed" else "≤"
        late = f" + {self.grace:g} s" if self.grace else ""
        least = f" or {self.enough:g} s" if self.enough else ""
        return f"{sign} {self.bound:g}×{late}{least}"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. The ratio is that of the medians; `spread` those of the single rounds."""

    name: str
    ours: Figures
    floor: Figures
    target: Target
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.target.ratio(self.ours.median, self.floor.median)

    @property
    def spread(self) -> tuple[float, float]:
        pairs = zip(self.ours.seconds, self.floor.seconds, strict=True)
        ratios = [self.target.ratio(ours, floor) for ours, floor in pairs]
        return min(ratios), max(ratios)

    @property
    def verdict(self) -> str:
        quick = self.ours.median <= self.target.enough
        return "met" if quick or self.target.met(self.ratio) else "MISSED"


def interleaved(rounds: int, *sides: Round) -> list[Figures]:
    """A B A B …, so that whatever else the machine does falls on all sides alike. One round of each warms up unseen."""
    for side in sides:
        side()
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for figures, side in zip(seconds, sides, strict=True):
            figures.append(side())
    return [Figures(tuple(figures)) for figures in seconds]


def compare(name: str, ours: Round, floor: Round, target: Target, *, note: str = "") -> Result:
    our_figures, floor_figures = interleaved(options().rounds, ours, floor)
    return Result(name, our_figures, floor_figures, target, note)


def repeated(operation: Callable[[], object], times: int) -> Round:
    """A round of one operation, again and again in one thread, without the collector of garbage falling on either side."""

    def measure() -> float:
        with _collected():
            begun = time.perf_counter()
            for _ in range(times):
                operation()
            return (time.perf_counter() - begun) / times

    return measure


@contextmanager
def _collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def p95(samples: list[float]) -> float:
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
