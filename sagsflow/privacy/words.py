"""The words for everything that an answer tells: tables and codes; a test holds them to the map of holdings."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from sagsflow.cases import words as cases
from sagsflow.consents import words as consents
from sagsflow.documents import words as documents
from sagsflow.emergency.forms import REASONS
from sagsflow.measures import words as measures
from sagsflow.meetings import words as meetings
from sagsflow.outreach import words as outreach
from sagsflow.privacy.column_words import COLUMNS
from sagsflow.residents.forms import PROTECTION_KINDS, RESTRICTION_GROUNDS, USE_GROUNDS

KINDS = {
    "resident": _l("The resident"),
    "household": _l("Member of the household"),
    "rights_request": _l("Request to us"),
    "case": _l("The case"),
    "note": _l("Note"),
    "goal": _l("Goal"),
    "progression": _l("Answer to a progression question"),
    "measure_answer": _l("Answer to a result measure"),
    "answer": _l("Written in a step"),
    "state_stay": _l("Where the case has been"),
    "deadline": _l("Deadline"),
    "deadline_pause": _l("Pause of a deadline"),
    "consent": _l("Consent"),
    "consent_event": _l("What was said about a consent"),
    "legal_basis": _l("Legal basis"),
    "document": _l("Document"),
    "access_grant": _l("Access to the case"),
    "emergency_request": _l("Emergency access"),
    "identity_opening": _l("Shown who a protected resident is"),
    "resident_protection": _l("Protection"),
    "restriction": _l("Restriction of processing"),
    "restriction_use": _l("Use in spite of a restriction"),
    "referral": _l("Referral"),
    "referral_change": _l("Change of what was sent"),
    "referral_goal": _l("How far with a goal at the result"),
    "referral_link": _l("Link for an answer"),
    "referral_move_item": _l("Place in a move of many referrals"),
    "referral_note": _l("The receiver's own note"),
    "referral_pause": _l("Pause of a referral's clock"),
    "referral_task": _l("What a referral asked of somebody"),
    "agenda_item": _l("On the agenda of a meeting"),
    "item_attendance": _l("Who was at the table"),
    "item_draft": _l("Draft of a decision"),
    "meeting_action": _l("What was agreed at a meeting"),
    "minutes_addition": _l("Added to minutes"),
    "task": _l("Task"),
    "message": _l("Message to an employee"),
    "case_contact": _l("Conversation or visit"),
    "household_part": _l("Part in the household's plan"),
    "imported_case": _l("Read in from another system"),
    "imported_resident": _l("Registered from a file"),
    "print_item": _l("Paper on its way to print"),
    "case_party": _l("Party"),
    "case_link": _l("Linked case"),
    "legal_hold": _l("Held back from erasure"),
    "event": _l("What happened"),
    "read_entry": _l("Who has opened it"),
    "breach_case": _l("Case in a breach"),
    "consent_topic": _l("Topic of a consent"),
    "reading_list": _l("Place on a unit's list"),
    "resident_token": _l("Word of the name, for searching"),
    "answer_part": _l("Part of a gathered answer"),
    "answer_passage": _l("Passage of a gathered answer"),
}
REQUESTS = {
    "access": _l("To see what is held"),
    "rectification": _l("To have something corrected"),
    "restriction": _l("To have the use restricted"),
    "erasure": _l("To be erased"),
}
CHANNELS = {
    "in_person": _l("In person"),
    "phone": _l("By phone"),
    "letter": _l("By letter"),
    "email": _l("By e-mail"),
    "digital_post": _l("By Digital Post"),
}
STATUSES = {
    "received": _l("Received"),
    "gathering": _l("Being gathered"),
    "review": _l("To be reviewed"),
    "answered": _l("Answered"),
    "declined": _l("Declined"),
}
WHY = {
    "other_person": _l("It is about another person"),
    "other_interest": _l("Another decisive interest"),
}
READINGS = {
    "case": _l("The case was opened"),
    "case-form": _l("A form on the case was opened"),
    "case-step": _l("A step of the case was opened"),
    "identity-opened": _l("Shown who a protected resident is"),
    "case-changes": _l("Changes to the case were shown"),
    "case-printed": _l("The case was printed"),
    "handover-printed": _l("The handover sheet was printed"),
    "household-plan-printed": _l("The household's plan was printed"),
    "import-shown": _l("Shown when a file was read in"),
    "batch-fetched": _l("The paper was fetched together with others"),
    "plan-printed": _l("The resident's own plan was printed"),
    "document-opened": _l("A document was opened"),
    "consents": _l("The consents were opened"),
    "consent-printed": _l("A consent was printed"),
    "referral": _l("The referral was opened"),
    "task": _l("A task on the case was opened"),
    "resident": _l("The resident's page was opened"),
    "resident-restriction": _l("The page of the restriction was opened"),
    "cpr-shown": _l("The personal number was shown"),
    "request": _l("The request was opened"),
    "request-list": _l("The list of requests was opened"),
    "retention": _l("The retention of the case was opened"),
    "retention-list": _l("The list of cases due to be erased was opened"),
    "answer-review": _l("The answer was reviewed"),
    "answer-printed": _l("The answer was fetched"),
    "answer-handed-out": _l("The answer was handed out"),
}
EVENTS = {
    "note-written": _l("A note was written"),
    "note-corrected": _l("A note was corrected"),
    "deadline-passed": _l("The deadline passed"),
    "resident-registered": _l("The resident was registered"),
    "resident-corrected": _l("The registration was corrected"),
    "cpr-shown": _l("The personal number was shown"),
    "household-formed": _l("A household was registered"),
    "household-joined": _l("The resident was added to a household"),
    "household-left": _l("The resident left a household"),
    "resident-protected": _l("The resident was marked as protected"),
    "resident-unprotected": _l("The protection was taken off"),
    "identity-opened": _l("Shown who a protected resident is"),
    "processing-restricted": _l("The processing was restricted"),
    "restriction-lifted": _l("The restriction was lifted"),
    "restriction-used": _l("A reason was given for using what is restricted"),
    "request-noted": _l("A request from the resident was noted"),
    "request-extended": _l("The deadline of the request was moved"),
    "request-answered": _l("The request was answered"),
    "request-declined": _l("The request was declined"),
    "answer-begun": _l("The answer began to be gathered"),
}
TABLES: Mapping[str, Mapping[str, object]] = {
    "topic": consents.TOPICS,
    "contactkind": {kind.value: said for kind, said in outreach.KINDS.items()},
    "contactoutcome": {kind.value: said for kind, said in outreach.OUTCOMES.items()},
    "movedby": {kind.value: said for kind, said in outreach.MOVERS.items()},
    "notekind": cases.NOTE_KINDS,
    "goalstatus": cases.GOAL_STATUSES,
    "progressionquestion": cases.QUESTIONS,
    "measure": measures.NAMES,
    "measureanswer": measures.ANSWERS,
    "occasion": measures.OCCASIONS,
    "unanswered": measures.UNANSWERED,
    "informedhow": cases.INFORMED,
    "result": cases.RESULTS,
    "ground": consents.GROUNDS,
    "giverkind": consents.GIVERS,
    "consentform": consents.FORMS,
    "consenteventkind": consents.EVENTS,
    "scope": consents.SCOPES,
    "legalground": consents.LEGAL_GROUNDS,
    "wordinglanguage": consents.WORDING_LANGUAGES,
    "domain": {"support": _l("Support"), "volunteer": _l("Citizenship")},
    "taskstatus": {"open": _l("Open"), "done": _l("Done"), "cancelled": _l("Cancelled")},
    "itemstatus": {
        "planned": _l("Planned"),
        "open": _l("Under discussion"),
        "decided": _l("Decided"),
        "carried": _l("Carried on to a later meeting"),
        "removed": _l("Taken off"),
    },
    "householdrole": {"adult": _l("Adult"), "child": _l("Child")},
    "decision": meetings.DECISIONS,
    "outcome": meetings.OUTCOMES,
    "restrictionground": RESTRICTION_GROUNDS,
    "useground": USE_GROUNDS,
    "protectionkind": {kind.value: said for kind, said in PROTECTION_KINDS.items()},
    "documentkind": documents.KINDS,
    "emergencyreason": {reason.value: said for reason, said in REASONS.items()},
    "requestkind": REQUESTS,
    "channel": CHANNELS,
    "requeststatus": STATUSES,
    "whywithheld": WHY,
    "role": cases.SEATS,
    "reading": READINGS,
    "event": EVENTS,
}
MISTAKES = {
    "required": _l("This must be filled in."),
    "in-the-future": _l("The date has not come yet."),
    "not-in-range": _l(
        "Choose a day after the present deadline, at most three months after the request came."
    ),
    "not-gathered": _l("Everything must be gathered first."),
    "not-due": _l("The case is not due yet."),
    "held": _l("The case is held back from erasure."),
    "restricted": _l("The processing is restricted, so nothing is erased."),
    "open-request": _l("The resident waits for an answer to a request. Answer it first."),
    "marks-not-reviewed": _l("There are marked passages that nobody has looked at."),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


def word(code: object, table: str) -> str:
    """For templates: `{{ request.kind|rights_word("requestkind") }}`; a code without words stands as it is."""
    plain = str(getattr(code, "value", code))
    return str(TABLES[table].get(plain, plain))


def passage_title(key: str) -> str:
    """Note #12 · Text"""
    kind, _, rest = key.partition(":")
    number, _, column = rest.rpartition(":")
    return f"{KINDS[kind]} #{number} · {COLUMNS[column]}"
