"""The keys of stored files, derived from the installation's secret and held outside the database."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from sagsflow.core.sealing import CannotUnseal, derive, seal, unseal

KEYS = "sagsflow_file_keys"


@dataclass(frozen=True, slots=True, repr=False)
class FileKeys:
    """One key to seal with, another for the digest: a plain digest would tell who has a file that is known elsewhere."""

    seal_key: bytes
    digest_key: bytes

    @classmethod
    def derive(cls, secret: str) -> "FileKeys":
        return cls(derive(secret, "sagsflow file seal 1"), derive(secret, "sagsflow file digest 1"))

    def digest(self, content: bytes) -> str:
        return hmac.new(self.digest_key, content, sha256).hexdigest()

    def seal(self, content: bytes, digest: str) -> bytes:
        """Bound to its digest: moved to another row it cannot be opened."""
        return seal(self.seal_key, content, bound_to=digest)

    def open(self, sealed: bytes, digest: str) -> bytes:
        """Raises CannotUnseal, also when the content does not have this digest."""
        content = unseal(self.seal_key, sealed, bound_to=digest)
        if not hmac.compare_digest(self.digest(content), digest):
            raise CannotUnseal("another content than was stored")
        return content
