"""The single-use link: who may open it, once, and what everybody else is told."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.cases.models import Case
from sagsflow.consents import queries as consents
from sagsflow.eventlog.models import Event
from sagsflow.referrals.models import Referral, ReferralLink
from tests.cast import CLUB, Cast, Visit
from tests.house.forms import Form, forms_of
from tests.house.visitor import Visitor
from tests.referrals.acting import does, sent, stands

SECRET = "Ring efter kl. 10"
NAME = "Beboer1"


@pytest.fixture
def database_system() -> str:
    """The statements are those of every referral, which are tried on both."""
    return "sqlite"


@pytest.fixture
def number(cast: Cast) -> int:
    """A referral to a club."""
    return sent(cast, CLUB)[0]


Made = tuple[str, str]


@pytest.fixture
def made(number: int, visit: Visit) -> Made:
    """The address and the code, as the sender sees them."""
    answer = visit("karen").submit(f"/referrals/{number}/link", {"person": "Palle Formand"}, action="/link")
    address = re.search(r"/answer\?link=([\w-]{43})", answer.text)
    code = re.search(r"<strong>(\d{6})</strong>", answer.text)
    assert address
    assert code
    return address[0], code[1]


def _open(who: Visitor, made: Made, code: str | None = None) -> str:
    address, right = made
    return who.submit(address, {"code": code or right}, action="/answer/open").text


def _form(page: str) -> Form:
    """The form of the page that has opened."""
    return next(form for form in forms_of(page, "/answer") if form.fits("/answer", ""))


def _knock(who: Visitor, made: Made, code: str) -> TestResponse:
    """The code sent by somebody who has no page of ours open."""
    token = who.form("/sign-in", action="/sign-in").values["csrf_token"]
    return who.post(
        "/answer/open", data={"csrf_token": token, "link": made[0].partition("=")[2], "code": code}
    )


def _withdraw(cast: Cast) -> None:
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case)).one()
        (consent,) = consents.live(db, case.id, cast.at)
        cast.withdraw(db, case.ref, consent)


def test_the_named_person_reads_the_extract_and_answers(
    cast: Cast, number: int, made: Made, client: Visitor, visit: Visit
) -> None:
    address, code = made
    page = client.submit(address, {"code": code}, action="/answer/open")
    assert (SECRET in page.text, NAME in page.text, "Et job" in page.text) == (True, True, False)
    form = _form(page.text)
    told = client.post("/answer", data=form.filled({"yes_or_no": "accept"}))
    assert ("Dit svar er sendt" in told.text, stands(cast, number)) == (True, ("accepted", "follow_up"))
    assert "Palle Formand" in visit("karen").get(f"/referrals/{number}").text
    with cast.database.read() as db:
        kinds = set(db.scalars(sa.select(Event.kind)))
    assert {"referral-link-made", "referral-link-opened", "referral-link-answered", "referral-seen"} <= kinds


def test_a_no_needs_a_reason_and_goes_to_the_coordinator(
    cast: Cast, number: int, made: Made, client: Visitor
) -> None:
    form = _form(_open(client, made))
    again = client.post(
        "/answer", data=form.filled({"yes_or_no": "decline", "decline_note": "Vi holder lukket"})
    )
    assert (again.status_code, "Vælg en grund" in again.text, "Vi holder lukket" in again.text) == (
        422,
        True,
        True,
    )
    no = {"yes_or_no": "decline", "decline_reason": "no_room", "decline_note": "Vi holder lukket"}
    client.post("/answer", data=_form(again.text).filled(no))
    assert stands(cast, number) == ("declined", "referred")


def test_looking_uses_nothing_up(made: Made, client: Visitor) -> None:
    """A scanner of mail follows the link as often as it likes."""
    for _time in range(3):
        seen = client.get(made[0])
        assert (seen.status_code, SECRET in seen.text, NAME in seen.text) == (200, False, False)
    assert SECRET in _open(client, made)


def test_forwarded_without_its_code_it_opens_nothing(cast: Cast, made: Made, client: Visitor) -> None:
    said = _open(client, made, "000000" if made[1] != "000000" else "111111")
    assert ("Koden er ikke rigtig" in said, SECRET in said) == (True, False)
    with cast.database.read() as db:
        assert db.scalars(sa.select(ReferralLink.wrong_codes)).one() == 1


def test_used_twice_the_second_is_told(made: Made, client: Visitor) -> None:
    before = client.form(made[0], action="/answer/open")
    assert SECRET in _open(client, made)
    late = client.post(before.action, data=before.filled({"code": made[1]}))
    assert (late.status_code, "allerede åbnet" in late.text, SECRET in late.text) == (410, True, False)
    assert "allerede åbnet" in client.get(made[0]).text


def test_an_answer_counts_once(cast: Cast, number: int, made: Made, client: Visitor) -> None:
    form = _form(_open(client, made))
    yes = form.filled({"yes_or_no": "accept"})
    assert [client.post("/answer", data=yes).status_code for _time in range(2)] == [200, 410]
    assert stands(cast, number)[0] == "accepted"


def _expired(cast: Cast, _number: int) -> None:
    cast.clock.advance(timedelta(days=8))


def _taken_back(cast: Cast, number: int) -> None:
    does(cast, number, "karen", "withdraw")


def _consent_gone(cast: Cast, _number: int) -> None:
    _withdraw(cast)


ENDS: dict[str, tuple[Callable[[Cast, int], None], str]] = {
    "expired": (_expired, "Linket er udløbet"),
    "taken back": (_taken_back, "ikke mere at svare"),
    "consent withdrawn": (_consent_gone, "ikke mere at svare"),
}


@pytest.mark.parametrize("how", ENDS)
def test_it_dies_and_says_so(cast: Cast, number: int, made: Made, client: Visitor, how: str) -> None:
    ends, words = ENDS[how]
    ends(cast, number)
    for answer in (client.get(made[0]), _knock(client, made, made[1])):
        assert (answer.status_code, words in answer.text, SECRET in answer.text) == (410, True, False)


def test_a_consent_withdrawn_between_opening_and_answering_ends_it(
    cast: Cast, number: int, made: Made, client: Visitor
) -> None:
    form = _form(_open(client, made))
    _withdraw(cast)
    told = client.post("/answer", data=form.filled({"yes_or_no": "accept"}))
    assert (told.status_code, SECRET in told.text, NAME in told.text) == (410, False, False)
    assert stands(cast, number)[0] == "withdrawn"


def test_the_open_page_is_closed_after_a_while(cast: Cast, number: int, made: Made, client: Visitor) -> None:
    form = _form(_open(client, made))
    cast.clock.advance(timedelta(minutes=26))
    told = client.post("/answer", data=form.filled({"yes_or_no": "accept"}))
    assert (told.status_code, "for længe" in told.text, stands(cast, number)[0]) == (410, True, "seen")


def test_guessing_codes_is_slowed_and_ends_the_link(cast: Cast, made: Made, client: Visitor) -> None:
    wrong = f"{(int(made[1]) + 1) % 1_000_000:06d}"
    statuses = [_knock(client, made, wrong).status_code for _time in range(7)]
    assert statuses[:5] == [422] * 4 + [410]
    assert set(statuses[5:]) == {429}
    assert client.get(made[0]).status_code == 410


def test_an_invented_link_tells_nothing(number: int, client: Visitor) -> None:
    answer = client.get(f"/answer?link={'x' * 43}")
    assert (answer.status_code, SECRET in answer.text, NAME in answer.text) == (410, False, False)
    assert number


def test_a_new_link_ends_the_one_before(made: Made, number: int, client: Visitor, visit: Visit) -> None:
    visit("karen").submit(f"/referrals/{number}/link", {"person": "Palle Formand"}, action="/link")
    assert client.get(made[0]).status_code == 410


def test_only_who_sends_makes_links(cast: Cast, number: int, visit: Visit) -> None:
    assert visit("clara").get(f"/referrals/{number}/link").status_code == 403
    assert visit("samir").get(f"/referrals/{number}/link").status_code == 404
    does(cast, number, "clara", "accept")
    answer = visit("karen").submit(f"/referrals/{number}/link", {"person": "Palle"}, action="/link")
    assert (answer.status_code, "venter ikke på svar" in answer.text) == (422, True)


def test_neither_code_nor_link_stands_in_the_database(cast: Cast, made: Made) -> None:
    with cast.database.read() as db:
        link = db.scalars(sa.select(ReferralLink)).one()
        texts = [str(value) for value in vars(link).values()]
        events = db.scalars(sa.select(Event.body)).all()
        assert db.scalars(sa.select(Referral.state)).one() == "sent"
    for secret in (made[0].partition("=")[2], made[1], "Palle"):
        assert not any(secret in body for body in events)
    assert not any(made[1] == text or made[0].partition("=")[2] in text for text in texts)
