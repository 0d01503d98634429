"""A simulated case: its rows, what the engine must know of it, and the ways in which its rows change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Deadline, StateStay
from sagsflow.cases.service.clock import rule_text
from sagsflow.demo.simulation.rows import Row, Rows
from sagsflow.demo.simulation.world import Staff, World
from sagsflow.engine.answers import as_date
from sagsflow.engine.deadlines import due_date, limit_date
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Snapshot, Track
from sagsflow.eventlog.service import Stamp, Value
from sagsflow.measures.models import Measure
from sagsflow.tasks.models import Task, TaskStatus

OWNER = "case_owner"


@dataclass(slots=True)
class SimCase:
    """One case while it is lived. `row` is the case's row; the lists hold the rows that may still change."""

    world: World
    rows: Rows
    rng: Random
    definition: Definition
    row: Row
    born_on: date | None = None
    grants: list[Row] = field(default_factory=list)
    consents: list[tuple[Row, frozenset[str]]] = field(default_factory=list)
    referrals: list[Row] = field(default_factory=list)
    parties: dict[int, Row] = field(default_factory=dict)
    goals: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    latest: dict[str, str] = field(default_factory=dict)
    deadline: Row | None = None
    stay: Row | None = None
    meeting_on: date | None = None
    item: Row | None = None
    scored_on: set[date] = field(default_factory=set)
    measured: dict[date, dict[Measure, int]] = field(default_factory=dict)
    refreshed_at: datetime | None = None

    @property
    def state(self) -> str:
        state: str = self.row["state"]
        return state

    @property
    def id(self) -> int:
        case_id: int = self.row["id"]
        return case_id

    @property
    def team(self) -> int:
        unit_id: int = self.row["owner_unit_id"]
        return unit_id

    def record(self, kind: str, who: Staff | None, at: datetime, data: Mapping[str, Value]) -> int:
        """An event of the case, under its next number."""
        self.row["event_count"] += 1
        number: int = self.row["event_count"]
        self.tell(kind, who, at, data, case_seq=number)
        return number

    def tell(
        self,
        kind: str,
        who: Staff | None,
        at: datetime,
        data: Mapping[str, Value],
        case_seq: int | None = None,
    ) -> None:
        """An event; one without a number of the case stands in the log only."""
        self.rows.events.append(
            Stamp(
                at=at,
                kind=kind,
                actor_id=who.user_id if who else None,
                membership_id=who.membership_id if who else None,
                case_id=self.id if case_seq else None,
                case_seq=case_seq,
                data=data,
            )
        )

    def live(self, at: datetime) -> list[tuple[Row, frozenset[str]]]:
        """The consents that hold, as `consents.policy.holds` says."""
        return [
            (row, topics)
            for row, topics in self.consents
            if row["given_at"] <= at < row["expires_at"]
            and (row["withdrawn_at"] is None or at < row["withdrawn_at"])
        ]

    def snapshot(self, at: datetime) -> Snapshot:
        facts: dict[str, object] = {
            "goals": bool(self.goals),
            "unit_kinds": self.world.kinds,
            "own_units": frozenset({self.team}),
            "invited_units": frozenset(unit for unit, row in self.parties.items() if row["invited"]),
            "receiving_units": frozenset(row["to_unit_id"] for row in self.referrals if row["is_open"]),
            "meeting": self.meeting_on,
            **self.sharing(at),
        }
        began = self.stay["step"] if self.stay else 0
        tracks = tuple(_track(row, began) for row in self.referrals)
        return Snapshot(self.state, self.row["state_since"], facts, tracks)

    def sharing(self, at: datetime) -> Mapping[str, object]:
        """The facts `consents` and `team_consent`."""
        covered: dict[int, frozenset[str]] = {}
        for row, topics in self.live(at):
            unit_id = row["receiving_unit_id"]
            covered[unit_id] = covered.get(unit_id, frozenset()) | topics
        return {"consents": covered, "team_consent": self.team in covered}

    def roles(self, who: Staff, at: datetime) -> frozenset[str]:
        """As `cases.policy.roles_on`: held in a unit that a grant opens the case to, and ownership."""
        if not any(row["unit_id"] == who.unit_id and _holds(row, at) for row in self.grants):
            return frozenset()
        owns = self.row["owner_id"] == who.user_id and who.unit_id == self.team
        return frozenset({who.role.value, OWNER}) if owns else frozenset({who.role.value})

    def give(
        self,
        unit_id: int,
        topics: Iterable[Topic | None],
        ground: Ground,
        ground_id: int | None,
        *,
        valid_from: datetime,
        valid_to: datetime | None = None,
        sensitive: bool = False,
    ) -> None:
        for topic in topics:
            self.grants.append(
                self.rows.identified(
                    AccessGrant,
                    case_id=self.id,
                    unit_id=unit_id,
                    user_id=None,
                    topic=topic.value if topic else None,
                    sensitive=sensitive,
                    ground=ground.value,
                    ground_id=ground_id,
                    valid_from=valid_from,
                    valid_to=valid_to,
                )
            )

    def end(self, at: datetime, *, ground: Ground | None = None, ground_ids: Iterable[int] = ()) -> None:
        """Ends the live grants on these grounds; without a ground, all but ownership."""
        wanted = frozenset(ground_ids)
        for row in self.grants:
            if row["valid_to"] is not None and row["valid_to"] <= at:
                continue
            if (ground is None and row["ground"] != Ground.OWNERSHIP.value) or (
                ground is not None and row["ground"] == ground.value and row["ground_id"] in wanted
            ):
                row["valid_to"] = max(at, row["valid_from"])

    def begin_stay(self, at: datetime, step: int) -> None:
        if self.stay is not None:
            self.stay["left_at"] = at
        self.stay = self.rows.add(
            StateStay, case_id=self.id, step=step, state=self.state, entered_at=at, left_at=None
        )

    def begin_deadline(self, at: datetime, step: int) -> None:
        """Satisfies the deadline before and sets that of the state just entered."""
        if self.deadline is not None:
            self.deadline["ended_at"], self.deadline["satisfied_by_step"] = at, step
            if self.deadline["warned_at"] is not None:
                self.cancel_tasks(at, kind="overdue")
        rule = self.definition.states[self.state].deadline
        due = due_date(rule, at, self.world.calendar, self.latest, as_date(self.meeting_on))
        self.row["due_on"], self.deadline = due, None
        self.row["limit_on"] = limit_date(rule, self.latest)
        if due is not None:
            self.deadline = self.rows.identified(
                Deadline,
                case_id=self.id,
                state=self.state,
                rule=rule_text(rule),
                started_at=at,
                start_step=step,
                due_on=due,
                extended_reason=None,
                ended_at=None,
                satisfied_by_step=None,
                warned_at=None,
            )

    def raise_task(
        self,
        kind: str,
        *,
        unit_id: int,
        assignee_id: int | None,
        due_on: date,
        who: Staff | None,
        at: datetime,
        step: int | None = None,
    ) -> Row:
        row = self.rows.identified(
            Task,
            case_id=self.id,
            kind=kind,
            text=None,
            unit_id=unit_id,
            assignee_id=assignee_id,
            due_on=due_on,
            status=TaskStatus.OPEN.value,
            raised_by=who.user_id if who else None,
            raised_at=at,
            raised_at_step=step,
            cancelled_at=None,
            cancelled_at_step=None,
            done_at=None,
            done_by=None,
            postponed_reason=None,
            asked_by=None,
            asked_reason=None,
            laid_before_id=None,
            laid_before_at=None,
            version=1,
        )
        self.tasks.append(row)
        return row

    def open_tasks(self) -> list[Row]:
        return [row for row in self.tasks if row["status"] == TaskStatus.OPEN.value]

    def cancel_tasks(self, at: datetime, kind: str | None = None) -> None:
        for row in self.open_tasks():
            if kind is None or row["kind"] == kind:
                row["status"], row["cancelled_at"] = TaskStatus.CANCELLED.value, at
                row["version"] += 1

    def list_readers(self) -> None:
        """The rows of the reading list, as the last refresh left them."""
        assert self.refreshed_at is not None, "a case is refreshed when it is opened"
        ends: dict[int, list[datetime | None]] = {}
        for row in self.grants:
            if row["valid_to"] is None or row["valid_to"] > self.refreshed_at:
                ends.setdefault(row["unit_id"], []).append(row["valid_to"])
        for unit_id, held in ends.items():
            self.rows.add(
                ReadingList,
                unit_id=unit_id,
                case_id=self.id,
                user_id=WHOLE_UNIT,
                domain=self.row["domain"],
                is_open=self.row["is_open"],
                due_on=self.row["due_on"] or NO_DUE_DATE,
                valid_to=None if None in held else max(end for end in held if end is not None),
            )


def _holds(row: Row, at: datetime) -> bool:
    return bool(row["valid_from"] <= at and (row["valid_to"] is None or row["valid_to"] > at))


def _track(row: Row, began: int) -> Track:
    """As `referrals.guards.tracks`."""
    answered = row["is_answered"] and row["state"] != "withdrawn"
    return Track(
        state=row["state"],
        answered=answered,
        accepted=answered and bool(row["accepted"]),
        open=row["is_open"],
        current=row["sent_at_step"] >= began,
    )
