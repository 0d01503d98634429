"""One-time links: the administrator sees one once, it works once, and says plainly when it does not."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts import passwords, queries, service
from sagsflow.accounts.models import OneTimeToken
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid, NotFound
from tests.accounts.conftest import Browser, SignedIn, person_page
from tests.house.visitor import Visitor

CHOSEN = "tre ænder på en sø"


def link_on(page: str) -> str:
    found = re.search(r"https://localhost(/password\?code=[\w-]{43})\n?</textarea>", page)
    assert found is not None, page
    return found.group(1)


def created(administrator: Visitor) -> str:
    fields = {"name": "Nina Testesen", "login": "nina@example.test", "title": "Pædagog", "language": "da"}
    answer = administrator.submit("/admin/people/new", fields, action="/admin/people/new")
    assert answer.status_code == 200
    return link_on(answer.text)


def reset(administrator: Visitor, login: str) -> str:
    return link_on(administrator.submit(person_page(administrator, login), action="/link").text)


def choose(visitor: Visitor, link: str, password: str, repeated: str | None = None) -> int:
    fields = {"new_password": password, "repeat_password": repeated or password}
    return visitor.submit(link, fields, action="/password").status_code


def test_a_new_person_chooses_a_password_and_signs_in(signed_in: SignedIn, browser: Browser) -> None:
    link = created(signed_in("asta"))
    assert choose(browser(), link, CHOSEN) == 303
    assert "Nina Testesen" in signed_in("nina@example.test", CHOSEN).get("/account").text


def test_a_used_link_says_so(signed_in: SignedIn, browser: Browser) -> None:
    link = created(signed_in("asta"))
    choose(browser(), link, CHOSEN)
    answer = browser().get(link)
    assert answer.status_code == 410
    assert "Linket er brugt" in answer.text


@pytest.mark.parametrize(("first", "lives"), [(True, timedelta(days=7)), (False, timedelta(hours=24))])
def test_an_expired_link_says_so(
    signed_in: SignedIn, browser: Browser, clock: SettableClock, *, first: bool, lives: timedelta
) -> None:
    asta = signed_in("asta")
    link = created(asta) if first else reset(asta, "mette")
    clock.advance(lives - timedelta(seconds=1))
    assert browser().get(link).status_code == 200
    clock.advance(timedelta(seconds=1))
    answer = browser().get(link)
    assert answer.status_code == 410
    assert "Linket er udløbet" in answer.text


@pytest.mark.parametrize("link", ["/password", "/password?code=", "/password?code=gættet"])
def test_a_link_that_was_never_made_is_unknown(browser: Browser, link: str) -> None:
    answer = browser().get(link)
    assert answer.status_code == 410
    assert "Vi kender ikke linket" in answer.text


def test_a_newer_link_ends_the_older_one(signed_in: SignedIn, browser: Browser) -> None:
    asta = signed_in("asta")
    older, newer = (reset(asta, "mette") for _ in range(2))
    assert browser().get(older).status_code == 410
    assert browser().get(newer).status_code == 200


def test_a_reset_signs_out_whoever_was_signed_in(signed_in: SignedIn, browser: Browser) -> None:
    mette, asta = signed_in("mette"), signed_in("asta")
    link = reset(asta, "mette")
    assert mette.get("/account").status_code == 200
    assert choose(browser(), link, CHOSEN) == 303
    assert mette.get("/account").status_code == 303


def test_the_link_of_a_closed_account_is_dead(signed_in: SignedIn, browser: Browser) -> None:
    asta = signed_in("asta")
    link = reset(asta, "mette")
    asta.submit(person_page(asta, "mette"), action="/deactivate")
    assert browser().get(link).status_code == 410


def test_a_form_sent_twice_makes_one_person_and_shows_no_second_link(signed_in: SignedIn) -> None:
    asta = signed_in("asta")
    form = asta.form("/admin/people/new", action="/admin/people/new")
    typed = form.filled({"name": "Nina Testesen", "login": "nina"})
    assert asta.post("/admin/people/new", data=typed).status_code == 200
    again = asta.post("/admin/people/new", data=typed)
    assert again.status_code == 303
    assert again.headers["Location"] == person_page(asta, "nina")


def test_only_the_digest_of_a_link_is_stored(signed_in: SignedIn, database: Database) -> None:
    token = created(signed_in("asta")).partition("=")[2]
    with database.read() as db:
        everything = " ".join(str(row) for table in _tables(database) for row in db.execute(sa.select(table)))
        assert queries.one_time_token(db, token) is not None
    assert token not in everything


def _tables(database: Database) -> list[sa.Table]:
    known = sa.MetaData()
    known.reflect(database.engine)
    return list(known.tables.values())


def test_of_two_who_use_a_link_one_succeeds(database: Database, at: datetime) -> None:
    with database.write() as db:
        user = queries.find_by_login(db, "mette")
        assert user is not None
        token = service.make_link(db, user, actor=None, at=at).token
    with database.write() as db:
        service.activate(db, token, password=CHOSEN, at=at)
    with database.write() as db, pytest.raises(NotFound, match="link-used"):
        service.activate(db, token, password=CHOSEN, at=at)


def test_nobody_makes_a_link_for_her_own_account(signed_in: SignedIn) -> None:
    asta = signed_in("asta")
    token = asta.form("/account", action="/sign-out").values["csrf_token"]
    answer = asta.post(person_page(asta, "asta") + "/link", data={"csrf_token": token})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elleve tegn", "password-short"),
        ("x1y2z3" * 22, "password-long"),
        ("Adgangskode123", "password-common"),
        ("ababababababab", "password-common"),
        ("testesen på cykel", "password-name"),
        ("hej mette hej mette", "password-name"),
    ],
)
def test_weak_passwords_are_refused(password: str, fault: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.require_strong(password, names=("mette", "Mette Testesen"))
    assert refusal.value.fields == {"new_password": fault}


@pytest.mark.parametrize(
    "password", ["tolv tegn ok", "ingen store bogstaver", "y1x2w3v4" * 16, "🙂🐑🚲🌧️ på vej"]
)
def test_any_signs_will_do_in_a_long_password(password: str) -> None:
    passwords.require_strong(password, names=("mette", "Mette Testesen", ""))
    assert passwords.matches(passwords.hashed(password), password)


def test_a_danish_letter_is_the_same_however_the_keyboard_writes_it() -> None:
    assert passwords.matches(passwords.hashed("blå cykel på vej"), "bla\u030a cykel pa\u030a vej")


def test_the_page_says_why_a_password_is_refused(signed_in: SignedIn, browser: Browser) -> None:
    link, visitor = created(signed_in("asta")), browser()
    assert choose(visitor, link, "kort") == 422
    assert choose(visitor, link, CHOSEN, "noget andet end før") == 422
    answer = visitor.submit(
        link, {"new_password": "nina testesen her", "repeat_password": "nina testesen her"}
    )
    assert "må ikke indeholde dit navn" in answer.text
    assert "nina testesen her" not in answer.text


def test_no_link_is_made_for_a_closed_account(database: Database, at: datetime) -> None:
    with database.write() as db:
        user = queries.find_by_login(db, "mette")
        assert user is not None
        user.active = False
        with pytest.raises(Invalid, match="user-inactive"):
            service.make_link(db, user, actor=None, at=at)
        assert db.scalars(sa.select(OneTimeToken)).first() is None
