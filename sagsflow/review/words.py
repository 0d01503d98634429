"""What was read, in words: one for each kind of page that writes in the read log."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

WHAT: Mapping[str, object] = {
    "agenda-printed": _l("The agenda of a meeting, on paper"),
    "answer-handed-out": _l("Answer to the resident handed out"),
    "answer-printed": _l("Answer to the resident fetched as a file"),
    "answer-review": _l("Review of the answer to the resident"),
    "breach": _l("A breach"),
    "breach-form": _l("The form of a breach"),
    "breach-list": _l("The register of breaches"),
    "breach-printed": _l("A breach on paper"),
    "calendar-feed": _l("One's own meetings, by a calendar"),
    "case": _l("The case"),
    "case-changes": _l("What had changed on the case"),
    "case-form": _l("A form on the case"),
    "case-list": _l("A list of cases"),
    "case-offers": _l("Offers for the resident of a case"),
    "case-preview": _l("The case as others see it"),
    "case-printed": _l("The case on paper"),
    "case-readers": _l("Who can see the case"),
    "case-readings": _l("Who has opened the case"),
    "case-readings-printed": _l("Who has opened the case, on paper"),
    "case-step": _l("A step on the case"),
    "consent-list": _l("Consents that expire soon"),
    "consent-printed": _l("A consent on paper"),
    "consents": _l("Consents of the case"),
    "cpr-shown": _l("The personal number"),
    "document-opened": _l("A document"),
    "emergency-list": _l("How emergency access has been used"),
    "emergency-own": _l("One's own emergency access"),
    "erasure-certificate": _l("The certificate of an erasure"),
    "handover-printed": _l("The handover sheet on paper"),
    "identity-opened": _l("Shown who a protected resident is"),
    "log": _l("The read log"),
    "log-exported": _l("The read log as a file"),
    "log-review": _l("The monthly review of the read log"),
    "meeting": _l("A meeting"),
    "meeting-screen": _l("A meeting on the screen in the room"),
    "minutes": _l("The minutes of a meeting"),
    "minutes-printed": _l("The minutes of a meeting, on paper"),
    "messages": _l("One's own messages"),
    "my-day": _l("My day"),
    "plan-printed": _l("The resident's own plan on paper"),
    "referral": _l("A referral"),
    "referrals": _l("A list of referrals"),
    "request": _l("A request from the resident"),
    "request-list": _l("Requests from residents"),
    "resident": _l("The resident"),
    "resident-protection": _l("The protection of a resident"),
    "resident-restriction": _l("The restriction of processing of a resident"),
    "resident-search": _l("A search for residents"),
    "retention": _l("How long a closed case is kept"),
    "retention-list": _l("Closed cases that are due to be erased"),
    "task": _l("A task"),
    "task-list": _l("A list of tasks"),
}


def what(code: str) -> str:
    return str(WHAT.get(code, code))
