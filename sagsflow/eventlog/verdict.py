"""What reading the log again comes to, and how the head of a chain is judged."""

import hmac
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import LogHead
from sagsflow.eventlog.service import START

EVENT, HEAD = "event", "log_head"
PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was read, and the first fault, if any: its code, and the table and number of the row.

    `seals` is what the events say of the seals; `waiting` readings are not sealed yet.
    """

    events: int
    fault_at: int | None = None
    fault: str | None = None
    table: str = EVENT
    readings: int = 0
    waiting: int = 0
    seals: dict[int, str] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return self.fault is None


def head_fault(db: Session, keys: LogKeys, chain: str, seq: int, mac: str) -> str | None:
    """What is wrong with the head of a chain that was found to end at `seq` with `mac`."""
    head = db.get(LogHead, chain)
    if head is None:
        return None if seq == 0 else "head-missing"
    if head.seq == 0 and head.mac == START and seq == 0:
        return None
    if not hmac.compare_digest(head.signature, keys.sign_head(chain, head.seq, head.mac)):
        return "head-forged"
    if head.seq != seq or head.mac != mac:
        return "tail-missing"
    return None
