"""Fills agenda and minutes as one reader may see them: page and paper say the same, masked the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.service import anchor
from sagsflow.meetings.models import (
    Meeting,
    Minutes,
    MinutesAddition,
    MinutesStatus,
)
from sagsflow.meetings.paper import ActionLine, AdditionLine, ItemLine, MeetingPaper, SeatLine
from sagsflow.meetings.queries import actions, agenda, attendance
from sagsflow.meetings.queries.actions import ActionView
from sagsflow.meetings.queries.agenda import ItemView
from sagsflow.meetings.queries.attendance import Attendance
from sagsflow.organisations import queries as organisations
from sagsflow.residents.identity import Eyes


@dataclass(frozen=True, slots=True)
class _Known:
    """What was fetched for all items at once."""

    units: Mapping[int, str]
    people: Mapping[int, str]
    sight: Eyes
    own: Mapping[int, Attendance]
    additions: Mapping[int | None, Sequence[MinutesAddition]]
    meeting: Meeting

    def additions_to(self, item_id: int | None) -> tuple[AdditionLine, ...]:
        return tuple(
            AdditionLine(row.text, self.people.get(row.written_by, ""), row.written_at)
            for row in self.additions.get(item_id, ())
        )

    def seats(self, view: ItemView) -> tuple[SeatLine, ...]:
        """Who was here for an item, as far as this reader may learn who takes part in the case."""
        if view.masked:
            return ()
        presences = attendance.at_item(self.meeting, self.own.get(view.item.id, {}))
        return tuple(
            SeatLine(
                self.units.get(part.unit_id, ""), self._sitter(part.attended_by), presences[part.id].value
            )
            for part in self.meeting.participants
            if view.case is None or view.names(part.unit_id)
        )

    def _sitter(self, user_id: int | None) -> str | None:
        return self.people.get(user_id) if user_id is not None else None

    def line(self, view: ItemView) -> ItemLine:
        item, case = view.item, view.case
        went, came = view.carried_to, view.carried_from
        plain = ItemLine(
            id=item.id,
            number=view.number,
            local_number=item.local_number,
            masked=view.masked,
            stored_only=view.stored_only is not None,
            ref=case.ref if case else None,
            resident=self.sight.name(case.resident) if case else None,
            title=item.title,
            area=None if case and self.sight.hides(case.resident) else view.area,
            age_band=view.age_band,
            question=view.question_without_consent if view.masked else item.question,
            minutes=item.minutes,
            status=item.status.value,
            anonymous=item.anonymous,
            late=item.late,
            seats=self.seats(view),
            carried_from=copenhagen_date(came.starts_at) if came else None,
            carried_to=copenhagen_date(went.starts_at) if went else None,
            version=item.version,
            additions=() if view.masked else self.additions_to(item.id),
        )
        return plain if view.masked else self._with_decision(plain, view)

    def _with_decision(self, line: ItemLine, view: ItemView) -> ItemLine:
        item = view.item
        told = item.responsible_unit_id is not None and (
            view.case is None or view.names(item.responsible_unit_id)
        )
        return replace(
            line,
            decision_code=item.decision_code,
            decision_text=item.decision_text,
            responsible=self.units.get(item.responsible_unit_id or 0) if told else None,
            due_on=item.due_on,
            key_worker=self.people.get(item.key_worker_id or 0),
            recorded_by=self.people.get(item.decided_by or 0),
        )


def meeting_paper(
    db: Session, actor: Actor, meeting: Meeting, *, language: str, at: datetime
) -> tuple[MeetingPaper, frozenset[int]]:
    """The paper, and the cases that it names. The caller has loaded the meeting through its policy, and notes the reading."""
    items, off = agenda.agenda(db, actor, meeting, at)
    earlier = actions.to_follow_up(db, actor, meeting, at)
    minutes = db.get(Minutes, meeting.id)
    known = _known(
        db, Eyes(db, actor, at), meeting, [*items, *off], {minutes.approved_by} if minutes else set()
    )
    paper = MeetingPaper(
        language=language,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        unit=known.units.get(meeting.unit_id, ""),
        kind=meeting.kind.value,
        chair=known.people.get(meeting.chair_id, ""),
        minute_taker=known.people.get(meeting.minute_taker_id, ""),
        status=(minutes.status if minutes else MinutesStatus.DRAFT).value,
        approved_by=known.people.get(minutes.approved_by or 0) if minutes else None,
        approved_at=minutes.approved_at if minutes else None,
        locked_at=minutes.locked_at if minutes else None,
        seal=minutes.seal if minutes else None,
        seats=_seats(meeting, known),
        resident_present=meeting.resident_present,
        companion_present=meeting.companion_present,
        items=tuple(known.line(view) for view in items),
        taken_off=tuple(known.line(view) for view in off),
        followed_up=tuple(_action(view, known.units) for view in earlier),
        additions=known.additions_to(None),
        printed_by=actor.name,
        printed_at=at,
        log_anchor=anchor(db),
    )
    named = {view.case.id for view in (*items, *off) if view.case} | {
        row.case.id for row in earlier if row.case
    }
    return paper, frozenset(named)


def _known(
    db: Session, sight: Eyes, meeting: Meeting, views: Sequence[ItemView], others: set[int | None]
) -> _Known:
    added = db.scalars(
        sa.select(MinutesAddition)
        .where(MinutesAddition.meeting_id == meeting.id)
        .order_by(MinutesAddition.id)
    ).all()
    people: set[int | None] = {meeting.chair_id, meeting.minute_taker_id, *(row.written_by for row in added)}
    people |= {part.attended_by for part in meeting.participants}
    for item in (view.item for view in views):
        people |= {item.decided_by, item.key_worker_id}
    people |= others
    by_item: dict[int | None, list[MinutesAddition]] = {}
    for row in added:
        by_item.setdefault(row.item_id, []).append(row)
    return _Known(
        units={unit.id: unit.name for unit in organisations.named_units(db)},
        people=accounts.user_names(db, people),
        sight=sight,
        own=attendance.recorded(db, [view.item.id for view in views]),
        additions=by_item,
        meeting=meeting,
    )


def _seats(meeting: Meeting, known: _Known) -> tuple[SeatLine, ...]:
    return tuple(
        SeatLine(
            known.units.get(part.unit_id, ""),
            known.people.get(part.attended_by) if part.attended_by else None,
            part.presence.value,
        )
        for part in meeting.participants
    )


def _action(view: ActionView, units: Mapping[int, str]) -> ActionLine:
    action = view.action
    return ActionLine(
        what=view.item.decision_text or "",
        ref=view.case.ref if view.case else None,
        unit=units.get(action.unit_id, ""),
        due_on=action.due_on,
        outcome=action.outcome.value if action.outcome else None,
        remark=action.remark,
    )
