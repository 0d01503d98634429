"""A worker process for the kill trial of referrals, which waits after each statement: it is killed between any two of them."""

import sys
from dataclasses import replace
from datetime import datetime

from sqlalchemy import event

from config import Settings
from sagsflow.app import create_platform
from sagsflow.core.clock import SettableClock
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.messages import post
from sagsflow.referrals import duties
from tests.jobs.working import END, UntilNothingIsDue, say


def pause(*_about: object) -> None:
    say("statement")
    sys.stdin.readline()


def main(url: str, moment: str) -> None:
    settings = replace(Settings.from_environment({}), database_url=url)
    platform = create_platform(settings, clock=SettableClock(datetime.fromisoformat(moment)))
    event.listen(platform.database.engine, "after_cursor_execute", pause)
    known = Duties({**duties.handlers(platform), **post.handlers(platform)}, (duties.ROUND,))
    Worker(platform.database, platform.clock, known).run(UntilNothingIsDue())
    say(END)


if __name__ == "__main__":
    main(*sys.argv[1:])
