"""Mail through a real server process: when it goes, what it says, what happens when it cannot be delivered."""

from datetime import timedelta
from email.message import EmailMessage

import icalendar
import pytest
import sqlalchemy as sa
from icalendar import Component

from sagsflow.accounts.models import User
from sagsflow.features import duties
from sagsflow.jobs import queries as work
from sagsflow.jobs import service as jobs
from sagsflow.jobs.worker import Worker
from sagsflow.meetings.models import Meeting
from sagsflow.meetings.service import changing
from sagsflow.messages import queries, service
from sagsflow.messages.kinds import Kind
from sagsflow.messages.models import POST, How, Letter, LetterState
from sagsflow.tasks.telling import EMERGENCY, TASK_GIVEN
from tests.cast import PEOPLE, Cast, person
from tests.meetings.table import Table
from tests.messages.conftest import ADDRESS, Post, advance_to, set_address

KAREN = PEOPLE["karen"][0]


def _tell(cast: Cast, kind: Kind = TASK_GIVEN) -> None:
    with cast.database.write() as db:
        service.tell(db, kind, [KAREN], at=cast.at, target=1)


def _choose(cast: Cast, how: How) -> None:
    with cast.database.write() as db:
        service.choose(db, {TASK_GIVEN.code: how}, actor=person("karen"))


def _states(cast: Cast) -> list[tuple[LetterState, str | None]]:
    with cast.database.read() as db:
        return [(row.state, row.code) for row in db.scalars(sa.select(Letter).order_by(Letter.id))]


def test_a_letter_says_what_kind_of_thing_and_one_link_and_nothing_of_anybody(post: Post, cast: Cast) -> None:
    _tell(cast)
    post.work()
    (letter,) = post.letters
    text = letter.get_content()
    assert (letter["To"], letter["Subject"]) == ("karen@beboer.example", "Du har en ny besked i Sagsflow")
    assert "Du har fået en opgave." in text
    assert [word for word in text.split() if "://" in word] == [f"{ADDRESS}/messages"]
    assert "BSV" not in text
    assert "Karen" not in letter.as_string().replace("karen@beboer.example", "")
    assert _states(cast) == [(LetterState.SENT, None)]


def test_the_reader_s_language_is_spoken(post: Post, cast: Cast) -> None:
    with cast.database.write() as db:
        db.execute(sa.update(User).where(User.id == KAREN).values(language="en"))
    _tell(cast)
    post.work()
    (letter,) = post.letters
    assert letter["Subject"] == "You have a new message in Sagsflow"
    assert "You have been given a task." in letter.get_content()


@pytest.mark.parametrize(
    ("how", "told", "goes"),
    [
        (How.AT_ONCE, "2026-09-15T10:00", "2026-09-15T10:00"),
        (How.AT_ONCE, "2026-09-15T16:00", "2026-09-16T08:00"),
        (How.AT_ONCE, "2026-12-23T20:00", "2026-12-24T08:00"),
        (How.AT_ONCE, "2026-12-24T17:00", "2026-12-28T08:00"),
        (How.DAILY, "2026-03-27T12:00", "2026-03-30T08:00"),
        (How.DAILY, "2026-09-15T07:59", "2026-09-15T08:00"),
        (How.WEEKLY, "2026-03-31T12:00", "2026-04-07T08:00"),
    ],
    ids=[
        "in hours",
        "at closing",
        "evening",
        "over Christmas",
        "over a change of clocks",
        "early",
        "Easter Monday",
    ],
)
@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_mail_goes_at_its_hour_and_not_a_minute_before(
    post: Post, cast: Cast, how: How, told: str, goes: str
) -> None:
    _choose(cast, how)
    advance_to(cast.clock, told)
    _tell(cast)
    post.work()
    if told != goes:
        advance_to(cast.clock, goes)
        cast.clock.advance(-timedelta(minutes=1))
        post.work()
        assert post.letters == []
        cast.clock.advance(timedelta(minutes=1))
        post.work()
    assert len(post.letters) == 1


def test_what_gathers_goes_in_one_letter_and_what_was_read_does_not_go(post: Post, cast: Cast) -> None:
    _choose(cast, How.DAILY)
    for _ in range(3):
        _tell(cast)
    with cast.database.write() as db:
        service.read(db, 1, actor=person("karen"), at=cast.at)
    advance_to(cast.clock, "2026-09-16T08:00")
    post.work()
    (letter,) = post.letters
    assert "Du har fået en opgave. (2)" in letter.get_content()


