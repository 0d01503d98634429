"""Finds out what would come of a file: understands its rows, and looks for whom and what is known already. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.models import User
from sagsflow.cases.models import Domain
from sagsflow.cases.service.opening import ANY_SUB_AGREEMENT, OPENS
from sagsflow.cases.service.people import owners
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition
from sagsflow.files.tables import Table, folded
from sagsflow.imports import matching
from sagsflow.imports.fields import Field, columns_in
from sagsflow.imports.findings import Findings, Remark
from sagsflow.imports.meaning import Here, Meant, understand
from sagsflow.imports.models import CaseImport
from sagsflow.imports.service.keeping import table_of
from sagsflow.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it stands now."""

    table: Table
    meant: Sequence[Meant]
    findings: Findings


def columns_of(kept: CaseImport) -> Mapping[int, Field]:
    return columns_in(kept.settings)


def pathways_of(library: Library, actor: Actor, unit_id: int) -> Sequence[Definition]:
    """Those of which this person may open cases in the unit."""
    domains = [domain for domain, permission in OPENS.items() if unit_id in actor.units(permission)]
    return [definition for domain in domains for definition in library.cases(domain.value)]


def check(db: Session, kept: CaseImport, *, actor: Actor, at: datetime, library: Library) -> Checked:
    """Raises NotFound when the file is gone."""
    table, meant = read_rows(db, kept, actor=actor, at=at, library=library)
    same, remarks = matching.look(db, meant, actor=actor, unit_id=kept.unit_id, on=copenhagen_date(at))
    faults = sorted([*_remarks(meant, "faults"), *remarks])
    return Checked(table, meant, Findings(faults, sorted(_remarks(meant, "warnings")), same))


def read_rows(
    db: Session, kept: CaseImport, *, actor: Actor, at: datetime, library: Library
) -> tuple[Table, Sequence[Meant]]:
    """The rows alone, without asking whom we know."""
    table = table_of(db, kept)
    pathways = pathways_of(library, actor, kept.unit_id)
    here = _here(db, kept, pathways, at)
    return table, understand(table.lines, columns_of(kept), here)


def _remarks(meant: Iterable[Meant], which: str) -> list[Remark]:
    return [(row.number, name.value, code) for row in meant for name, code in getattr(row, which)]


def _here(db: Session, kept: CaseImport, pathways: Sequence[Definition], at: datetime) -> Here:
    agreements = organisations.sub_agreements(db)
    owning = {pathway.id: _owners(db, kept.unit_id, Domain(pathway.domain), at) for pathway in pathways}
    return Here(
        today=copenhagen_date(at),
        areas={folded(area.name): area.id for area in organisations.areas(db)},
        pathways={
            folded(name): pathway.id
            for pathway in pathways
            for name in (pathway.id, pathway.name.in_("da"), pathway.name.in_("en"))
        },
        fixed={pathway.id: pathway.sub_agreement for pathway in pathways if _is_fixed(pathway)},
        sub_agreements={
            folded(name): row.code for row in agreements for name in (row.code, row.name_da, row.name_en)
        },
        owners=_names(db, frozenset().union(*owning.values())),
        owning=owning,
        pathway=kept.settings.get("pathway", ""),
        sub_agreement=kept.settings.get("sub_agreement", ""),
    )


def _is_fixed(pathway: Definition) -> bool:
    return pathway.sub_agreement != ANY_SUB_AGREEMENT


def _owners(db: Session, unit_id: int, domain: Domain, at: datetime) -> frozenset[int]:
    people = accounts.people_in(db, {unit_id}, copenhagen_date(at), owners(domain))
    return frozenset(person.user_id for person in people)


def _names(db: Session, user_ids: frozenset[int]) -> Mapping[str, int]:
    """By login, mail and name; a name that two of them have says nothing."""
    found: dict[str, set[int]] = {}
    for row in db.execute(
        sa.select(User.id, User.login, User.email, User.name).where(User.id.in_(sorted(user_ids)))
    ):
        for name in (row.login, row.email, row.name):
            if name:
                found.setdefault(folded(name), set()).add(row.id)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}
