"""The verbs of the consent register; the grants that stand on a consent begin, change and end in the same transaction."""

from sagsflow.consents.ages import end_of
from sagsflow.consents.periods import default_expiry
from sagsflow.consents.service.changing import Longer, Narrower, extend, hear_young, narrow
from sagsflow.consents.service.ending import Withdrawal, end_all, withdraw
from sagsflow.consents.service.giving import MAX_PURPOSE, NewConsent, give
from sagsflow.consents.service.reckoning import reckon
from sagsflow.consents.service.reopening import share_again

__all__ = [
    "MAX_PURPOSE",
    "Longer",
    "Narrower",
    "NewConsent",
    "Withdrawal",
    "default_expiry",
    "end_all",
    "end_of",
    "extend",
    "give",
    "hear_young",
    "narrow",
    "reckon",
    "share_again",
    "withdraw",
]
