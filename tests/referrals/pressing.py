"""A browser over http whose server may be killed at any moment: what got no answer is sent again, exactly as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from sagsflow.web.sessions import LOOPBACK_NAME
from tests.cast import Cast, open_session
from tests.house.forms import forms_of
from tests.referrals.trial import PATIENCE, House

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Browser:
    """Somebody of the cast at her screen. `pressed` counts forms that were carried out, `again` what was sent once more."""

    house: House
    token: str
    pressed: int = 0
    again: int = 0

    def get(self, path: str) -> str:
        status, text = self._ask("GET", path, None)
        assert status == 200, f"GET {path} answered {status}"
        return text

    def submit(self, page: str, fields: Mapping[str, Any] | None = None, *, action: str = "") -> str:
        """Opens the page, fills its form and presses, until the server says that it is done; where it leads then."""
        found = [form for form in forms_of(self.get(page), page) if form.action.endswith(action or page)]
        assert len(found) == 1, f"{page} has {len(found)} forms for {action}"
        body = urlencode(found[0].filled(fields or {}), doseq=True)
        status, text = self._ask("POST", found[0].action, body)
        assert status == 303, f"POST {found[0].action} answered {status}"
        self.pressed += 1
        return text

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        port = self.house.address()
        while True:
            try:
                return self._once(port, method, path, body)
            except TimeoutError:
                raise
            except (OSError, HTTPException):
                self.again += 1
                port = self.house.address(after=port)

    def _once(self, port: int, method: str, path: str, body: str | None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        cookie = {"Cookie": f"{LOOPBACK_NAME}={self.token}", "Accept-Language": "da"}
        try:
            connection.request(method, path, body, {**cookie, **(FORM if body is not None else {})})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return answer.status, answer.headers.get("Location", text)


def at_her_screen(cast: Cast, house: House, login: str) -> Browser:
    """Signed in, with the token of her forms in her session: her first page gives it."""
    browser = Browser(house, open_session(cast.database, login, cast.at))
    browser.get("/")
    return browser
