"""The words of reading in: fields, faults, warnings and refusals."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from sagsflow.files.words import TABLE_MISTAKES
from sagsflow.imports.fields import Field
from sagsflow.imports.models import ImportStage
from sagsflow.residents.forms import REFUSALS, WARNINGS

FIELDS: Mapping[Field, str] = {
    Field.NAME: _l("The whole name"),
    Field.GIVEN_NAME: _l("Given names"),
    Field.FAMILY_NAME: _l("Family name"),
    Field.BORN_ON: _l("Birth date"),
    Field.CPR: _l("Personal number (CPR)"),
    Field.ADDRESS: _l("The whole address"),
    Field.STREET: _l("Street"),
    Field.HOUSE_NUMBER: _l("House number"),
    Field.FLOOR_DOOR: _l("Floor and door"),
    Field.POSTAL_CODE: _l("Postal code"),
    Field.CITY: _l("City"),
    Field.PHONE: _l("Phone"),
    Field.EMAIL: _l("Mail"),
    Field.AREA: _l("Housing area"),
    Field.LANGUAGE: _l("Language"),
    Field.INTERPRETER: _l("Needs an interpreter"),
    Field.PATHWAY: _l("Pathway"),
    Field.SUB_AGREEMENT: _l("Sub-agreement"),
    Field.OPENED_ON: _l("When the case was opened"),
    Field.OWNER: _l("Case owner"),
    Field.OLD_REF: _l("Number in the old system"),
    Field.URGENT: _l("Urgent"),
    Field.NOTE: _l("A first note"),
}
EXPLAINED: Mapping[Field, str] = {
    Field.NAME: _l("Instead of two columns: Karen Holm, or Holm, Karen."),
    Field.GIVEN_NAME: _l("Must be filled in."),
    Field.FAMILY_NAME: _l("May be empty."),
    Field.BORN_ON: _l("As 14.05.1990, or as a date of the spreadsheet."),
    Field.CPR: _l("As 010190-1234. Only where your organisation may keep personal numbers."),
    Field.ADDRESS: _l("In one cell: Testvej 12, 2. tv., 8800 Viborg."),
    Field.PHONE: _l("As 12 34 56 78, or +46 70 123 45 67."),
    Field.EMAIL: _l("As navn@example.dk."),
    Field.AREA: _l("By its name."),
    Field.LANGUAGE: _l("The language that the resident speaks best."),
    Field.INTERPRETER: _l("Yes or no; empty means no."),
    Field.PATHWAY: _l("By its name. Where it is empty, only the resident is registered."),
    Field.SUB_AGREEMENT: _l("By its name. Not needed for pathways that have their own."),
    Field.OPENED_ON: _l(
        "When the case began in the old system. Deadlines count from the day on which it is read in."
    ),
    Field.OWNER: _l("The colleague's user name, mail address or name. Empty: nobody has taken the case yet."),
    Field.OLD_REF: _l("So that the case can be told again, and is not read in twice."),
    Field.URGENT: _l("Yes or no; empty means no."),
    Field.NOTE: _l("Stands on the case as a note that is shared with nobody."),
}
FAULTS: Mapping[str, str] = {
    **REFUSALS,
    "not-reckoned": _l(
        "The cell holds an error, or a formula without a value. Write what it should say, "
        "or open the file in the spreadsheet and save it."
    ),
    "date": _l("Write the date as day.month.year, for example 14.05.2026."),
    "yes-no": _l("Write yes or no."),
    "too-early": _l("The day lies before the resident's birth, or before 1990."),
    "area-unknown": _l("There is no area of this name."),
    "pathway-unknown": _l("There is no pathway of this name of which you may open cases."),
    "sub-agreement-missing": _l(
        "The row names none. Choose the column in which it stands, or one for all rows, under what the columns are."
    ),
    "sub-agreement-unknown": _l("There is no sub-agreement of this name."),
    "owner-unknown": _l(
        "Nobody in the unit who may own such a case has this user name, mail address or name."
    ),
    "by-hand": _l(
        "This row cannot be read in from a file. Search for the person, and ask the leader of your team."
    ),
    "twice-in-file": _l("This number stands in the file already, with the same pathway."),
    "read-in-before": _l("A case with this number has been read in before."),
    "example": _l("This is the example row of the template. Delete it."),
    "required": _l("This must be filled in."),
}
NOTED: Mapping[str, str] = {
    **WARNINGS,
    "address-whole": _l("The address could not be taken apart, and stands as the street."),
    "cpr-in-note": _l("The note seems to hold a personal number. It is better kept on the resident's page."),
    "no-case": _l("The row has no pathway, so that no case is opened, and this is not read in."),
}
PROBLEMS: Mapping[str, str] = {
    "no-right": _l("You may not read in for this unit any more, or the file is gone."),
    "changed": _l("Something has changed since the file was checked. Look at what is new, and press again."),
    "gone-on": _l("Somebody has gone on with it in the meantime, so that it was not undone."),
    "no-current-plan": _l("There is no plan for this period. Ask the administrator."),
    "too-late": _l("It can be undone for 30 days only, and once."),
    "over": _l("The file is not waiting any more: this is what became of it."),
    "busy": _l("Something is being done with the file already. Look again in a moment."),
}
MISTAKES: Mapping[str, str] = {
    **TABLE_MISTAKES,
    **PROBLEMS,
    "too-many": _l("There are too many rows: at most 1,000 at a time."),
    "too-large": _l("The file is too large: at most 5 MB, and not much more when it is unpacked."),
    "field-twice": _l("Two columns are the same. Choose one of them."),
    "no-name": _l("Choose the column in which the name of the resident stands."),
    "name-twice": _l("Choose either the whole name, or given names and family name."),
    "address-twice": _l("Choose either the whole address, or street, house number, floor and door."),
}
# What people do on a case, by the beginning of the event's kind.
HAPPENINGS: Sequence[tuple[str, str]] = (
    ("case-moved", _l("a step")),
    ("case-step", _l("a step")),
    ("note-", _l("a note")),
    ("goal-", _l("a goal")),
    ("consent-", _l("a consent")),
    ("referral-", _l("a referral")),
    ("task-", _l("a task")),
    ("agenda-item-", _l("a meeting")),
    ("document-", _l("a document")),
    ("party-", _l("a party")),
    ("contact-", _l("a contact")),
    ("owner-", _l("another case owner")),
    ("", _l("something else in its history")),
)
STAGES: Mapping[ImportStage, tuple[str, str]] = {
    ImportStage.SENT: (_l("Not checked"), "neutral"),
    ImportStage.CHECKED: (_l("Checked, not read in"), "info"),
    ImportStage.WRITTEN: (_l("Has been read in"), "success"),
    ImportStage.DROPPED: (_l("Dropped"), "neutral"),
    ImportStage.UNDONE: (_l("Undone"), "warning"),
}


def happened(kinds: Iterable[str]) -> str:
    """A note, a step, …: each once."""
    said = (next(words for start, words in HAPPENINGS if kind.startswith(start)) for kind in kinds)
    return ", ".join(dict.fromkeys(str(words) for words in said))


def mistake(code: str) -> str:
    return str(MISTAKES.get(code) or FAULTS.get(code) or code)


def named(name: str) -> str:
    """What a fault is about that stands in no column."""
    return str(FIELDS[Field(name)]) if name in set(Field) else "–"


def fault(code: str) -> str:
    return str(FAULTS.get(code) or MISTAKES.get(code) or _l("This cannot be accepted."))
