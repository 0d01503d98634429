"""What people and the clock do with referrals; the grants that stand on a referral begin and end in the same transaction."""

from sagsflow.referrals.service.pausing import pause, resume
from sagsflow.referrals.service.sending import Handover, send_now, write
from sagsflow.referrals.service.setting import Setting, definition_of
from sagsflow.referrals.service.stepping import (
    ACCEPT,
    BEGIN,
    CLOSE,
    DECLINE,
    DONE,
    OPEN,
    SEND,
    UPHOLD,
    WITHDRAW,
    WORKFLOW,
    Reply,
    narrow,
    reply,
    see,
    send,
    take,
)

__all__ = [
    "ACCEPT",
    "BEGIN",
    "CLOSE",
    "DECLINE",
    "DONE",
    "OPEN",
    "SEND",
    "UPHOLD",
    "WITHDRAW",
    "WORKFLOW",
    "Handover",
    "Reply",
    "Setting",
    "definition_of",
    "narrow",
    "pause",
    "reply",
    "resume",
    "see",
    "send",
    "send_now",
    "take",
    "write",
]
