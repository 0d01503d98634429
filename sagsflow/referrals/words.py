"""The words of referrals that are no template's."""

from flask_babel import lazy_gettext as _l

from sagsflow.directory.words import REASONS as OF_OFFERS

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
    "no-such-offer": _l("The offer has ended, or is not this receiver's."),
    "own-unit": _l("This receiver has the case itself."),
    "same-receiver": _l("Choose another receiver than the one they are at."),
    "nobody-answers": _l("Nobody answers referrals there."),
    "nothing-runs": _l("No referral runs at this receiver that you may move."),
    "not-the-sender": _l("You may no longer send referrals of this case."),
    "left": _l("Whoever asked for it is no longer here."),
    "gone": _l("The case is no longer open to you."),
    "restricted": _l("What is kept about the resident may only be stored for now."),
}
REASONS = {**OF_OFFERS, "already-referred": MISTAKES["already-referred"]}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))
