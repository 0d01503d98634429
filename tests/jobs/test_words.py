"""Every kind of work that the worker knows has one handler, words on the administrator's page, and a line in the documents."""

import pytest
from flask import Flask

from config import ROOT
from sagsflow.features import duties
from sagsflow.jobs.registry import Duties, together
from sagsflow.web.platform import EXTENSION


def _duties(app: Flask) -> Duties:
    return duties(app.extensions[EXTENSION])


def test_every_kind_of_work_has_words(app: Flask) -> None:
    with app.test_request_context("/"):
        words = app.jinja_env.get_template("words/work.html").make_module()
        kinds = _duties(app).handlers
        assert [kind for kind in kinds if str(words.work_words(kind)) == kind] == []  # type: ignore[attr-defined]  # a macro of it


def test_every_kind_of_work_stands_in_the_documents(app: Flask) -> None:
    table = (
        (ROOT / "docs/operations.md").read_text("utf-8").partition("## The worker")[2].partition("## Logs")[0]
    )
    assert [kind for kind in _duties(app).handlers if f"`{kind}`" not in table] == []


def test_what_comes_round_comes_once_and_somebody_does_it(app: Flask) -> None:
    found = _duties(app)
    kinds = [each.kind for each in found.rounds]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= found.handlers.keys()


def test_two_handlers_for_the_same_work_are_refused(app: Flask) -> None:
    one = dict(list(_duties(app).handlers.items())[:1])
    with pytest.raises(ValueError, match=f"two handlers for {next(iter(one))}"):
        together(one, one)
