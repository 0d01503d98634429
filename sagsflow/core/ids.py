"""Identities that say nothing about the person: uuids, tokens and their digests."""

import hashlib
import secrets
import uuid


def new_uuid() -> str:
    return str(uuid.uuid4())


def new_token() -> str:
    """A secret of 256 bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