def test_never_is_never_and_an_emergency_is_told_at_night(post: Post, cast: Cast) -> None:
    _choose(cast, How.NEVER)
    advance_to(cast.clock, "2026-09-15T23:30")
    _tell(cast)
    _tell(cast, EMERGENCY)
    post.work()
    (letter,) = post.letters
    assert "nødadgang" in letter.get_content()
    assert "opgave" not in letter.get_content()


def test_an_address_that_is_refused_is_shown_at_once_and_sent_again_when_it_is_mended(
    post: Post, cast: Cast
) -> None:
    set_address(cast.database, "karen", "unknown@beboer.example")
    _tell(cast)
    post.work()
    assert _states(cast) == [(LetterState.REFUSED, "address-550")]
    set_address(cast.database, "karen", "karen@beboer.example")
    with cast.database.write() as db:
        service.post_again(db, 1, actor=person("adam"), at=cast.at)
    post.work()
    assert [letter["To"] for letter in post.letters] == ["karen@beboer.example"]


def test_a_server_that_is_busy_is_asked_again_later_and_then_shown(post: Post, cast: Cast) -> None:
    set_address(cast.database, "karen", "busy@beboer.example")
    _tell(cast)
    for _ in range(jobs.TRIES):
        post.work()
        cast.clock.advance(jobs.LONGEST_WAIT)
    with cast.database.read() as db:
        (stuck,) = queries.stuck(db, cast.at)
        assert [job.kind for job in work.given_up(db)] == [POST]
    assert (stuck.who, stuck.code, stuck.tries_again_at) == ("Karen Holm", "MailDelayed: address-451", None)
    set_address(cast.database, "karen", "karen@beboer.example")
    with cast.database.write() as db:
        service.post_again(db, stuck.letter.id, actor=person("adam"), at=cast.at)
    post.work()
    assert len(post.letters) == 1


def test_a_letter_that_was_sent_but_not_noted_is_known_by_its_receiver(post: Post, cast: Cast) -> None:
    """The worker dies after the server took the letter: another one sends the same letter."""
    _tell(cast)
    worker = post.worker()
    while worker.work_once():
        with cast.database.write() as db:
            if db.scalar(sa.select(Letter.state)) is LetterState.SENT:
                db.execute(sa.update(Letter).values(state=LetterState.WAITING))
                service.enqueue_post(db, _posted_anew(db.scalars(sa.select(Letter)).one()), cast.at)
                break
    post.work()
    assert len({letter["Message-ID"] for letter in post.letters}) == 1
    assert len(post.letters) == 2


def _posted_anew(letter: Letter) -> Letter:
    letter.posted += 1
    return letter


def test_without_a_mail_server_messages_stay_in_sagsflow(cast: Cast) -> None:
    _tell(cast)
    worker = Worker(cast.database, cast.clock, duties(cast.platform))
    while worker.work_once():
        pass
    assert _states(cast) == []
    with cast.database.read() as db:
        assert queries.unread(db, KAREN) == 1


def test_the_mail_of_an_invitation_puts_the_meeting_into_the_calendar_and_takes_it_out_again(
    post: Post, cast: Cast
) -> None:
    table = Table(cast)
    meeting = table.call()
    post.work()
    with cast.database.write() as db:
        version = db.get_one(Meeting, meeting).version
        changing.cancel(db, meeting, version=version, actor=person("lene"), at=cast.at)
    post.work()
    files = [_calendar_file(letter) for letter in post.letters if "samir" in letter["To"]]
    assert [method for method, _text in files] == ["REQUEST", "CANCEL"]
    assert len({_event(text)["UID"] for _method, text in files}) == 1
    assert [str(_event(text)["SEQUENCE"]) for _method, text in files] == ["0", "1"]
    assert all("samir" not in text.lower() and "lene" not in text.lower() for _method, text in files)


def _calendar_file(letter: EmailMessage) -> tuple[str, str]:
    (file,) = letter.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    return str(file.get_param("method")), str(file.get_content())


def _event(text: str) -> Component:
    found = icalendar.Calendar.from_ical(text)
    assert isinstance(found, Component)
    (event,) = found.walk("VEVENT")
    return event
