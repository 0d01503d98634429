"""One file: how far it is, what would come of it, and its wrong rows as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.queries import user_names
from sagsflow.cases import policy
from sagsflow.core.errors import NotFound
from sagsflow.files.tables import Table
from sagsflow.imports import preview, queries
from sagsflow.imports.deciding import Decided, decide
from sagsflow.imports.findings import Findings, from_kept
from sagsflow.imports.meaning import Meant
from sagsflow.imports.models import CaseImport, ImportStage
from sagsflow.imports.service import undoing
from sagsflow.imports.service.checking import columns_of, read_rows
from sagsflow.imports.service.taking import mark_of
from sagsflow.imports.words import FIELDS, NOTED, STAGES, fault, mistake, named
from sagsflow.organisations import queries as organisations
from sagsflow.residents.models import Resident
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform
from sagsflow.web.spreadsheet import XLSX, download


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:import_id>", "show", show)
    bp.add_url_rule("/<int:import_id>/errors.xlsx", "errors", errors)


@dataclass(frozen=True, slots=True)
class Looked:
    """A checked file, opened for its sender."""

    kept: CaseImport
    table: Table
    meant: Sequence[Meant]
    findings: Findings

    @property
    def decided(self) -> Decided:
        return decide(self.meant, self.findings, self.kept.choices)


@hidden_without(P.CASE_IMPORT)
def show(import_id: int) -> ResponseReturnValue:
    kept = queries.get(reader(), current_actor(), import_id)
    if kept.doing is None and kept.stage is ImportStage.CHECKED:
        return _preview(looked_at(kept))
    who = user_names(reader(), {user for user in (kept.user_id, kept.undone_by) if user})
    made = queries.made(reader(), import_id, policy.visible_to(current_actor(), now()))
    if made:
        readlog.shows(readlog.Reading("import-shown", cases=[case.id for _came, case in made]))
    undo, page = undoing.may_undo(kept, now()), "imports/show.html"
    return render_template(page, kept=kept, stages=STAGES, who=who, may_undo=undo, mistake=mistake, made=made)


@hidden_without(P.CASE_IMPORT)
def errors(import_id: int) -> ResponseReturnValue:
    """The rows with faults as they came, and what is wrong with each."""
    kept = queries.get(reader(), current_actor(), import_id)
    if kept.stage is not ImportStage.CHECKED:
        raise NotFound("errors", id=import_id)
    looked = looked_at(kept)
    rows = list(_faulty(looked))
    readlog.shows(readlog.Reading("import-exported", count=len(rows)))
    return download(_("rows-to-mend"), [*looked.table.heading, _("What is wrong")], rows, XLSX)


def looked_at(kept: CaseImport) -> Looked:
    """What was found stands; the words of the cells are read anew."""
    actor, library = current_actor(), platform().library
    table, meant = read_rows(reader(), kept, actor=actor, at=now(), library=library)
    return Looked(kept, table, meant, from_kept(kept.findings))


def _preview(looked: Looked) -> ResponseReturnValue:
    db, kept, findings = reader(), looked.kept, looked.findings
    columns, decided = columns_of(kept), looked.decided
    shown = list(findings.same.items())[: preview.SHOWN_SAME]
    people = _people({resident for _row, same in shown for resident in same.residents})
    ahead = preview.ahead(decided.deeds)
    readlog.shows(
        readlog.Reading("import-shown", residents=people, count=len(people) + len(ahead) + len(shown))
    )
    return render_template(
        "imports/preview.html",
        kept=kept,
        seen=mark_of(kept),
        decided=decided,
        faults=preview.complaints(findings.faults[: preview.SHOWN_FAULTS], columns, looked.table),
        more_faults=max(0, len(findings.faults) - preview.SHOWN_FAULTS),
        warnings=preview.complaints(findings.warnings[: preview.SHOWN_FAULTS], columns, looked.table),
        same=[(_row_of(looked, row), one) for row, one in shown],
        more_same=len(findings.same) - len(shown),
        people=people,
        cases=queries.open_cases(db, policy.visible_to(current_actor(), now()), people),
        ahead=ahead,
        words={"fault": fault, "noted": NOTED, "fields": FIELDS, "named": named, "mistake": mistake},
        named=_names(ahead),
    )


def _row_of(looked: Looked, number: int) -> Mapping[str, object]:
    meant = next(row for row in looked.meant if row.number == number)
    return {"number": number, "name": preview.name_of(meant), "born_on": meant.facts.born_on}


def _people(resident_ids: set[int]) -> Mapping[int, Resident]:
    query = sa.select(Resident).where(Resident.id.in_(sorted(resident_ids)))
    return {resident.id: resident for resident in reader().scalars(query)}


def _names(ahead: Sequence[preview.Ahead]) -> Mapping[str, Mapping[Any, str]]:
    """The pathways, sub-agreements and owners of the rows that are shown, by code."""
    db, language, library = reader(), current_language(), platform().library
    pathways = {row.meant.pathway for row in ahead if row.meant.pathway}
    agreements = organisations.sub_agreements(db)
    return {
        "pathway": {name: library.latest(name).name.in_(language) for name in pathways},
        "agreement": {row.code: row.name_en if language == "en" else row.name_da for row in agreements},
        "owner": user_names(db, {row.meant.owner_id for row in ahead if row.meant.owner_id}),
    }


def _faulty(looked: Looked) -> Iterator[Sequence[str]]:
    found = preview.complaints(looked.findings.faults, columns_of(looked.kept), looked.table)
    wrong: dict[int, list[str]] = {}
    for one in found:
        wrong.setdefault(one.row, []).append(f"{one.cell or named(one.name)}: {fault(one.code)}")
    width = len(looked.table.heading)
    for line in looked.table.lines:
        if line.number in wrong:
            cells = [*line.cells, *[""] * width][:width]
            yield [*cells, " ".join(wrong[line.number])]
