"""The second factor: a secret shared with a person's phone, how it is sealed at rest, and which code is right when."""

import hmac
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEYS = "sagsflow_factor_keys"
KEY_ID = 1
NONCE_BYTES = 12
ISSUER = "Sagsflow"
CODE = re.compile(r"\d{6}", re.ASCII)
CLOCK_DRIFT = (0, -1, 1)  # steps of half a minute: a phone's clock may be a little off
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike: i and l, o and 0, 1
RECOVERY_CODES, RECOVERY_LENGTH, GROUP = 10, 10, 5


class CannotUnseal(ValueError):
    """The stored bytes do not belong to this user, or were sealed under another key."""


def new_secret() -> str:
    """160 bits, as RFC 4226 wants them, in the letters that authenticator apps take."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def grouped(secret: str) -> str:
    """A secret in fours, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def plain(typed: str) -> str:
    """A code as it is compared: without the spaces and hyphens that it is shown with, in small letters."""
    return re.sub(r"[\s-]", "", typed).lower()


def matching_step(secret: str, typed: str, at: datetime) -> int | None:
    """The half minute that a code from the phone belongs to (RFC 6238); None when it is none of now."""
    code = plain(typed)
    if not CODE.fullmatch(code):
        return None
    otp = pyotp.TOTP(secret)
    now = otp.timecode(at)
    return next(
        (now + off for off in CLOCK_DRIFT if hmac.compare_digest(otp.generate_otp(now + off), code)), None
    )


def new_recovery_codes() -> tuple[str, ...]:
    """Fifty bits each, in two groups; shown once."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def _recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
    return f"{letters[:GROUP]}-{letters[GROUP:]}"


@dataclass(frozen=True, slots=True, repr=False)
class FactorKeys:
    """One key to seal secrets with, another for the digests of recovery codes, which are too short for a plain digest."""

    seal_key: bytes
    code_key: bytes

    @classmethod
    def derive(cls, secret: str) -> "FactorKeys":
        return cls(
            _key(secret, b"sagsflow second factor seal 1"), _key(secret, b"sagsflow second factor code 1")
        )

    def seal(self, secret: str, user_id: int) -> bytes:
        """Bound to its user: moved to another row it cannot be opened."""
        nonce = os.urandom(NONCE_BYTES)
        return (
            bytes([KEY_ID])
            + nonce
            + AESGCMSIV(self.seal_key).encrypt(nonce, secret.encode(), _bound(user_id))
        )

    def unseal(self, sealed: bytes, user_id: int) -> str:
        """Raises CannotUnseal."""
        if sealed[:1] != bytes([KEY_ID]):
            raise CannotUnseal("unknown key id")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return AESGCMSIV(self.seal_key).decrypt(nonce, body, _bound(user_id)).decode()
        except InvalidTag:
            raise CannotUnseal("sealed for another user, or changed") from None

    def digest(self, code: str, user_id: int) -> str:
        return hmac.new(self.code_key, f"{user_id}:{plain(code)}".encode(), sha256).hexdigest()


def _bound(user_id: int) -> bytes:
    return f"{KEY_ID}|{user_id}".encode()


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
