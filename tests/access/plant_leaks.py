"""Plants leaks in a copy of the source, one at a time, and shows that the tests catch each (docs/sharing.md)."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config import ROOT

COPIED = ("sagsflow", "templates", "workflows", "tests", "config.py", "pyproject.toml")
NO_SUCH_DOOR = {
    "fragment": "no route answers with a part of a page; what an open page asks for by itself is a number",
}


@dataclass(frozen=True)
class Leak:
    """A mistake that somebody could make: `wrong` instead of `right` in a file, and the tests that must notice."""

    door: str
    file: str
    right: str
    wrong: str
    tests: str


LEAKS = (
    Leak(
        "search",
        "sagsflow/cases/queries/many.py",
        "        .where(mine, policy.visible_to(actor, at))",
        "        .where(sa.true() if filters.text else sa.and_(mine, policy.visible_to(actor, at)))",
        "tests/access/test_side_doors.py -k search",
    ),
    Leak(
        "count",
        "sagsflow/cases/queries/many.py",
        "    return db.scalar(sa.select(sa.func.count()).select_from(inner.limit(CAP + 1).subquery())) or 0",
        "    return db.scalar(sa.select(sa.func.count()).select_from(Case)) or 0",
        "tests/access/test_side_doors.py -k count",
    ),
    Leak(
        "PDF",
        "sagsflow/cases/printing.py",
        "    notes = one.journal(db, actor, seen)",
        "    from sagsflow.cases.models import Note\n    notes = db.query(Note).filter_by(case_id=seen.case.id).all()",
        "tests/access/test_printed.py -k paper",
    ),
    Leak(
        "error page",
        "sagsflow/cases/routes/overtaken.py",
        "    shown = one.told(events, fresh)",
        "    shown = events",
        "tests/access/test_side_doors.py -k too_late",
    ),
    Leak(
        "neighbour id",
        "sagsflow/cases/routes/planning.py",
        "    goal = next((goal for goal in one.goals(reader(), seen) if goal.id == goal_id), None)",
        "    goal = reader().get(Goal, goal_id)",
        "tests/access/test_side_doors.py -k neighbour",
    ),
    Leak(
        "stale tab",
        "sagsflow/cases/queries/one.py",
        "    if not policy.may_see(actor, case, view):",
        "    if not policy.may_see(actor, case, view) and not actor.units(policy.READ[case.domain]):",
        "tests/access/test_at_once.py -k of_before",
    ),
    Leak(
        "export",
        "sagsflow/review/routes/log.py",
        "    rows = _rows(platform(), scope, form.wanted(today()), current_language())",
        "    rows = _rows(platform(), Scope(None), form.wanted(today()), current_language())",
        "tests/access/test_side_doors.py -k file",
    ),
    Leak(
        "feed",
        "sagsflow/meetings/routes/calendars.py",
        '        title=gettext("Meeting in Sagsflow"),',
        "        title=\", \".join(reader().scalars(__import__('sqlalchemy').text('SELECT ref FROM \\\"case\\\"'))),",
        "tests/meetings/test_calendar.py -k ones_own_meetings",
    ),
    Leak(
        "mail",
        "sagsflow/messages/letters.py",
        '    link = settings.public_url.rstrip("/") + PATH',
        '    link = settings.public_url.rstrip("/") + "/cases/BSV-2026-0001"',
        "tests/messages/test_mail.py -k nothing_of_anybody",
    ),
    Leak(
        "wall",
        "sagsflow/meetings/routes/live.py",
        "    is_open = view is not None and _all_may_hear(view, seats)",
        "    is_open = view is not None",
        "tests/meetings/test_live.py -k wall",
    ),
    Leak(
        "page",
        "sagsflow/cases/policy.py",
        "    return note.shared and view.within(units).covers(note.topic, sensitive=note.sensitive)",
        "    return note.shared and view.within(units).covers(note.topic, sensitive=False)",
        "tests/access/test_printed.py -k paper",
    ),
    Leak(
        "preview",
        "sagsflow/cases/routes/readers.py",
        "    if not policy.may_write(current_actor(), seen.case, seen.view):",
        "    if False:",
        "tests/access/test_readers.py -k nobody_but_the_team",
    ),
    Leak(
        "names in a form",
        "sagsflow/cases/routes/writers.py",
        "    told = None if seen.view.owning_unit_ids else seen.unit_ids | {seen.case.owner_unit_id}",
        "    told = None",
        "tests/access/test_readers.py -k receiver_who_writes",
    ),
)


def main() -> None:
    """Ends with an error when a leak goes unnoticed, or when the tests fail without one."""
    wanted = sys.argv[1:]
    missed = [leak.door for leak in LEAKS if (not wanted or leak.door in wanted) and not _is_caught(leak)]
    for door, why in NO_SUCH_DOOR.items():
        print(f"{door}: not planted, for {why}")
    sys.exit(f"not noticed: {', '.join(missed)}" if missed else None)


def _is_caught(leak: Leak) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        sound = _passes(copy, leak.tests)
        file = copy / leak.file
        text = file.read_text(encoding="utf-8")
        assert text.count(leak.right) == 1, f"{leak.file} has changed: say anew what the mistake would be"
        file.write_text(text.replace(leak.right, leak.wrong), encoding="utf-8")
        caught = sound and not _passes(copy, leak.tests)
    result = "caught" if caught else "NOT CAUGHT" if sound else "the tests fail without it"
    print(f"{leak.door}: {result} by {leak.tests}", flush=True)
    return caught


def _passes(copy: Path, tests: str) -> bool:
    """On SQLite alone, which is enough to notice."""
    chosen, _, words = tests.partition(" -k ")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", chosen]
    command += ["-k", f"not postgresql and ({words})" if words else "not postgresql"]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stdout.decode() + done.stderr.decode()
    return done.returncode == 0


if __name__ == "__main__":
    main()
