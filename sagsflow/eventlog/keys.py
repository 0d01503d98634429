"""The keys of the log, derived from the installation's secret and held outside the database."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass(frozen=True, slots=True)
class LogKeys:
    """One key for the chain, another for its head."""

    chain: bytes
    head: bytes

    @classmethod
    def derive(cls, secret: str) -> "LogKeys":
        return cls(chain=_key(secret, b"sagsflow log chain 1"), head=_key(secret, b"sagsflow log head 1"))

    def mac(self, previous: str, body: str) -> str:
        return hmac.new(self.chain, f"{previous}\n{body}".encode(), sha256).hexdigest()

    def sign_head(self, chain: str, seq: int, mac: str) -> str:
        return hmac.new(self.head, f"{chain}\n{seq}\n{mac}".encode(), sha256).hexdigest()


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
