"""The server and the worker start as processes of their own, and end cleanly when told to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
import sqlalchemy as sa

from config import ROOT
from sagsflow.cases.models import WorkflowVersion
from sagsflow.core.database import Database
from tests.cli.conftest import Run


def _hear_ctrl_c() -> None:
    """Tests that were started in the background have been told to ignore it, and their children would be too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _running(command: str, url: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "SAGSFLOW_DATABASE_URL": url, "SAGSFLOW_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-c", "from sagsflow.cli import main; main()", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_hear_ctrl_c,  # noqa: PLW1509 - nothing else runs between fork and exec
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize(
    ("database_system", "stop"),
    [("sqlite", signal.SIGINT), ("postgresql", signal.SIGTERM)],
)
def test_the_server_says_where_it_answers_and_ends_when_told(
    sagsflow: Run, database_url: str, stop: signal.Signals
) -> None:
    sagsflow("db", "upgrade")
    with _running("serve", database_url) as server:
        address = next(word for word in _line(server).split() if word.startswith("http://"))
        with urlopen(f"{address}/static/img/favicon.svg") as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        server.send_signal(stop)
        assert server.wait(60) == 0
        rest = server.stdout.read() if server.stdout else ""
    assert "has ended" in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize("database_system", ["postgresql"])
def test_the_worker_ends_when_told(sagsflow: Run, database_url: str) -> None:
    sagsflow("db", "upgrade")
    with _running("worker", database_url) as worker:
        assert "at work" in _line(worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_neither_starts_before_the_pathways_are_put_to_use(sagsflow: Run, database: Database) -> None:
    with database.write() as db:
        db.execute(sa.delete(WorkflowVersion).where(WorkflowVersion.workflow_id == "referral"))
    for command in ("serve", "worker"):
        said = sagsflow(command)
        assert said.status == 1
        assert "sagsflow db upgrade" in said.err
