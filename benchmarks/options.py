"""What a run of the benchmarks may be told through its environment."""

import os
from dataclasses import dataclass
from functools import cache

SECTIONS = ("engine", "service", "readings", "work", "http", "growth", "meetings", "overview", "paper")


@dataclass(frozen=True, slots=True)
class Options:
    """`cases` is the size of the large database, `few` that of the small one it is compared with."""

    rounds: int
    cases: int
    few: int
    threads: int
    moves: int
    pages: int
    only: tuple[str, ...]
    show_profile: bool


@cache
def options() -> Options:
    only = os.environ.get("BENCH_ONLY", "")
    chosen = tuple(part.strip() for part in only.split(",") if part.strip()) or SECTIONS
    unknown = set(chosen) - set(SECTIONS)
    if unknown:
        raise SystemExit(f"BENCH_ONLY takes {', '.join(SECTIONS)}; not {', '.join(sorted(unknown))}")
    return Options(
        rounds=_number("BENCH_ROUNDS", 5),
        cases=_number("BENCH_CASES", 20_000),
        few=_number("BENCH_FEW", 1_000),
        threads=_number("BENCH_THREADS", 2),
        moves=_number("BENCH_MOVES", 100),
        pages=_number("BENCH_PAGES", 60),
        only=chosen,
        show_profile=bool(os.environ.get("BENCH_PROFILE")),
    )


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise SystemExit(f"{name} is {text!r}; it must be a whole number from 1")
    return int(text)
