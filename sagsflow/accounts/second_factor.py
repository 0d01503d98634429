"""The second factor: a secret shared with a person's phone, how it is sealed at rest, and which code is right when."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyotp

from sagsflow.core.sealing import KEY_ID, derive, seal, unseal

KEYS = "sagsflow_factor_keys"
ISSUER = "Sagsflow"
CODE = re.compile(r"\d{6}", re.ASCII)
CLOCK_DRIFT = (0, -1, 1)  # steps of half a minute: a phone's clock may be a little off
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike: i and l, o and 0, 1
RECOVERY_CODES, RECOVERY_LENGTH, GROUP = 10, 10, 5


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
            derive(secret, "sagsflow second factor seal 1"), derive(secret, "sagsflow second factor code 1")
        )

    def seal(self, secret: str, user_id: int) -> bytes:
        """Bound to its user: moved to another row it cannot be opened."""
        return seal(self.seal_key, secret.encode(), bound_to=_bound(user_id))

    def unseal(self, sealed: bytes, user_id: int) -> str:
        """Raises CannotUnseal."""
        return unseal(self.seal_key, sealed, bound_to=_bound(user_id)).decode()

    def digest(self, code: str, user_id: int) -> str:
        return hmac.new(self.code_key, f"{user_id}:{plain(code)}".encode(), sha256).hexdigest()


def _bound(user_id: int) -> str:
    return f"{KEY_ID}|{user_id}"
