"""The words of the measures' codes, said when they are shown, and of refusals."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString  # type: ignore[import-untyped]  # flask_babel has no types

from sagsflow.engine.model import Text
from sagsflow.measures.definitions import definitions
from sagsflow.web.filters import localised

MISTAKES: Mapping[str, str] = {
    "case-closed": _l("The case is closed, so choose “At the end”."),
    "too-late": _l("The case was closed more than 60 days ago, so its results stand as they are."),
    "nothing-answered": _l("Choose an answer to at least one question."),
    "in-the-future": _l("The date has not come yet."),
    "before-opened": _l("The case was not open yet on that day."),
    "not-an-answer": _l("Choose one of the answers."),
}


def _said(text: Text) -> object:
    return LazyString(localised, text)


NAMES = {one.value: _said(part.name) for one, part in definitions().asked.items()}
ANSWERS = {
    option.id: _said(option.words)
    for part in definitions().asked.values()
    for option in part.options.values()
}
OCCASIONS = {one.value: _said(text) for one, text in definitions().occasions.items()}
UNANSWERED = {one.value: _said(text) for one, text in definitions().unanswered.items()}


def mistake(code: str) -> str:
    return str(MISTAKES[code])
