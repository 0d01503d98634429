"""Every kind of work that the worker knows has words on the administrator's page."""

from flask import Flask

from sagsflow.features import duties
from sagsflow.web.platform import EXTENSION


def test_every_kind_of_work_has_words(app: Flask) -> None:
    kinds = duties(app.extensions[EXTENSION]).handlers
    with app.test_request_context("/"):
        words = app.jinja_env.get_template("words/work.html").make_module()
        assert [kind for kind in kinds if str(words.work_words(kind)) == kind] == []  # type: ignore[attr-defined]  # a macro of it
