"""Every row of a chart opens exactly the reader's own cases behind it, by a count in plain Python; nobody else learns of them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Goal, GoalStatus, Progression, ProgressionQuestion, StateStay
from sagsflow.core.database import Database
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion
from sagsflow.meetings.models import Action, AgendaItem, ItemStatus, Meeting, MeetingKind, Outcome
from sagsflow.referrals.models import Referral
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import BORN, SCHOOL, TEAM
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint
from tests.house.markup import parse, text_of
from tests.house.visitor import Visitor
from tests.overview.test_figures import LIBRARY
from tests.overview.test_links import build_open_town, length_of
from tests.overview.test_pages import come_in

ENDS = (
    ("sent", None, None, None, "referrals.waiting"),
    ("refused", False, "no_room", None, "referrals.declined"),
    ("active", True, None, None, "referrals.accepted"),
    ("closed", True, None, "achieved", "referrals.accepted"),
    ("unanswered", None, None, None, "referrals.handed_back"),
    ("withdrawn", None, None, None, "referrals.taken_back"),
)
TASKS = ((TaskStatus.DONE, "done"), (TaskStatus.CANCELLED, "cancelled"), (TaskStatus.OPEN, "late"))
OUTCOMES = (Outcome.DONE, Outcome.NOT_POSSIBLE, Outcome.NOT_DONE, None)
CASES = 40
Behind = dict[str, set[int]]


def _day(number: int) -> datetime:
    """From 2025 to some days ago."""
    return TUESDAY - timedelta(days=5 + 13 * number)


def fill(database: Database) -> None:
    build_open_town(database)
    with database.write() as db:
        meeting = Meeting(
            kind=MeetingKind.GROUP, unit_id=TEAM, starts_at=BORN, ends_at=BORN, place="x", chair_id=1,
            minute_taker_id=1, called_at=BORN,
        )  # fmt: skip
        db.add(meeting)
        db.flush()
        for number in range(1, CASES):
            _write(db, number, meeting.id)


def _write(db: Session, number: int, meeting_id: int) -> None:
    at, track = _day(number), LIBRARY.latest("referral")
    state, accepted, reason, result, _became = ENDS[number % len(ENDS)]
    db.add(
        Referral(
            case_id=number, to_unit_id=SCHOOL, workflow_id=track.id, workflow_version=track.version,
            state=state, accepted=accepted, decline_reason=reason, result=result, handover_note="x", sent_at=at,
            sent_at_step=1, answered_at=None if accepted is None else at,
        )
    )  # fmt: skip
    status = TASKS[number % 3][0]
    done = {"done_at": at, "done_by": 1} if status is TaskStatus.DONE else {}
    task = Task(
        case_id=number, kind="decision", unit_id=TEAM, due_on=at.date(), status=status, raised_at=at, **done
    )
    task.cancelled_at = at if status is TaskStatus.CANCELLED else None
    item = AgendaItem(
        meeting_id=meeting_id, position=number, local_number=number, case_id=number, question="x", minutes=5,
        status=ItemStatus.DECIDED, decided_at=at,
    )  # fmt: skip
    db.add_all([task, item])
    db.flush()
    outcome = OUTCOMES[number % 4]
    closed = {"outcome": outcome, "closed_at": at if outcome else None}
    db.add(Action(item_id=item.id, task_id=task.id, unit_id=TEAM, due_on=at.date(), **closed))
    for turn in range(number % 3):
        day = at.date() - timedelta(days=300 * (1 - turn))
        scored = {"asked_on": day, "question": ProgressionQuestion.NETWORK, "score": 2 + turn}
        db.add(Progression(case_id=number, **scored))
        asked = {"measure": Measure.LIFE_SATISFACTION, "occasion": Occasion.FOLLOW_UP, "asked_on": day}
        level = (number * (turn + 1)) % 5
        who = {"answer": str(level), "level": level, "recorded_at": at, "recorded_by": 1}
        db.add(MeasureAnswer(case_id=number, **asked, **who))
    met = GoalStatus.ACHIEVED if number % 2 else GoalStatus.UNDER_WAY
    words = {"own_words": "x", "topic": "core", "responsible_unit_id": TEAM}
    db.add(Goal(case_id=number, **words, status=met, created_at=at, changed_at=at))


@pytest.fixture
def starting_point() -> StartingPoint:
    return StartingPoint("town-with-work", fill)


def counted(db: Session) -> Behind:
    """What belongs behind each number of 2026, row by row."""
    found: Behind = defaultdict(set)
    for number in range(1, CASES):
        if _day(number).year == 2026:
            for name in _sent_and_agreed(number):
                found[name].add(number)
            if number % 3 == 2:
                found["progression.network"].add(number)
                first, latest = number % 5, number * 2 % 5
                change = "better" if latest > first else "worse" if latest < first else "unchanged"
                found[f"measures.life_satisfaction.{change}"].add(number)
        if number % 3 == 1 and (_day(number) - timedelta(days=300)).year == 2026:
            found["measures.life_satisfaction.once"].add(number)
    for case_id, name in _walked(db):
        found[name].add(case_id)
    return found


def _sent_and_agreed(number: int) -> Iterator[str]:
    _state, accepted, reason, result, became = ENDS[number % len(ENDS)]
    yield became
    if accepted is not None:
        yield f"accepted.{result or 'running'}" if accepted else f"declined.{reason}"
        yield "answered.all"
    yield f"tasks.{TASKS[number % 3][1]}"
    outcome = OUTCOMES[number % 4]
    yield f"actions.{outcome.value if outcome else 'late'}"


def _walked(db: Session) -> Iterator[tuple[int, str]]:
    """Steps and milestones; and goals at closing."""
    phases = {state.id: state.phase for state in LIBRARY.latest("coordinated").states.values()}
    cases = {row.id: row for row in db.scalars(sa.select(Case).where(Case.workflow_id == "coordinated"))}
    come: set[tuple[int, str]] = set()
    for stay in db.scalars(sa.select(StateStay).order_by(StateStay.case_id, StateStay.step)):
        if stay.case_id not in cases:
            continue
        if stay.left_at and stay.left_at.year == 2026:
            yield stay.case_id, f"stays.{stay.state}"
        if (stay.case_id, phases[stay.state]) not in come and stay.entered_at.year == 2026:
            yield stay.case_id, f"milestones.{phases[stay.state]}"
        come.add((stay.case_id, phases[stay.state]))
    for case_id, case in cases.items():
        if case.closed_at and case.closed_at.year == 2026 and case_id < CASES:
            yield case_id, f"measures.goals_met.{'all_met' if case_id % 2 else 'none_met'}"


def behind(page: str) -> dict[str, str]:
    """Address by name, of every link to the cases behind a number."""
    links = (link.get("href") or "" for link in parse(page).root.iter("a"))
    return {
        parse_qs(urlsplit(to).query)["behind"][0].partition(".")[2]: to for to in links if "behind=" in to
    }


def test_each_row_opens_exactly_the_cases_behind_it(client: Visitor, database: Database) -> None:
    with database.read() as db:
        expected = counted(db)
    come_in(client, "karen")
    links = behind(client.get("/overview?period=2026").text)
    assert len({name.partition(".")[0] for name in expected}) == 10
    spans = ("stays", "milestones", "answered", "progression")  # rows of fewer than five have no line
    assert {name for name in expected if not name.startswith(spans)} <= links.keys()
    address = links["referrals.declined"]
    for name, cases in expected.items():
        opened = address.replace("referrals.declined", name)
        assert length_of(client, opened) == len(cases), name


def test_the_list_says_which_number_it_is_of_and_is_the_same_as_a_file(client: Visitor) -> None:
    come_in(client, "karen")
    address = behind(client.get("/overview?period=2026").text)["declined.no_room"]
    page = client.get(address).text
    assert "bag tallet: Hvorfor henvisninger blev afvist: Vi har ikke plads lige nu (2026)" in text_of(
        parse(page).root
    )
    taken = client.get(address.replace("/cases?", "/exports/cases?")).text
    assert taken.count("BSV-2026") == length_of(client, address) > 0


def test_a_receiver_learns_nothing_of_what_came_of_a_case(client: Visitor) -> None:
    come_in(client, "karen")
    links = behind(client.get("/overview?period=2026").text)
    come_in(client, "grete")
    assert length_of(client, "/cases?pathway=coordinated&plan=1&show=all") > 0
    assert {length_of(client, address) for address in links.values()} == {0}


def test_a_receiver_is_not_told_either_which_cases_went_no_usual_way(client: Visitor) -> None:
    every = "/cases?pathway=coordinated&plan=1&show=all"
    come_in(client, "karen")
    assert length_of(client, f"{every}&off=1") > 0
    come_in(client, "grete")
    assert length_of(client, every) > length_of(client, f"{every}&off=1") == 0


def test_who_opens_no_cases_gets_no_link(client: Visitor) -> None:
    come_in(client, "mette")
    assert behind(client.get("/overview?period=2026").text) == {}


@pytest.mark.parametrize(
    "name", ["2026.secrets.all", "2026.tasks.x", "1066.tasks.done", "x", "2026.stays.moon"]
)
def test_what_is_not_understood_narrows_nothing(client: Visitor, name: str) -> None:
    come_in(client, "karen")
    every = "/cases?pathway=coordinated&plan=1&show=all"
    assert length_of(client, f"{every}&behind={name}") == length_of(client, every) > 0
