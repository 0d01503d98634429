"""The list of messages, the choices, and the administrator's pages of mail and of background work."""

from datetime import timedelta

import sqlalchemy as sa

from sagsflow.accounts.models import User
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.jobs import service as jobs
from sagsflow.jobs.models import Job, JobState
from sagsflow.messages import queries, service
from sagsflow.messages.models import How, Letter, LetterState, Message
from sagsflow.tasks.telling import TASK_GIVEN
from tests.cast import PEOPLE, Cast, Visit, person

BO = PEOPLE["bo"][0]


def _told_of_a_case(cast: Cast) -> str:
    """Bo is told of a case of the team."""
    with cast.database.write() as db:
        case = cast.open_case(db)
        messages = {"target": 1, "case_id": case.id, "actor": person("karen")}
        service.tell(db, TASK_GIVEN, [BO], at=cast.at, **messages)  # type: ignore[arg-type]  # the three of one call
        return case.ref


def test_the_bell_counts_and_opening_leads_there_and_marks_as_read(cast: Cast, visit: Visit) -> None:
    ref, bo = _told_of_a_case(cast), visit("bo")
    assert 'sf-bell__count">1<' in bo.get("/").text
    page = bo.get("/messages")
    assert ref in page.text
    with cast.database.read() as db:
        assert db.scalars(sa.select(ReadEntry.what)).all()[-1] == "messages"
    answer = bo.submit("/messages", action="/messages/1")
    assert (answer.status_code, answer.location) == (303, "/tasks/1")
    assert "sf-bell__count" not in bo.get("/messages").text
    assert ref in bo.get("/messages?show=all").text


def test_a_case_that_one_may_not_see_any_more_has_no_number_in_the_list(cast: Cast, visit: Visit) -> None:
    ref = _told_of_a_case(cast)
    with cast.database.write() as db:
        db.execute(sa.update(Message).values(user_id=PEOPLE["jette"][0]))
    page = visit("jette").get("/messages").text
    assert 'sf-bell__count">1<' in page
    assert ref not in page


def test_everything_is_read_in_one_press(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        for _ in range(2):
            service.tell(db, TASK_GIVEN, [BO], at=cast.at, target=1)
    visit("bo").submit("/messages", action="/messages/read")
    with cast.database.read() as db:
        assert queries.unread(db, BO) == 0


def test_one_chooses_how_each_kind_comes(cast: Cast, visit: Visit) -> None:
    bo = visit("bo")
    answer = bo.submit("/messages/choices", {"task-given": "weekly"}, action="/choices", button="Gem valgene")
    assert answer.status_code == 303
    with cast.database.read() as db:
        chosen = queries.choices(db, BO)
    assert (chosen["task-given"], chosen["emergency-opened"]) == (How.WEEKLY, How.AT_ONCE)


def test_the_administrator_sees_what_did_not_get_through_and_sends_it_again(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        db.execute(sa.update(User).where(User.id == BO).values(email="bo@beboer.example"))
        refused = {"state": LetterState.REFUSED, "code": "address-550", "settled_at": cast.at}
        db.add(Letter(user_id=BO, token="t", created_at=cast.at, posted=1, **refused))
    adam = visit("adam")
    page = adam.get("/admin/mail").text
    assert "Bo Lund" in page
    assert "kender ikke adressen" in page
    assert adam.submit("/admin/mail", action="/admin/mail/1").status_code == 303
    with cast.database.read() as db:
        assert db.scalars(sa.select(Letter.state)).one() is LetterState.WAITING
        assert db.scalars(sa.select(Event.kind)).all()[-1] == "letter-posted-again"
    assert visit("karen").get("/admin/mail").status_code == 403


def test_the_administrator_tries_dead_work_again_or_lets_it_be(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        for number in (1, 2):
            jobs.enqueue(db, kind="post-mail", key=f"k{number}", at=cast.at)
        dead = {"state": JobState.DEAD, "attempt": 8, "finished_at": cast.at, "error": "MailDelayed: away"}
        db.execute(sa.update(Job).values(**dead))
    adam = visit("adam")
    assert "MailDelayed: away" in adam.get("/admin/work").text
    adam.submit("/admin/work", action="/admin/work/1/again")
    adam.submit("/admin/work", action="/admin/work/2/let-be")
    with cast.database.write() as db:
        assert [job.state for job in db.scalars(sa.select(Job))] == [JobState.READY]
        claimed = jobs.claim(db, at=cast.at + timedelta(seconds=1))
        kinds = db.scalars(sa.select(Event.kind)).all()[-2:]
    assert claimed is not None
    assert (claimed.attempt, claimed.tries) == (9, 1)
    assert kinds == ["work-tried-again", "work-let-be"]


def test_an_administrator_gives_somebody_a_mail_address(cast: Cast, visit: Visit) -> None:
    adam, page = visit("adam"), f"/admin/people/{BO}/edit"
    answer = adam.submit(page, {"email": "bo at home"}, action="/edit")
    assert answer.status_code == 422
    assert "Skriv en mailadresse" in answer.text
    assert adam.submit(page, {"email": "bo@beboer.example"}, action="/edit").status_code == 303
    with cast.database.read() as db:
        assert queries.address_of(db, BO) == "bo@beboer.example"
