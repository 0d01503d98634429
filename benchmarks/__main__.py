"""`make bench`: measures, and prints one table. benchmarks/options.py names the variables that change a run."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import duework, engine, growth, moves, over_http, overview, paper, readings, report, rooms
from benchmarks.measure import Result
from benchmarks.options import options
from benchmarks.systems import System, systems

Section = Callable[[list[System]], list[Result]]
RUN: dict[str, Section] = {
    "engine": lambda _systems: engine.run(),
    "service": moves.run,
    "readings": readings.run,
    "work": duework.run,
    "http": over_http.run,
    "growth": growth.run,
    "meetings": rooms.run,
    "overview": overview.run,
    "paper": paper.run,
}


def main() -> None:
    print(report.machine())
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the cluster may run as another user
        with systems(folder) as found:
            for section in options().only:
                print(f"… {section}", flush=True)
                fresh = RUN[section](found)
                report.show(fresh)
                results += fresh
    print("… altogether")
    report.show(results)
    report.show_notes(results)


if __name__ == "__main__":
    main()
