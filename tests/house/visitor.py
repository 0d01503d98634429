"""A test client that behaves like a careful visitor: checks each page, and sends forms as a browser would."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.forms import Form, forms_of
from tests.house.pages import check_page

ORIGIN = "https://localhost"


class Visitor(FlaskClient):
    """Flask's client over https, whose every HTML answer must be a sound page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", ORIGIN)
        if kwargs.get("method") == "POST":
            kwargs.setdefault("headers", {"Referer": ORIGIN + "/"})
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(response.text, response.headers.get("Content-Security-Policy"))
        return response

    def glance(self, address: str, *, method: str = "GET") -> TestResponse:
        """What is answered, without the strict reading: walks over every address would do little else."""
        return super().open(address, base_url=ORIGIN, method=method)

    def form(self, page: str, *, action: str = "", button: str = "") -> Form:
        """The one form on `page` whose address ends on `action` and that has `button`, filled as the page shows it."""
        response = self.get(page, follow_redirects=True)
        found = [form for form in forms_of(response.text, page) if form.fits(action, button)]
        assert len(found) == 1, f"{page} has {len(found)} forms for action {action!r} and button {button!r}"
        return found[0]

    def printed(self, ref: str, *, recipient: str, purpose: str, sensitive: bool = False) -> TestResponse:
        """The summary of a case on paper, asked for through its form; what stands there instead, if there is no form."""
        page = f"/cases/{ref}/pathway.pdf"
        if (refused := self.get(page)).status_code != 200:
            return refused
        typed = {"recipient": recipient, "purpose": purpose, **({"sensitive": "y"} if sensitive else {})}
        return self.get(self.submit(page, typed, action="/pathway.pdf").location)

    def submit(
        self, page: str, fields: Mapping[str, Any] | None = None, *, action: str = "", button: str = ""
    ) -> TestResponse:
        """Opens `page`, fills its form and presses `button`; a field that the form does not have fails the test."""
        form = self.form(page, action=action, button=button)
        return self.post(form.sent_to(button), data=form.filled(fields or {}, button))
