"""Makes an example of every paper from the demo, by asking the application for it as the demo's people do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Settings
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.demo import PASSWORD
from sagsflow.app import create_app, require_ready
from sagsflow.cli.serving import application, platform_of
from sagsflow.core import migrate
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.extremes import SCRIPTS
from sagsflow.demo.service import load
from sagsflow.gallery.kinds import KINDS, Kind, address, sent_to, typed
from sagsflow.residents.models import Resident
from sagsflow.web.language import LANGUAGES, speak
from sagsflow.web.platform import Platform

ORIGIN = "https://localhost"


@dataclass(frozen=True, slots=True)
class Example:
    """A paper that somebody can print: its address, and what the form asks that stands before it."""

    kind: Kind
    url: str
    fields: Mapping[str, str | list[str]]
    sent_to: str = ""


class Filled(HTMLParser):
    """What a page has filled in itself, and a browser would send along: its token, and what it has ticked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = dict(attrs)
        if tag == "input" and (field.get("name") == "csrf_token" or _is_ticked(field)):
            self.fields.setdefault(field["name"] or "", []).append(field.get("value") or "")


def _is_ticked(field: Mapping[str, str | None]) -> bool:
    return field.get("type") == "checkbox" and "checked" in field


class NotTheDemo(click.ClickException):
    """Somebody in the database is, or may be, a real person."""


@click.command("gallery")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--extremes",
    is_flag=True,
    help="Also the longest names and the emptiest cases, in folders of their own; the database stays as it is.",
)
@click.option("--lang", "languages", type=click.Choice(LANGUAGES), multiple=True, default=LANGUAGES)
def gallery(*, folder: Path, languages: Sequence[str], extremes: bool) -> None:
    """Make an example of every kind of paper in DIR, in Danish and English, from the demo only.

    Each is printed by somebody of the demo who may, and logged like any other. Kinds without an example are named.
    """
    with application() as app:
        require_ready(platform_of(app))
        made = make(app, folder, languages)
    for name in SCRIPTS if extremes else ():
        made = [*made, *make_extreme(name, folder, languages)]
    for path in made:
        click.echo(str(path))
    for kind in KINDS:
        if not any(path.stem.rpartition("-")[0] == kind.code for path in made):
            click.echo(f"no example in the demo: {kind.code}", err=True)


def make(app: Flask, folder: Path, languages: Sequence[str]) -> Sequence[Path]:
    """Raises NotTheDemo where not everybody is made up."""
    _refuse_real_people(platform_of(app))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for language in languages:
        for kind, paper in _papers(app, language):
            made.append(folder / f"{kind.code}-{language}.pdf")
            made[-1].write_bytes(paper)
    return made


def make_extreme(name: str, folder: Path, languages: Sequence[str]) -> Sequence[Path]:
    """From a demo of its own, in a database that is thrown away."""
    with TemporaryDirectory(prefix="sagsflow-gallery-") as place:
        settings = replace(Settings.from_environment(), database_url=f"sqlite:///{place}/{name}.db")
        app = create_app(settings)
        platform = platform_of(app)
        try:
            migrate.upgrade(platform.database)
            load(platform, told=SCRIPTS[name])
            return make(app, folder / name, languages)
        finally:
            platform.database.dispose()


def _refuse_real_people(platform: Platform) -> None:
    with platform.database.read() as db:
        real = db.scalar(sa.select(sa.exists().where(Resident.fictional.is_(False))))
        residents = db.scalar(sa.select(sa.exists().where(Resident.fictional)))
    if not platform.settings.is_demo or real or not residents:
        raise NotTheDemo("the gallery is made from the demo only; see `sagsflow demo`")


def _papers(app: Flask, language: str) -> Iterator[tuple[Kind, bytes]]:
    for login, examples in _who_prints_what(app, language).items():
        browser = _signed_in(app, login)
        for example in examples:
            answer = _printed(browser, example)
            if answer.mimetype != "application/pdf":
                kind = example.kind.code
                raise click.ClickException(f"{kind}: {login} got {answer.status_code} for {example.url}")
            yield example.kind, answer.data
        _send(browser, "/gallery", "/sign-out")


def _who_prints_what(app: Flask, language: str) -> Mapping[str, Sequence[Example]]:
    """Each kind by the first person of the demo who can print one."""
    platform, found = platform_of(app), dict[str, list[Example]]()
    at, waiting = platform.clock.now(), list(KINDS)
    with app.test_request_context(f"/?lang={language}", base_url=ORIGIN), platform.database.read() as db:
        speak()
        for user in accounts.demo_people(db):
            present = accounts.presence(db, user.id, copenhagen_date(at))
            for kind in list(waiting) if present else ():
                assert present is not None
                url = address(kind, db, present.actor, at)
                if url is not None:
                    fields = typed(kind, db, present.actor, at)
                    to = sent_to(kind, db, present.actor, at)
                    found.setdefault(user.login, []).append(
                        Example(kind, _in(url, language), fields, _in(to, language) if to else "")
                    )
                    waiting.remove(kind)
    return found


def _in(url: str, language: str) -> str:
    path = url.removeprefix(ORIGIN)
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def _printed(browser: FlaskClient, example: Example) -> TestResponse:
    """The paper stands at its address, or where the form that asks first leads to, or is that form's own answer."""
    if not example.fields:
        return browser.get(example.url, base_url=ORIGIN)
    answer = _send(browser, example.url, example.sent_to or example.url, **example.fields)
    return browser.get(answer.location, base_url=ORIGIN) if answer.location else answer


def _signed_in(app: Flask, login: str) -> FlaskClient:
    browser = app.test_client()
    entered = _send(browser, "/sign-in", "/sign-in", login=login, password=PASSWORD)
    if entered.status_code != 303:
        raise click.ClickException(f"{login} cannot sign in with the demo's password")
    return browser


def _send(browser: FlaskClient, page: str, to: str, **fields: str | list[str]) -> TestResponse:
    """With what the page has filled in itself, as a browser sends a form."""
    filled = Filled(browser.get(page, base_url=ORIGIN).text).fields
    headers = {"Referer": f"{ORIGIN}/"}
    return browser.post(to, data={**filled, **fields}, base_url=ORIGIN, headers=headers)
