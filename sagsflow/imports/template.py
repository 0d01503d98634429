"""The file to begin with: our headings, an example row that says so, and a sheet with what each column may hold."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from sagsflow.imports.fields import HEADINGS, Field
from sagsflow.imports.meaning import EXAMPLES
from sagsflow.imports.words import EXPLAINED, FIELDS
from sagsflow.web.language import current_language
from sagsflow.web.spreadsheet import Sheet

NOT_THERE = frozenset(
    {Field.NAME, Field.STREET, Field.HOUSE_NUMBER, Field.FLOOR_DOOR, Field.POSTAL_CODE, Field.CITY}
)


def columns(*, with_numbers: bool) -> Sequence[Field]:
    out = NOT_THERE if with_numbers else NOT_THERE | {Field.CPR}
    return [name for name in Field if name not in out]


def headings(chosen: Sequence[Field]) -> Sequence[str]:
    """In the reader's language; each is guessed when the file comes back."""
    place = 1 if current_language() == "en" else 0
    return [HEADINGS[name][place].capitalize() for name in chosen]


def example(chosen: Sequence[Field], allowed: Mapping[Field, Sequence[str]]) -> Sequence[str]:
    """An invented person, whose row is refused should it be left in the file."""
    english = current_language() == "en"
    said = {
        Field.GIVEN_NAME: f"{EXAMPLES[1] if english else EXAMPLES[0]}: Testine",
        Field.FAMILY_NAME: "Testesen",
        Field.BORN_ON: "14.05.1990",
        Field.ADDRESS: "Testvej 12, 2. tv., 8800 Viborg",
        Field.PHONE: "12 34 56 78",
        Field.EMAIL: "testine@example.dk",
        Field.LANGUAGE: _("Danish"),
        Field.INTERPRETER: _("no"),
        Field.OPENED_ON: "01.02.2026",
        Field.OLD_REF: "2026-17",
        Field.URGENT: _("no"),
        Field.NOTE: _("An invented example. Delete this row."),
    }
    first = {name: values[0] for name, values in allowed.items() if values}
    return [{**first, **said}.get(name, "") for name in chosen]


def explanations(chosen: Sequence[Field], allowed: Mapping[Field, Sequence[str]]) -> Sheet:
    """A row for each column, and under them the values that some of them may have."""
    rows = [
        (heading, str(FIELDS[name]), str(EXPLAINED[name]), " | ".join(allowed.get(name, ())))
        for name, heading in zip(chosen, headings(chosen), strict=True)
    ]
    head = (_("Column"), _("What it is"), _("How it is written"), _("What may stand there"))
    consent = _("Consents are not read in: each is given on paper or aloud, and recorded on its case.")
    return Sheet(head, [*rows, ("", "", consent, "")], _("What the columns mean"), width=40)
