"""The words for the codes of the register and of the ledger: topics, givers, forms, events and grounds."""

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
    "young_person": _l("The young person"),
    "custody_holder": _l("A custody holder"),
    "guardian": _l("A guardian"),
}
FORMS = {
    "written": _l("In writing"),
    "oral": _l("Orally, with a witness"),
    "digital": _l("Digitally"),
}
SCOPES = {
    "standing": _l("Standing: for the whole period"),
    "once": _l("One occasion only"),
}
WORDING_LANGUAGES = {
    "da": _l("Danish"),
    "en": _l("English"),
    "ar": _l("Arabic"),
}
EVENTS = {
    "given": _l("Given"),
    "extended": _l("Made longer"),
    "narrowed": _l("Made narrower"),
    "heard": _l("The young person said yes too"),
    "reckoned": _l("The end was reckoned anew from the birth date"),
    "withdrawn": _l("Withdrawn"),
    "expired": _l("Ran out"),
    "ended": _l("Ended with the case"),
}
GROUNDS = {
    "ownership": _l("The unit owns the case"),
    "consent": _l("The resident has agreed"),
    "legal_basis": _l("The law gives access"),
    "referral": _l("The resident is referred to them"),
    "tenancy": _l("The pathway gives them the tenancy part"),
    "break_glass": _l("Emergency access, logged"),
}
LEGAL_GROUNDS = {
    "legal_obligation": _l("A law obliges us (GDPR article 6(1)(c))"),
    "vital_interest": _l("To protect somebody's life or health (GDPR article 6(1)(d))"),
    "public_task": _l("A task of the authority (GDPR article 6(1)(e))"),
}
HANDED_OVER = {"referral": _l("A referral was sent")}
MISTAKES = {
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-the-future": _l("The date has not come yet."),
    "in-the-past": _l("The date has passed."),
    "oral-needs-witness": _l("An oral consent needs a witness: write who heard it."),
    "case-closed": _l("The case is closed, so nothing can be shared any more."),
    "needs-a-day": _l("Consent for one occasion needs a last day."),
    "no-such-wording": _l("There is no text in this language."),
    "too-young": _l("A child under 15 cannot consent alone: ask the custody holders."),
    "of-age": _l("At 18 nobody else can consent for the resident: ask the resident."),
    "birth-date-unknown": _l(
        "Write down the resident's birth date first: consent by custody holders ends when the resident turns 18."
    ),
    "young-person-not-asked": _l("From the age of 15 the young person must say yes too: write when."),
    "not-to-be-asked": _l("Only a young person of 15 to 17, for whom others have consented, is asked too."),
    "not-later": _l("Choose a later day than the one that was agreed."),
    "not-earlier": _l("Choose the day that was agreed, or an earlier one."),
    "not-agreed": _l("The resident has not agreed to this: write down a new consent."),
    "no-such-case": _l("There is no such case that your unit takes part in."),
    "nothing-narrower": _l("Nothing has been made narrower yet."),
}
TABLES = {
    "topic": TOPICS,
    "giver": GIVERS,
    "form": FORMS,
    "ground": GROUNDS,
    "scope": SCOPES,
    "wording_language": WORDING_LANGUAGES,
    "event": EVENTS,
    "legal_ground": LEGAL_GROUNDS,
    "handed_over": HANDED_OVER,
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


def word(code: object, table: str) -> str:
    """For templates: `{{ topic|consent_word("topic") }}`."""
    plain = str(getattr(code, "value", code))
    return str(TABLES[table][plain])
