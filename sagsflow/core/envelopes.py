"""Encrypts a file in pieces under a passphrase, and opens it again: a piece that is changed, moved or cut off is refused."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"SAGSFLOW-BACKUP-1\n"
PIECE = 1024 * 1024
TAG, SALT, NONCE = 16, 16, 12
COST, BLOCK, LANES = 2**17, 8, 1
LAST, MORE = b"last", b"more"


class CannotOpen(OSError):
    """The passphrase is another, or the file has been changed."""


def is_closed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def close(source: Path, target: Path, passphrase: str) -> None:
    """The key comes from the passphrase alone and is not in the file; its salt is."""
    salt = os.urandom(SALT)
    cipher = AESGCM(_key(passphrase, salt))
    with source.open("rb") as plain, target.open("wb") as sealed:
        sealed.write(MAGIC + salt)
        number, piece = 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            sealed.write(cipher.encrypt(_nonce(number), piece, MORE if following else LAST))
            if not following:
                return
            number, piece = number + 1, following


def open_(source: Path, target: Path, passphrase: str) -> None:
    """Raises CannotOpen."""
    with source.open("rb") as sealed, target.open("wb") as plain:
        sealed.read(len(MAGIC))
        cipher = AESGCM(_key(passphrase, sealed.read(SALT)))
        number, piece = 0, sealed.read(PIECE + TAG)
        try:
            while True:
                following = sealed.read(PIECE + TAG)
                plain.write(cipher.decrypt(_nonce(number), piece, MORE if following else LAST))
                if not following:
                    return
                number, piece = number + 1, following
        except (InvalidTag, ValueError):
            raise CannotOpen(f"{source} cannot be opened: another passphrase, or a changed file") from None


def _nonce(number: int) -> bytes:
    """Each file has a key of its own, so counting is enough."""
    return number.to_bytes(NONCE)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=BLOCK, p=LANES).derive(passphrase.encode())
