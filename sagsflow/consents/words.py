"""The words for the codes of the register and of the ledger: topics, givers, forms and grounds."""

from flask_babel import lazy_gettext as _l

TOPICS = {
    "core": _l("The case itself"),
    "tenancy": _l("Tenancy"),
    "school": _l("School"),
    "employment": _l("Employment"),
    "health": _l("Health"),
    "economy": _l("Economy"),
    "family": _l("Family"),
    "daily_life": _l("Daily life"),
}
GIVERS = {
    "resident": _l("The resident"),
    "custody_holder": _l("A custody holder"),
    "guardian": _l("A guardian"),
}
FORMS = {
    "written": _l("In writing"),
    "oral": _l("Orally, with a witness"),
    "digital": _l("Digitally"),
}
GROUNDS = {
    "ownership": _l("The unit owns the case"),
    "consent": _l("The resident has agreed"),
    "legal_basis": _l("The law gives access"),
    "referral": _l("The resident is referred to them"),
    "tenancy": _l("The pathway gives them the tenancy part"),
    "break_glass": _l("Emergency access, logged"),
}
MISTAKES = {
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-the-future": _l("The date has not come yet."),
    "in-the-past": _l("The date has passed."),
    "oral-needs-witness": _l("An oral consent needs a witness: write who heard it."),
    "case-closed": _l("The case is closed, so nothing can be shared any more."),
}
TABLES = {"topic": TOPICS, "giver": GIVERS, "form": FORMS, "ground": GROUNDS}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


def word(code: object, table: str) -> str:
    """For templates: `{{ topic|consent_word("topic") }}`."""
    plain = str(getattr(code, "value", code))
    return str(TABLES[table][plain])
