"""The lines of an agenda, as its page writes them: whatever does not differ from item to item is asked once for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext

from sagsflow.cases.models import Case
from sagsflow.meetings.models import ItemStatus
from sagsflow.meetings.queries.agenda import ItemView
from sagsflow.meetings.routes.presenting import Names
from sagsflow.meetings.words import word
from sagsflow.residents.showing import eyes
from sagsflow.web.filters import as_date, as_time
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

ANY = "-any-"
BETWEEN = " · "
MASKED, CURRENT, DONE = (f" sf-agenda-item--{kind}" for kind in ("masked", "current", "done"))


@dataclass(frozen=True, slots=True)
class Line:
    """One item in words: its whole `title`, the `name` that presses and messages call it by, whom it is about, and where; its
    facts; the signs that it bears; when it is decided, what was decided, and what was recorded with it."""

    view: ItemView
    title: str
    name: str
    who: str = ""
    url: str = ""
    facts: str = ""
    signs: Sequence[str] = ()
    decision: str = ""
    recorded: str = ""

    @property
    def kind(self) -> str:
        """The class that sets the item apart from one that only waits."""
        if self.view.masked:
            return MASKED
        if self.view.item.status is ItemStatus.OPEN:
            return CURRENT
        return "" if self.view.waits else DONE


def lines_of(items: Sequence[ItemView], names: Names) -> Sequence[Line]:
    writer = _Writer(names)
    return [writer.line(view) for view in items]


def _signs(view: ItemView) -> Iterator[str]:
    """What stands beside the title: how far the item is, and what is special about it."""
    if view.item.status is not ItemStatus.PLANNED:
        yield view.item.status.value
    if view.case is not None and view.case.urgent:
        yield "urgent"
    if view.item.late:
        yield "late"
    if view.case is not None and not view.case.is_open:
        yield "closed"


class _Writer:
    """Asks the router, the catalogs and the language once, however many items there are."""

    def __init__(self, names: Names) -> None:
        self.names, self.eyes, self.library = names, eyes(), platform().library
        self.language, self.somebody = current_language(), gettext("Protected resident")
        self.anonymous = gettext("Anonymous case no. %(number)s")
        self.general = gettext("General matter, without persons")
        self.responsible, self.due = gettext("Responsible: %(unit)s"), gettext("Due %(day)s")
        self.key_worker = gettext("Key worker: %(name)s")
        self.by = gettext("Recorded at %(time)s by %(name)s")
        self.address = url_for("cases.show", ref=ANY)
        self.pathway, self.age, self.what = cache(self._pathway), cache(self._age), cache(self._what)

    def line(self, view: ItemView) -> Line:
        line = self._folded(view)
        if view.masked or view.item.status is not ItemStatus.DECIDED:
            return line
        return replace(
            line, decision=self.what(view.item.decision_code), recorded=BETWEEN.join(self._recorded(view))
        )

    def _folded(self, view: ItemView) -> Line:
        if view.masked:
            title = self.anonymous % {"number": view.item.local_number}
            return Line(view, title, title, facts=BETWEEN.join(self._place(view)), signs=list(_signs(view)))
        if view.case is None:
            title = view.item.title or ""
            return Line(view, title, title, facts=self.general, signs=list(_signs(view)))
        return self._of_case(view, view.case)

    def _of_case(self, view: ItemView, case: Case) -> Line:
        name, ref = self.eyes.name(case.resident), case.ref
        facts = self.pathway(case.workflow_id, case.workflow_version)
        who = name or self.somebody
        if name is not None and view.area:
            facts = f"{facts}{BETWEEN}{view.area}"
        address = self.address.replace(ANY, quote(ref))
        return Line(view, f"{ref} · {who}", ref, who, address, facts, list(_signs(view)))

    def _place(self, view: ItemView) -> Iterator[str]:
        """As much as is told of where and how old, without consent."""
        if view.area:
            yield view.area
        if view.age_band:
            yield self.age(view.age_band)

    def _recorded(self, view: ItemView) -> Iterator[str]:
        item, people = view.item, self.names.people
        if view.names(item.responsible_unit_id):
            yield self.responsible % {"unit": self.names.units.get(item.responsible_unit_id or 0, "")}
        if item.due_on:
            yield self.due % {"day": as_date(item.due_on)}
        if item.key_worker_id:
            yield self.key_worker % {"name": people.get(item.key_worker_id, "")}
        yield self.by % {"time": as_time(item.decided_at), "name": people.get(item.decided_by or 0, "")}

    def _pathway(self, workflow_id: str, version: int) -> str:
        return self.library.get(workflow_id, version).name.in_(self.language)

    def _age(self, band: str) -> str:
        return gettext("Age: %(band)s", band=word(band, "age"))

    def _what(self, code: str | None) -> str:
        return word(code, "decision") if code else ""
