"""Tokens and codes: random where they are kept, derived from the server's key where a mail must repeat them."""

import hashlib
import hmac
import secrets
import unicodedata
from typing import Final
from uuid import UUID

# No 0/O, 1/I/L: people type these from another device.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 6


def new_token() -> str:
    """Return 256 random bits for a cookie or an API token."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """Return the SHA-256 under which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive(key: bytes, purpose: str, subject: UUID) -> bytes:
    """Return 32 bytes that only this server can make for a purpose and a subject."""
    return hmac.new(key, f"{purpose}:{subject}".encode(), hashlib.sha256).digest()


def derived_token(key: bytes, purpose: str, subject: UUID) -> str:
    """Return the token of a link in a mail; nothing of it is stored."""
    return derive(key, purpose, subject).hex()[:40]


def derived_code(key: bytes, purpose: str, subject: UUID, length: int = CODE_LENGTH) -> str:
    """Return the six characters that a person types, or up to twelve; nothing of them is stored."""
    number = int.from_bytes(derive(key, f"{purpose}-code", subject)[:8])
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def same(given: str, expected: str) -> bool:
    """Compare without telling by the time taken where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())


def email_key(email: str) -> str:
    """Return the form under which two spellings of one address are equal."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()
