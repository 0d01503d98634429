"""The receiver's pages: what waits, one referral, and its answer; and what the sender and a stranger meet there."""

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents import queries as consents
from sagsflow.eventlog.models import ReadEntry
from sagsflow.referrals.models import Referral
from tests.cast import JOBS, SCHOOL, Cast, Visit

YES = {"answer_received_by": "Jette Krag", "answer_first_meeting_date": "22.09.2026"}


def _sent(cast: Cast) -> str:
    """The address of a referral to the employment service."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, case.ref, JOBS)
        return f"/referrals/{db.scalars(sa.select(Referral.id)).one()}"


def _states(cast: Cast) -> tuple[str, str]:
    with cast.database.read() as db:
        return db.scalars(sa.select(Referral.state)).one(), db.scalars(sa.select(Case.state)).one()


def _withdraw_consent(cast: Cast) -> None:
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case)).one()
        (consent,) = consents.live(db, case.id, cast.at)
        cast.withdraw(db, case.ref, consent)


def test_the_receiver_finds_it_opens_it_and_accepts(cast: Cast, visit: Visit) -> None:
    page, jette = _sent(cast), visit("jette")
    assert f'href="{page}"' in jette.get("/referrals").text
    shown = jette.get(page).text
    for words in ("Ring efter kl. 10", "Karen Holm", "Selve sagen, Beskæftigelse", "29.09.2026"):
        assert words in shown
    assert jette.submit(f"{page}/accept", YES, action="/accept").location == page
    assert _states(cast) == ("accepted", "follow_up")
    assert "Jette Krag" in jette.get(page).text
    assert f'href="{page}"' in jette.get("/referrals?show=active").text


def test_the_receiver_declines_and_says_why(cast: Cast, visit: Visit) -> None:
    page, jette = _sent(cast), visit("jette")
    assert jette.submit(f"{page}/decline", action="/decline").status_code == 422
    answer = jette.submit(f"{page}/decline", {"answer_decline_reason": "no_room"}, action="/decline")
    assert (answer.status_code, _states(cast)) == (303, ("declined", "referred"))
    assert "Vi har ikke plads lige nu" in jette.get(page).text
    assert f'href="{page}"' in jette.get("/referrals?show=ended").text


def test_of_two_at_once_the_second_is_told(cast: Cast, visit: Visit) -> None:
    page, jette, jonas = _sent(cast), visit("jette"), visit("jonas")
    late = jonas.form(f"{page}/decline", action="/decline")
    first = jette.form(f"{page}/accept", action="/accept")
    answers = [jette.post(first.action, data=first.filled(YES)) for _press in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, page)] * 2
    told = jonas.post(
        late.action, data=late.filled({"answer_decline_reason": "no_room", "answer_decline_note": "Nej"})
    )
    assert (told.status_code, "Nej" in told.text, _states(cast)[0]) == (409, True, "accepted")
    back = jette.get(f"{page}/accept", follow_redirects=True)
    assert (back.request.path, "Skridtet er ikke længere muligt." in back.text) == (page, True)


def test_a_consent_withdrawn_meanwhile_closes_it_to_the_receiver(cast: Cast, visit: Visit) -> None:
    page, jette = _sent(cast), visit("jette")
    form = jette.form(f"{page}/accept", action="/accept")
    _withdraw_consent(cast)
    assert jette.post(form.action, data=form.filled(YES)).status_code == 404
    assert jette.get(page).status_code == 404
    assert page not in "".join(jette.get(f"/referrals?show={which}").text for which in ("to_answer", "ended"))
    assert "trukket tilbage" in visit("karen").get(page).text


@pytest.mark.parametrize("stranger", ["samir", "clara", "oda", "mette", "vibeke"])
def test_to_others_it_does_not_exist(cast: Cast, visit: Visit, stranger: str) -> None:
    page, client = _sent(cast), visit(stranger)
    for address in (page, f"{page}/accept", f"{page}/withdraw", "/referrals/999"):
        assert client.get(address).status_code == 404


def test_the_sender_takes_it_back_without_a_reason(cast: Cast, visit: Visit) -> None:
    page, bo = _sent(cast), visit("bo")
    assert f'href="{page}"' in bo.get(f"/cases/{_ref(cast)}").text
    assert bo.get(f"{page}/accept").status_code == 404
    assert bo.submit(f"{page}/withdraw", action="/withdraw").status_code == 303
    assert _states(cast) == ("withdrawn", "referred")
    assert "Henvisningen er trukket tilbage" in visit("jette").get(page).text


def test_who_may_not_answer_is_refused(cast: Cast, visit: Visit) -> None:
    page, bo = _sent(cast), visit("bo")
    form = visit("jette").form(f"{page}/accept", action="/accept")
    token = bo.form(f"{page}/withdraw", action="/withdraw").values["csrf_token"]
    answer = bo.post(form.action, data=form.filled(YES) | {"csrf_token": token})
    assert (answer.status_code, _states(cast)[0]) == (403, "sent")


def test_the_owner_closes_it_with_a_result(cast: Cast, visit: Visit) -> None:
    page = _sent(cast)
    visit("jette").submit(f"{page}/accept", YES, action="/accept")
    karen = visit("karen")
    assert (
        karen.submit(f"{page}/close", {"answer_referral_result": "achieved"}, action="/close").status_code
        == 303
    )
    assert "Målet er nået" in karen.get(page).text


def test_nothing_to_answer_is_said(cast: Cast, visit: Visit) -> None:
    assert "Der er ikke noget, der venter på svar." in visit("jette").get("/referrals").text
    assert visit("karen").get("/referrals").status_code == 403
    assert visit("jette").get("/referrals?show=everything").status_code == 404


def test_reading_is_noted(cast: Cast, visit: Visit) -> None:
    visit("jette").get(_sent(cast))
    with cast.database.read() as db:
        assert db.scalars(sa.select(ReadEntry.what)).all() == ["referral"]


def test_another_receiver_does_not_learn_of_it(cast: Cast, visit: Visit) -> None:
    _sent(cast)
    with cast.database.write() as db:
        cast.consent(db, _ref(cast), SCHOOL)
    assert "henvisning til Jobhjælpen" in visit("jette").get(f"/cases/{_ref(cast)}").text
    assert "Jobhjælpen" not in visit("samir").get(f"/cases/{_ref(cast)}").text


def test_words_stand_as_words(cast: Cast, visit: Visit) -> None:
    page = _sent(cast)
    visit("jette").submit(
        f"{page}/accept", {"answer_received_by": "<script>alert(1)</script> نور"}, action="/accept"
    )
    shown = visit("jette").get(page).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; نور" in shown


def _ref(cast: Cast) -> str:
    with cast.database.read() as db:
        return db.scalars(sa.select(Case.ref)).one()
