"""Where the time of an operation goes: statements counted, and functions ranked when a profile is asked for."""

import cProfile
import io
import pstats
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from benchmarks.options import options

SHOWN = 45


@contextmanager
def statements(engine: sa.Engine | type[sa.Engine] = sa.Engine) -> Iterator[list[str]]:
    """Collects the SQL that is sent while it is open."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of(operation: Callable[[], object], times: int) -> str:
    """Runs it once for its statements; with BENCH_PROFILE also `times` under the profiler, whose ranking is printed."""
    with statements() as sent:
        operation()
    if options().show_profile:
        _rank(operation, times - 1)
    return f"{len(sent)} statements"


def _rank(operation: Callable[[], object], times: int) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        operation()
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(SHOWN)
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(SHOWN)
    print(text.getvalue())
