"""Keys derived from the installation's secret, and what is sealed under them: bound to its row, refused when it was changed."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_ID = 1
NONCE_BYTES = 12


class CannotUnseal(ValueError):
    """The sealed bytes belong to another row, were changed, or were sealed under another key."""


def derive(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose; it stands nowhere in the database."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


def seal(key: bytes, content: bytes, *, bound_to: str) -> bytes:
    """Moved to another row than the one it is bound to, it cannot be opened."""
    nonce = os.urandom(NONCE_BYTES)
    return bytes([KEY_ID]) + nonce + AESGCMSIV(key).encrypt(nonce, content, bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Raises CannotUnseal."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] != bytes([KEY_ID]) or len(nonce) < NONCE_BYTES:
        raise CannotUnseal("unknown key id")
    try:
        return AESGCMSIV(key).decrypt(nonce, body, bound_to.encode())
    except InvalidTag:
        raise CannotUnseal("sealed for another row, or changed") from None
