"""Walks the site as one person: follows every link on every page, a few addresses of each kind, and keeps what it met."""

import fcntl
import html
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.browser.desk import sign_in
from tests.browser.parts import parts_of
from tests.house import run
from tests.house.visitor import ORIGIN, Visitor

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]*)"')
BLOCK = re.compile(r'class="(sf-[^"]*)"')
WITHIN_MAIN = re.compile(r">main[.> ]")
OF_EACH_KIND = 3
ENOUGH = 1_000
OF_MANY = {"cases.show": 16, "cases.move": 25, "meetings.show": 5, "referrals.show": 8, "referrals.step": 8}
DOORS = ("/", "/my-day/tasks")  # the second is linked only on a day with more tasks than fit


@dataclass(frozen=True)
class Place:
    """A page that was met: its address, the view behind it, and what it answered."""

    url: str
    endpoint: str
    status: int
    text: str
    came_from: str
    policy: str | None

    @property
    def shape(self) -> tuple[str, frozenset[str]]:
        """Pages of one view that are built of the same parts look alike."""
        return self.endpoint, frozenset(BLOCK.findall(self.text))

    @cached_property
    def parts(self) -> set[str]:
        """What it is built of: within <main> it is this view's own, around it everybody's."""
        return {f"{self.endpoint if WITHIN_MAIN.search(part) else ''} {part}" for part in parts_of(self.text)}


@dataclass
class Walk:
    """One person's walk; `places` holds each address once."""

    login: str
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def endpoints(self) -> set[str]:
        return {place.endpoint for place in self.places.values()}

    def one_of_each_shape(self, at_most: int) -> list[Place]:
        """The first of each view, and up to `at_most` of a view whose pages differ."""
        shapes: dict[tuple[str, frozenset[str]], Place] = {}
        met: Counter[str] = Counter()
        for place in self.places.values():
            if place.shape not in shapes and met[place.endpoint] < at_most:
                shapes[place.shape] = place
                met[place.endpoint] += 1
        return list(shapes.values())


def walk(app: Flask, login: str, system: str) -> Walk:
    """What this person meets in the demo's town. It is the same for every test of a run, so it is walked once."""
    kept = run.folder() / f"walk-{system}-{login}"
    with run.once(kept.name) as walked:
        if not walked:
            kept.write_bytes(pickle.dumps(_walk(app, login)))
    remembered = pickle.loads(kept.read_bytes())  # noqa: S301 - this run wrote it
    assert isinstance(remembered, Walk)
    return remembered


def _walk(app: Flask, login: str) -> Walk:
    client, walked = app.test_client(), Walk(login)
    assert isinstance(client, Visitor)
    sign_in(client, login)
    met: Counter[str] = Counter()
    opened = [(door, client.get(door)) for door in DOORS]
    ahead = [(answer.location or door, "") for door, answer in opened if answer.status_code in {200, 303}]
    while ahead:
        url, came_from = ahead.pop(0)
        endpoint = endpoint_of(app, url)
        if url in walked.places or met[endpoint] >= OF_MANY.get(endpoint, OF_EACH_KIND):
            continue
        met[endpoint] += 1
        # Flask's own client: the Visitor's strict reading of each page is done once per shape, by the test.
        answer = FlaskClient.open(client, url, base_url=ORIGIN)
        is_page = answer.mimetype == "text/html"
        if not is_page:  # a paper leads nowhere and is dear to make: one of each kind
            met[endpoint] = ENOUGH
        policy = answer.headers.get("Content-Security-Policy")
        place = Place(url, endpoint, answer.status_code, answer.text if is_page else "", came_from, policy)
        walked.places[url] = place
        ahead += [(link, url) for link in _links(place)]
    return walked


def new_to_this_run(parts: Iterable[str], subject: str) -> bool:
    """Whether there is one among these parts that no test of the run has looked at; from now on they all count as looked at."""
    with (run.folder() / f"looked-at-{subject}").open("a+", encoding="utf-8") as looked_at:
        fcntl.flock(looked_at, fcntl.LOCK_EX)
        looked_at.seek(0)
        unseen = set(parts) - set(looked_at.read().splitlines())
        looked_at.writelines(f"{part}\n" for part in unseen)
    return bool(unseen)


def endpoint_of(app: Flask, url: str) -> str:
    """The view behind an address; the address itself when there is none."""
    try:
        found, _arguments = app.url_map.bind("localhost").match(urlsplit(url).path, "GET")
    except HTTPException:
        return url
    return str(found)


def _links(place: Place) -> Iterator[str]:
    for link in LINK.findall(place.text):
        url = urljoin(place.url, html.unescape(link))
        parts = urlsplit(url)
        if not parts.scheme and "lang=" not in parts.query:
            yield url
