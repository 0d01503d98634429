"""The words of referrals that are no template's."""

from flask_babel import lazy_gettext as _l

MISTAKES = {
    "required": _l("This must be filled in."),
    "not-running": _l("The clock does not run: there is nothing to pause."),
    "not-paused": _l("The clock is not paused."),
    "unchanged": _l("This is what was sent already."),
    "not-with-receiver": _l("The referral is not in the receiver's hand: there is nothing to change."),
    "not-open": _l("The referral is over."),
    "nothing-to-answer": _l("The referral does not wait for an answer, or the consent has ended."),
    "no-consent": _l("The resident has not agreed to share with this receiver."),
    "already-referred": _l("There is an open referral to this receiver already."),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))
