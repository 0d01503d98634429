"""The keys of stored files, derived from the installation's secret and held outside the database."""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEYS = "sagsflow_file_keys"
KEY_ID = 1
NONCE_BYTES = 12


class CannotOpen(ValueError):
    """The stored bytes are not what was put there, or were sealed under another key."""


@dataclass(frozen=True, slots=True, repr=False)
class FileKeys:
    """One key to seal with, another for the digest: a plain digest would tell who has a file that is known elsewhere."""

    seal_key: bytes
    digest_key: bytes

    @classmethod
    def derive(cls, secret: str) -> "FileKeys":
        return cls(_key(secret, b"sagsflow file seal 1"), _key(secret, b"sagsflow file digest 1"))

    def digest(self, content: bytes) -> str:
        return hmac.new(self.digest_key, content, sha256).hexdigest()

    def seal(self, content: bytes, digest: str) -> bytes:
        """Bound to its digest: moved to another row it cannot be opened."""
        nonce = os.urandom(NONCE_BYTES)
        return bytes([KEY_ID]) + nonce + AESGCMSIV(self.seal_key).encrypt(nonce, content, digest.encode())

    def open(self, sealed: bytes, digest: str) -> bytes:
        """Raises CannotOpen, also when the content does not have this digest."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != bytes([KEY_ID]) or len(nonce) < NONCE_BYTES:
            raise CannotOpen("unknown key id")
        try:
            content = AESGCMSIV(self.seal_key).decrypt(nonce, body, digest.encode())
        except InvalidTag:
            raise CannotOpen("sealed for another row, or changed") from None
        if not hmac.compare_digest(self.digest(content), digest):
            raise CannotOpen("another content than was stored")
        return content


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
