"""What a page says when the case has moved on without it: to who sends it, and to who comes back to it."""

from collections.abc import Sequence
from html import unescape

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.routes import presenting
from sagsflow.cases.routes.presenting import Names
from sagsflow.cases.service import loading
from sagsflow.core.errors import NotFound, Stale
from sagsflow.engine.model import Definition
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.web import errors, readlog
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_datetime
from sagsflow.web.guard import current_actor
from sagsflow.web.platform import platform

MOVED = "case-moved"


def lead_on(seen: Seen, definition: Definition, trigger: str) -> ResponseReturnValue:
    """From the form of a step that is over (the browser's Back, an old link) to the case, with who took which step when.
    Raises NotFound for a step that the pathway does not know."""
    if not any(trigger in steps for steps in definition.outgoing.values()):
        raise NotFound("step", ref=seen.case.ref, trigger=trigger)
    moved = [event for event in one.events(reader(), seen) if event.kind == MOVED]
    taken = next((event for event in moved if data_of(event)["trigger"] == trigger), None)
    if taken is not None:
        flash(gettext("The step has been taken. %(what)s", what=_told(taken, seen)), "info")
    elif moved:
        flash(gettext("The step is not possible now. Last: %(what)s", what=_told(moved[0], seen)), "info")
    else:
        flash(gettext("The step is not possible where the case is now."), "info")
    return redirect(url_for("cases.show", ref=seen.case.ref), 303)


def no_longer(seen: Seen, shown_with: int) -> ResponseReturnValue:
    """The case has left the state in which the step that was sent was possible; `shown_with` is the number of the last event
    on the page that it was typed on."""
    events = loading.events_since(reader(), seen.case, shown_with)
    return stale_page(Stale("case", ref=seen.case.ref, events=list(events)), seen)


def stale_page(stale: Stale, seen: Seen) -> ResponseReturnValue:
    """409 with what changed, in words, and what was typed."""
    events = stale.details.get("events")
    answer = errors.page(
        409,
        error=stale,
        changes=_in_words(events if isinstance(events, list) else [], seen),
        fresh_url=url_for("cases.show", ref=seen.case.ref),
    )
    readlog.shows(readlog.Reading("case-changes", case_id=seen.case.id, unit_ids=seen.unit_ids))
    return answer


def _told(event: Event, seen: Seen) -> str:
    (said,) = _sentences([event], Names.of(reader(), seen, [event]), _definition(seen))
    return said


def _in_words(events: Sequence[Event], seen: Seen) -> Sequence[str]:
    db = reader()
    fresh = one.find(db, current_actor(), seen.case.ref, now())
    shown = one.told(events, fresh)
    return _sentences(shown, Names.of(db, fresh, shown), _definition(fresh))


def _sentences(events: Sequence[Event], names: Names, definition: Definition) -> Sequence[str]:
    """Newest first, as plain text: "Tag sagen: fra Modtaget til Afklaring. (Karen Holm, 14.05.2026 13.00)". The page that shows
    them escapes them."""
    return [
        f"{_said(entry, names, definition)} ({entry.who or 'Sagsflow'}, {as_datetime(entry.at)})"
        for entry in presenting.record((), events, names)
    ]


def _said(entry: presenting.Entry, names: Names, definition: Definition) -> str:
    shown = render_template("eventlog/sentence.html", entry=entry, definition=definition, names=names)
    return unescape(shown).strip()


def _definition(seen: Seen) -> Definition:
    return platform().library.get(seen.case.workflow_id, seen.case.workflow_version)
