"""What a column of a file can be: our fields, the headings by which one is guessed, and how a column is chosen."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sagsflow.files.tables import folded


class Field(StrEnum):
    """In the order in which they are offered."""

    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    BORN_ON = "born_on"
    CPR = "cpr"
    ADDRESS = "address"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    FLOOR_DOOR = "floor_door"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    PHONE = "phone"
    EMAIL = "email"
    AREA = "area"
    LANGUAGE = "language"
    INTERPRETER = "interpreter"
    PATHWAY = "pathway"
    SUB_AGREEMENT = "sub_agreement"
    OPENED_ON = "opened_on"
    OWNER = "owner"
    OLD_REF = "old_ref"
    URGENT = "urgent"
    NOTE = "note"


# The first of each is the Danish heading of the template, the second the English one.
HEADINGS: Mapping[Field, Sequence[str]] = {
    Field.NAME: ("navn", "name", "fulde navn", "full name", "beboer", "resident", "borger", "borgers navn"),
    Field.GIVEN_NAME: ("fornavn", "given name", "fornavne", "first name", "fornavn(e)", "given names"),
    Field.FAMILY_NAME: ("efternavn", "family name", "last name", "surname"),
    Field.BORN_ON: ("fødselsdato", "date of birth", "født", "fødselsdag", "birth date", "fødsels dato", "born"),
    Field.CPR: ("cpr-nummer", "personal number", "cpr", "cpr nr", "cpr-nr", "cpr-nr.", "cpr nr.", "personnummer"),
    Field.ADDRESS: ("adresse", "address", "bopæl", "hele adressen"),
    Field.STREET: ("vej", "street", "vejnavn", "gade"),
    Field.HOUSE_NUMBER: ("husnummer", "house number", "husnr", "husnr.", "nr."),
    Field.FLOOR_DOOR: ("etage og dør", "floor and door", "etage", "etage/dør", "sal", "dør"),
    Field.POSTAL_CODE: ("postnummer", "postal code", "postnr", "postnr.", "zip"),
    Field.CITY: ("by", "city", "postdistrikt", "town"),
    Field.PHONE: ("telefon", "phone", "tlf", "tlf.", "telefonnummer", "telefonnr", "mobil", "mobilnummer", "mobile"),
    Field.EMAIL: ("mail", "e-mail", "email", "mailadresse", "e-mailadresse"),
    Field.AREA: ("boligområde", "housing area", "område", "area", "afdeling"),
    Field.LANGUAGE: ("sprog", "language", "modersmål"),
    Field.INTERPRETER: ("tolk", "interpreter", "behov for tolk", "tolkebehov", "needs an interpreter"),
    Field.PATHWAY: ("forløb", "pathway", "indsats", "sagstype", "type"),
    Field.SUB_AGREEMENT: ("delaftale", "sub-agreement", "indsatsområde"),
    Field.OPENED_ON: (
        *("åbnet", "opened on", "åbnet den", "oprettet", "startdato", "start", "startet", "begyndt", "opened"),
        "sag åbnet",
    ),
    Field.OWNER: (
        *("sagsansvarlig", "case owner", "medarbejder", "ansvarlig", "kontaktperson", "owner", "sagsbehandler"),
        "tovholder",
    ),
    Field.OLD_REF: (
        *("nummer i gammelt system", "reference in the old system", "sagsnummer", "sagsnr", "sagsnr.", "id", "nr"),
        *("reference", "gammelt nummer", "gammelt nr", "gammelt nr.", "gammelt sagsnummer", "journalnummer"),
    ),
    Field.URGENT: ("haster", "urgent", "hast", "akut"),
    Field.NOTE: ("notat", "note", "bemærkning", "bemærkninger", "noter", "kommentar", "remarks"),
}  # fmt: skip
_FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}


def guess(headings: Sequence[str]) -> Mapping[int, Field]:
    """By the place of a column; each field once, at the first heading that says it."""
    found: dict[int, Field] = {}
    for place, heading in enumerate(headings):
        field = _FIELD_OF.get(folded(heading).rstrip(":*"))
        if field is not None and field not in found.values():
            found[place] = field
    return found


def mark_of(headings: Sequence[str]) -> str:
    """By which a later file with the same headings is known."""
    return sha256("\n".join(folded(heading) for heading in headings).encode()).hexdigest()


def columns_in(settings: Mapping[str, Any]) -> Mapping[int, Field]:
    """As they are kept: the place of each column as text."""
    return {int(place): Field(name) for place, name in settings.get("columns", {}).items()}


def faults(columns: Mapping[int, Field]) -> str | None:
    """Why columns cannot be chosen so: a field that two of them have, or nobody's name."""
    chosen = list(columns.values())
    if len(set(chosen)) < len(chosen):
        return "field-twice"
    if Field.NAME not in chosen and Field.GIVEN_NAME not in chosen:
        return "no-name"
    if Field.NAME in chosen and {Field.GIVEN_NAME, Field.FAMILY_NAME} & set(chosen):
        return "name-twice"
    if Field.ADDRESS in chosen and {Field.STREET, Field.HOUSE_NUMBER, Field.FLOOR_DOOR} & set(chosen):
        return "address-twice"
    return None
