"""The pages that must stay as quick with 100,000 cases as with 1,000, asked of the application in this process."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import profiles, town, visitors
from benchmarks.town import Town
from sagsflow.access.actor import Actor
from sagsflow.app import create_app
from sagsflow.cli.serving import set_what_stays_aside
from sagsflow.core.ids import digest, new_token
from sagsflow.web.models import WebSession
from sagsflow.web.platform import EXTENSION, Platform
from sagsflow.web.sessions import LOOPBACK_NAME

SOUGHT = "Amira"  # more of that name than a page holds in the small database too: both pages show as many


@dataclass(frozen=True, slots=True)
class Door:
    """A page, and the browser of the person whose page it is."""

    client: FlaskClient
    path: str

    def open(self) -> int:
        """Bytes of the page."""
        answer = self.client.get(self.path)
        assert answer.status_code == 200, f"{self.path} answered {answer.status_code}"
        return len(answer.data)


@dataclass(frozen=True, slots=True)
class House:
    """The application on one database, with the doors that are measured, in a process set up as the server sets up its own."""

    app: Flask
    platform: Platform
    doors: dict[str, Door]

    def statements(self, name: str) -> int:
        with profiles.statements(self.platform.database.engine) as sent:
            self.doors[name].open()
        return len(sent)

    def close(self) -> None:
        self.platform.database.dispose()


def house(url: str, made: Town) -> House:
    app = create_app(town.settings_for(url))
    platform: Platform = app.extensions[EXTENSION]
    worker, coordinator = _browser(app, platform, made.worker), _browser(app, platform, made.coordinator)
    doors = {
        "Min dag": Door(worker, "/"),
        "case page": Door(worker, f"/cases/{made.long_ref}"),
        "case list": Door(worker, "/cases"),
        "search": Door(worker, _search(worker)),
        "agenda": Door(coordinator, f"/meetings/{made.meeting_id}"),
    }
    set_what_stays_aside()
    return House(app, platform, doors)


def _browser(app: Flask, platform: Platform, actor: Actor) -> FlaskClient:
    """Signed in without the slow check of a password."""
    token, at = new_token(), datetime.now(UTC)
    data = json.dumps({"_user_id": str(actor.user_id), "_fresh": True})
    with platform.database.write() as db:
        db.add(WebSession(digest=digest(token), user_id=actor.user_id, data=data, born_at=at, seen_at=at))
    client = app.test_client()
    client.set_cookie(LOOPBACK_NAME, token, domain="localhost")
    return client


def _search(client: FlaskClient) -> str:
    """What was looked for is kept in the session; the address shows it again."""
    values = {"text": SOUGHT, "csrf_token": visitors.token_of(client.get("/residents/").text)}
    answer = client.post("/residents/", data=values)
    assert answer.status_code == 303, answer.status_code
    return str(answer.location)
