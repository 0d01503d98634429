"""Seals the parts of an answer, bound to their request and place, under a key derived from the installation's secret."""

import hmac
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEYS = "sagsflow_privacy_keys"
NONCE_BYTES = 12

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class PrivacyKeys:
    """One key seals answers; another makes the marks by which an erased person or case is known again."""

    answers: bytes
    erased: bytes

    @classmethod
    def derive(cls, secret: str) -> "PrivacyKeys":
        return cls(_key(secret, b"sagsflow answer seal 1"), _key(secret, b"sagsflow erased mark 1"))

    def seal(self, part: Part, *, request_id: int, position: int) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + AESGCMSIV(self.answers).encrypt(nonce, text, _place(request_id, position))

    def unseal(self, sealed: bytes, *, request_id: int, position: int) -> Part:
        """Raises cryptography's InvalidTag for a part that was changed or stands in another place."""
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        text = AESGCMSIV(self.answers).decrypt(nonce, body, _place(request_id, position))
        part: Part = json.loads(text)
        return part

    def mark(self, kind: str, uuid: str) -> str:
        """What is kept of an erased resident or case: nobody without the key can tell whom it stands for."""
        return hmac.new(self.erased, f"{kind}:{uuid}".encode(), sha256).hexdigest()


def _place(request_id: int, position: int) -> bytes:
    return f"{request_id}|{position}".encode()


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
