"""The table of a run, and the machine it ran on in general terms."""

import os
import platform
import sqlite3
from collections.abc import Sequence

from benchmarks.measure import Figures, Result

HEAD = ("", "ours", "floor", "ratio", "target", "")


def show(results: Sequence[Result]) -> None:
    rows = [HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for number, row in enumerate(rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def show_notes(results: Sequence[Result]) -> None:
    for result in results:
        if result.note:
            print(f"  {result.name}: {result.note}")


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; load before: {busy}"
    )


def _row(result: Result) -> tuple[str, ...]:
    least, most = result.spread
    ratio = f"{result.ratio:.2f} ({least:.2f}-{most:.2f})"
    return (
        result.name, _seconds(result.ours), _seconds(result.floor), ratio, str(result.target), result.verdict
    )  # fmt: skip


def _seconds(figures: Figures) -> str:
    scale, unit = next((s, u) for limit, s, u in SCALES if figures.median < limit)
    return f"{figures.median * scale:.2f} {unit} ({figures.least * scale:.2f}-{figures.most * scale:.2f})"


SCALES = ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (float("inf"), 1.0, "s"))
