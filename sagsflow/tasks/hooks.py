"""What the features above tasks lend them: finding a case by its number, and recording on it what happened to a task."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.eventlog.service import Entry
from sagsflow.tasks.models import Task


@dataclass(frozen=True, slots=True)
class TaskCase:
    """A case as far as a task needs it; `unit_ids` are those of the reader's units that a live grant opens it to."""

    id: int
    ref: str
    unit_ids: frozenset[int]


FindCase = Callable[[Session, str, Actor, datetime], TaskCase]
CaseOf = Callable[[Session, Task, Actor, datetime], str | None]
DoneAt = Callable[[Session, Task, Actor, datetime], Mapping[str, Any] | None]
Record = Callable[[Session, int, Entry, Actor | None, datetime], None]


@dataclass(slots=True)
class Hooks:
    """Filled by `sagsflow.features`. `find_case` takes a case number and raises NotFound to strangers; `record` numbers an
    event of a case and appends it to the log; `case_endpoint` is the case's page, asked for with `ref`; `case_of` is the number
    of a task's case, and `done_at` has by page the parts of its address where a task is done there; for those who may see it.
    `places` are the pages on which a kind of task is done, where that is not the page of a case."""

    find_case: FindCase | None = None
    record: Record | None = None
    case_endpoint: str = ""
    case_of: CaseOf | None = None
    done_at: dict[str, DoneAt] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


HOOKS = Hooks()
