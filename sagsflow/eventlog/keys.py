"""The keys of the log, derived from the installation's secret and held outside the database."""

import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

from sagsflow.core.sealing import derive


@dataclass(frozen=True, slots=True)
class LogKeys:
    """One key for the chains, one for their heads, one for single readings, and one to draw samples with."""

    chain: bytes
    head: bytes
    reading: bytes
    sample: bytes

    @classmethod
    def derive(cls, secret: str) -> "LogKeys":
        return cls(
            chain=derive(secret, "sagsflow log chain 1"),
            head=derive(secret, "sagsflow log head 1"),
            reading=derive(secret, "sagsflow read log 1"),
            sample=derive(secret, "sagsflow read log sample 1"),
        )

    def mac(self, previous: str, body: str) -> str:
        return hmac.new(self.chain, f"{previous}\n{body}".encode(), sha256).hexdigest()

    def mac_of_reading(self, body: str) -> str:
        """Half of the digest: 128 bits keep one reading, and the log is a third smaller."""
        return hmac.new(self.reading, body.encode(), sha256).hexdigest()[:32]

    def mac_of_words(self, purpose: str | None, recipient: str | None) -> str:
        """Stands for what was typed into a reading, and cannot be guessed without the key."""
        words = json.dumps([purpose, recipient], ensure_ascii=False)
        return hmac.new(self.reading, f"words\n{words}".encode(), sha256).hexdigest()[:32]

    def seed(self, words: str) -> bytes:
        """What a sample is drawn with; nobody without the installation's secret can foresee it."""
        return hmac.new(self.sample, words.encode(), sha256).digest()

    def sign_head(self, chain: str, seq: int, mac: str) -> str:
        return hmac.new(self.head, f"{chain}\n{seq}\n{mac}".encode(), sha256).hexdigest()
