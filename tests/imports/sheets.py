"""Files as people have them, and what is done with one through the pages."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.imports.models import CaseImport
from sagsflow.residents.models import Resident
from tests.cast import Cast
from tests.house.visitor import Visitor

HEADING = "Fornavn;Efternavn;Fødselsdato;Adresse;Tlf.;Forløb;Delaftale;Åbnet;Sagsansvarlig;Sagsnr.;Notat"
AISHA = (
    "Aisha;Testesen;14.05.1990;Testvej 12, 2. tv., 8800 Viborg;12345678;"
    "Koordineret forløb;Beskæftigelse;01-02-2025;karen;17;Vil gerne i job"
)
BENT = "Bent;Prøvesen;1.3.1971;;;;;;;;"


def csv_of(*rows: str, heading: str = HEADING) -> bytes:
    return "\r\n".join((heading, *rows)).encode("cp1252")


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Any) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(visitor: Visitor, data: bytes, name: str = "beboere.csv") -> str:
    """Sends a file, leaves the columns as they are guessed, and has it checked; returns the address of its page."""
    answer = visitor.submit("/imports/new", {"file": (io.BytesIO(data), name)}, action="/imports/new")
    assert answer.status_code == 303, answer.text
    answer = visitor.submit(answer.location, action="/columns")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def press(visitor: Visitor, page: str, what: str, **chosen: str) -> str:
    """Presses one of the page's buttons, and gives the page that it led to."""
    form = visitor.form(page, action=what)
    answer = visitor.post(form.action, data={**form.filled({}, ""), **chosen})
    return visitor.get(str(answer.location)).text


def cases(db: Session) -> Sequence[Case]:
    return db.scalars(sa.select(Case).order_by(Case.id)).all()


def residents(cast: Cast) -> Sequence[str]:
    with cast.database.read() as db:
        return [one.full_name for one in db.scalars(sa.select(Resident).order_by(Resident.id))]


def kept(cast: Cast, import_id: int = 1) -> CaseImport:
    with cast.database.read() as db:
        return db.get_one(CaseImport, import_id)
