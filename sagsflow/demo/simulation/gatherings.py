"""Simulated meetings: every second week, as many as the cases need, with agenda, presence and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sagsflow.access.roles import Role
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import steps
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.rows import Row, Rows
from sagsflow.demo.simulation.world import Staff, World
from sagsflow.eventlog.service import Stamp, Value
from sagsflow.meetings.guards import QUESTION, SCHEDULED
from sagsflow.meetings.models import (
    Action,
    AgendaItem,
    ItemAttendance,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Participant,
    Presence,
)
from sagsflow.meetings.service.agenda import step_to
from sagsflow.meetings.service.deciding import TASK

ITEMS = 12
EVERY = 14
LENGTH = timedelta(minutes=150)
NOTICE = timedelta(days=20)
TUESDAY = date(2021, 1, 5)


@dataclass(slots=True)
class Gathering:
    """A meeting with its items, while the batch is simulated."""

    row: Row
    chair: Staff
    minute_taker: Staff
    seats: Mapping[int, Row]
    items: list[Row] = field(default_factory=list)

    @property
    def held(self) -> bool:
        return bool(self.row["status"] == MeetingStatus.ENDED.value)

    def present(self, case: SimCase, at: datetime) -> frozenset[int]:
        """The team, and who else is there. A unit with which one of the residents will not share was excused."""
        agreed = {row["receiving_unit_id"] for row, _topics in case.live(at)} | {case.team}
        for unit_id, seat in self.seats.items():
            if unit_id not in agreed:
                seat["presence"] = Presence.EXCUSED.value
        return frozenset(
            unit_id for unit_id, seat in self.seats.items() if seat["presence"] == Presence.PRESENT.value
        )


@dataclass(slots=True)
class Meetings:
    """The meetings of one batch, by day and by who takes part; a full one is followed by another on the same day."""

    world: World
    rows: Rows
    called: dict[tuple[date, frozenset[int]], list[Gathering]] = field(default_factory=dict)
    of_item: dict[int, Gathering] = field(default_factory=dict)

    def after(self, at: datetime, units: frozenset[int]) -> Gathering:
        """The next meeting of these units that still has room, at least a day away."""
        day = TUESDAY + timedelta(days=((copenhagen_date(at) - TUESDAY).days // EVERY + 1) * EVERY)
        while not self.world.calendar.is_working(day):
            day += timedelta(days=1)
        called = self.called.setdefault((day, units), [])
        if not called or len(called[-1].items) >= ITEMS:
            called.append(self._call(day, len(called), at, units))
        return called[-1]

    def held(self) -> Sequence[Gathering]:
        """In the order of time."""
        every = (gathering for called in self.called.values() for gathering in called if gathering.held)
        return sorted(every, key=lambda gathering: (gathering.row["starts_at"], gathering.row["id"]))

    def take_back(self) -> None:
        """Forgets the meetings and items whose rows have been taken back."""
        meetings = {row["id"] for row in self.rows.of[Meeting]}
        items = {row["id"] for row in self.rows.of[AgendaItem]}
        for called in self.called.values():
            called[:] = [gathering for gathering in called if gathering.row["id"] in meetings]
            for gathering in called:
                gathering.items[:] = [item for item in gathering.items if item["id"] in items]

    def put_on(self, case: SimCase, who: Staff, at: datetime) -> None:
        """As `meetings.service.agenda.put_on`; raises engine Blocked before anything is written."""
        invited = frozenset(unit_id for unit_id, row in case.parties.items() if row["invited"])
        gathering = self.after(at, invited | {case.team})
        trigger = step_to(case.definition, case.state, SCHEDULED)
        case.meeting_on = copenhagen_date(gathering.row["starts_at"])
        try:
            if trigger is not None:
                steps.move(case, trigger, {}, who, at, acting=_acting(gathering, who))
        except steps.Blocked:
            case.meeting_on = None
            raise
        case.item = self._item(gathering, case)
        case.record("agenda-item-added", who, at, _of(case.item))

    def decide(self, case: SimCase, code: str, ruling: Mapping[str, object], at: datetime) -> None:
        """As `meetings.service.deciding.decide`: the item, the case's step, and a task for who is responsible."""
        assert case.item is not None, "only a case on an agenda is decided"
        gathering, item = self.of_item[case.item["id"]], case.item
        who, trigger = gathering.chair, case.definition.decisions[code]
        case.tell("agenda-item-opened", who, at, _of(item))
        if trigger is not None:
            asked = {f.id for f in case.definition.asked(case.definition.outgoing[case.state][trigger])}
            answers = {name: value for name, value in ruling.items() if name in asked and value is not None}
            case.meeting_on = None
            item["decided_step"] = steps.move(
                case,
                trigger,
                answers,
                who,
                at,
                acting=_acting(gathering, who),
                present=gathering.present(case, at),
            )
        self._keep(item, code, ruling, who, at)
        for seat in gathering.seats.values():
            seated = {"participant_id": seat["id"], "presence": seat["presence"]}
            self.rows.add(ItemAttendance, item_id=item["id"], **seated)
        data = {**_of(item), "code": code, "task": self._raise_task(case, ruling, who, at)}
        case.record("agenda-item-decided", who, at, data)
        case.item = None

    def _raise_task(
        self, case: SimCase, ruling: Mapping[str, object], who: Staff, at: datetime
    ) -> int | None:
        responsible, due_on = ruling["responsible_party"], ruling["due_date"]
        if case.item is None or not isinstance(responsible, int) or not isinstance(due_on, date):
            return None
        key_worker = ruling["key_worker"] if responsible == case.team else None
        assignee_id = key_worker if isinstance(key_worker, int) else None
        row = case.raise_task(
            TASK, unit_id=responsible, assignee_id=assignee_id, due_on=due_on, who=who, at=at
        )
        self.rows.identified(
            Action,
            item_id=case.item["id"],
            task_id=row["id"],
            unit_id=responsible,
            due_on=due_on,
            outcome=None,
            remark=None,
            closed_at=None,
            closed_by=None,
            closed_at_meeting_id=None,
            version=1,
        )
        task_id: int = row["id"]
        return task_id

    def _item(self, gathering: Gathering, case: SimCase) -> Row:
        number = len(gathering.items) + 1
        row = self.rows.identified(
            AgendaItem,
            meeting_id=gathering.row["id"],
            position=number,
            local_number=number,
            case_id=case.id,
            title=None,
            question=case.latest.get(QUESTION, "").strip(),
            anonymous_question=None,
            minutes=10,
            status=ItemStatus.PLANNED.value,
            anonymous=False,
            late=False,
            barrier_id=None,
            decision_code=None,
            decision_text=None,
            responsible_unit_id=None,
            key_worker_id=None,
            due_on=None,
            decided_at=None,
            decided_by=None,
            decided_step=None,
            carried_to_id=None,
            version=1,
        )
        gathering.items.append(row)
        self.of_item[row["id"]] = gathering
        return row

    def _keep(self, item: Row, code: str, ruling: Mapping[str, object], who: Staff, at: datetime) -> None:
        item.update(
            status=ItemStatus.DECIDED.value,
            decision_code=code,
            decision_text=ruling["decision_text"],
            responsible_unit_id=ruling["responsible_party"],
            key_worker_id=ruling["key_worker"],
            due_on=ruling["due_date"],
            decided_at=at,
            decided_by=who.user_id,
            version=item["version"] + 2,
        )

    def _call(self, day: date, number: int, at: datetime, units: frozenset[int]) -> Gathering:
        """A meeting of the team with these units; it is held unless it lies ahead."""
        world = self.world
        chair = world.staff[Role.COORDINATOR][0]
        minute_taker = world.staff[Role.HOUSING_WORKER][number % len(world.staff[Role.HOUSING_WORKER])]
        starts = world.hour(day, 9 + number % 5)
        held = starts + LENGTH <= world.now
        row = self.rows.identified(
            Meeting,
            kind=MeetingKind.GROUP.value,
            unit_id=chair.unit_id,
            body_id=None,
            starts_at=starts,
            ends_at=starts + LENGTH,
            place=world.words["places"][number % len(world.words["places"])],
            chair_id=chair.user_id,
            minute_taker_id=minute_taker.user_id,
            status=(MeetingStatus.ENDED if held else MeetingStatus.PLANNED).value,
            pulse=0,
            sequence=0,
            series_id=None,
            submit_by=None,
            resident_present=False,
            companion_present=False,
            called_at=min(at, starts - NOTICE),
            version=3 if held else 1,
        )
        presence = Presence.PRESENT if held else Presence.INVITED
        seats = {
            unit_id: self.rows.identified(
                Participant,
                meeting_id=row["id"],
                unit_id=unit_id,
                user_id=None,
                presence=presence.value,
                attended_by=None,
            )
            for unit_id in sorted(units)
        }
        self._tell(row, chair, held=held, called=min(at, starts - NOTICE))
        return Gathering(row, chair, minute_taker, seats)

    def _tell(self, row: Row, who: Staff, *, held: bool, called: datetime) -> None:
        moments = [(called, "meeting-called")]
        if held:
            first, last = row["starts_at"], row["ends_at"]
            moments += [(first, "meeting-begun"), (first, "presence-recorded"), (last, "meeting-ended")]
        data: Mapping[str, Value] = {"meeting": row["id"]}
        self.rows.events.extend(
            Stamp(at, kind, who.user_id, who.membership_id, data=data) for at, kind in moments
        )


def _of(item: Row) -> dict[str, Value]:
    return {"meeting": item["meeting_id"], "item": item["id"]}


def _acting(gathering: Gathering, who: Staff) -> frozenset[str]:
    chairs = who.user_id == gathering.chair.user_id
    writes = who.user_id == gathering.minute_taker.user_id
    return frozenset({"chair"} if chairs else ()) | frozenset({"minute_taker"} if writes else ())
