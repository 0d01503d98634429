"""What a browser may send about a file that is read in."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import FileField, SelectField
from wtforms.validators import Optional

from sagsflow.files.tables import Table
from sagsflow.imports.fields import Field
from sagsflow.imports.findings import FAULTY, LEAVE, Same
from sagsflow.imports.service.taking import Said
from sagsflow.imports.words import FIELDS
from sagsflow.organisations.models import Unit
from sagsflow.web.forms import Form, offered, required

COLUMN, ROW, KNOWN = "column_", "row-", "known"
SAMPLES = 3
LONGEST_SAMPLE = 60


class PressForm(Form):
    """One press."""


class SendForm(Form):
    """A file, and whose residents and cases stand in it."""

    file = FileField(
        _l("The file"),
        [required()],
        description=_l("XLSX or CSV with a heading over each column; at most 5 MB and 1,000 rows."),
    )
    unit_id = SelectField(_l("Whose residents and cases are they?"), [required()], coerce=int)

    def offer_units(self, units: Iterable[Unit]) -> None:
        self.unit_id.choices = offered((unit.id, unit.name) for unit in units)


class ColumnsForm(Form):
    """What each column is; those are added by `columns_form`."""

    pathway = SelectField(_l("Pathway of rows that name none"), [Optional()])
    sub_agreement = SelectField(_l("Sub-agreement of rows that name none"), [Optional()])

    @property
    def columns(self) -> Sequence[SelectField]:
        return [field for field in self if field.name.startswith(COLUMN)]

    @property
    def said(self) -> Said:
        chosen = {int(field.name.removeprefix(COLUMN)): field.data for field in self.columns}
        return Said(
            {place: Field(name) for place, name in chosen.items() if name},
            self.pathway.data or "",
            self.sub_agreement.data or "",
        )

    def show(self, columns: Mapping[int, Field], settings: Mapping[str, object]) -> None:
        """Fills the form with what was guessed, or said before."""
        for place, name in columns.items():
            if COLUMN + str(place) in self:
                self[COLUMN + str(place)].data = name.value
        self.pathway.data = settings.get("pathway", "")
        self.sub_agreement.data = settings.get("sub_agreement", "")


def columns_form(table: Table, *, hidden: frozenset[Field]) -> ColumnsForm:
    """A choice for each column that has a heading or any cell, with its first cells beside it."""
    choices = [
        ("", _l("Is not read in")),
        *((name.value, FIELDS[name]) for name in Field if name not in hidden),
    ]
    added = {
        f"{COLUMN}{place}": SelectField(
            heading or _("Column %(number)s, without a heading", number=place + 1),
            [Optional()],
            choices=offered(choices),
            description=_samples(table, place),
        )
        for place, heading in enumerate(table.heading)
        if heading or _samples(table, place)
    }
    form: ColumnsForm = type("ColumnsFormOfFile", (ColumnsForm,), added)()
    return form


def _samples(table: Table, place: int) -> str:
    cells = (line.cells[place] for line in table.lines if place < len(line.cells))
    found = [cell[:LONGEST_SAMPLE] for cell in cells if cell][:SAMPLES]
    return " · ".join(found)


def choices_in(sent: MultiDict[str, str], same: Mapping[int, Same]) -> Mapping[str, str]:
    """What was chosen of rows; `rest` is for the others: `known` leaves those waiting who only have a like name."""
    chosen = {key.removeprefix(ROW): value for key, value in sent.items() if key.startswith(ROW) and value}
    rest = sent.get("rest", "")
    for row, one in same.items():
        wanted = one.likely if rest == KNOWN else rest
        if wanted and str(row) not in chosen:
            chosen[str(row)] = wanted
    if FAULTY in sent:
        chosen[FAULTY] = LEAVE if sent[FAULTY] == LEAVE else ""
    return chosen
