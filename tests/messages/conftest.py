"""Tests of messages begin with the cast, who have addresses; `post` is a mail server that runs."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import sqlalchemy as sa

from config import ROOT, MailSettings
from sagsflow.accounts.models import User
from sagsflow.core.calendar import COPENHAGEN
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.messages.hours import Hours
from sagsflow.messages.post import handlers_of
from tests.cast import CAST, Cast, cast, visit
from tests.house.databases import StartingPoint

__all__ = ["cast", "starting_point", "visit"]
ADDRESS = "https://sagsflow.example"


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


@dataclass(frozen=True)
class Post:
    """The mail server, what it has taken, and a worker that sends through it."""

    folder: Path
    settings: MailSettings
    cast: Cast

    @property
    def letters(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def work(self) -> None:
        """Everything that is due by the clock is done."""
        worker = self.worker()
        while worker.work_once():
            pass

    def worker(self) -> Worker:
        hours = Hours(self.cast.platform.calendar, 8, 16)
        return Worker(self.cast.database, self.cast.clock, Duties(handlers_of(hours, self.settings)))


@pytest.fixture(scope="module")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    folder = tmp_path_factory.mktemp("post")
    command = [sys.executable, "-m", "tests.messages.smtp", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield folder, int(server.stdout.readline())
        server.stdin.write("\n")
        server.stdin.flush()


@pytest.fixture
def post(mail_server: tuple[Path, int], cast: Cast) -> Post:
    folder, port = mail_server
    for file in folder.glob("*.eml"):
        file.unlink()
    _give_addresses(cast.database)
    settings = MailSettings(
        "127.0.0.1", port, "none", "", "", "Sagsflow <post@sagsflow.example>", None, ADDRESS
    )
    return Post(folder, settings, cast)


def _give_addresses(database: Database) -> None:
    with database.write() as db:
        db.execute(sa.update(User).values(email=User.login + "@beboer.example"))


def set_address(database: Database, login: str, address: str | None) -> None:
    with database.write() as db:
        db.execute(sa.update(User).where(User.login == login).values(email=address))


def advance_to(clock: SettableClock, text: str) -> None:
    """To an hour on the wall clock in Copenhagen."""
    clock.set(datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN))
