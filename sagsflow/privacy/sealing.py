"""Seals the parts of an answer, bound to their request and place, under a key derived from the installation's secret."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sagsflow.core.sealing import derive, seal, unseal

KEYS = "sagsflow_privacy_keys"

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class PrivacyKeys:
    """One key seals answers; another makes the marks by which an erased person or case is known again."""

    answers: bytes
    erased: bytes

    @classmethod
    def derive(cls, secret: str) -> "PrivacyKeys":
        return cls(derive(secret, "sagsflow answer seal 1"), derive(secret, "sagsflow erased mark 1"))

    def seal(self, part: Part, *, request_id: int, position: int) -> bytes:
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
        return seal(self.answers, text, bound_to=_place(request_id, position))

    def unseal(self, sealed: bytes, *, request_id: int, position: int) -> Part:
        """Raises CannotUnseal for a part that was changed or stands in another place."""
        text = unseal(self.answers, sealed, bound_to=_place(request_id, position))
        part: Part = json.loads(text)
        return part

    def mark(self, kind: str, uuid: str) -> str:
        """What is kept of an erased resident or case: nobody without the key can tell whom it stands for."""
        return hmac.new(self.erased, f"{kind}:{uuid}".encode(), sha256).hexdigest()


def _place(request_id: int, position: int) -> str:
    return f"{request_id}|{position}"
