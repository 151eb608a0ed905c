"""Codes that a person reads from paper and types: nine characters that cannot be taken for each other, the last a check. (J4)

The alphabet is Crockford's: no I, L, O, U. The check is a sum over the field of 32 elements in which each place has its own
weight, so that one wrong character, or two that changed places, never give another valid code.
"""

import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 9
READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, ".": None, "\u202f": None, "\xa0": None})
_SIZE: Final = 32
_POLYNOMIAL: Final = 0b100101  # x⁵ + x² + 1, whose root gives every place another weight


def new() -> str:
    """Return a new code; 8 characters by chance, 40 bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the last character of a code that begins with `body`."""
    return ALPHABET[_times_root(_folded(body))]


def read(typed: str) -> str | None:
    """Return the code that somebody typed, however they grouped it; None where it cannot be one."""
    code = typed.upper().translate(READ_AS)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def grouped(code: str) -> str:
    """Return a code as it is printed: three groups of three."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def _folded(body: str) -> int:
    found = 0
    for letter in body:
        found = _times_root(found) ^ ALPHABET.index(letter)
    return found


def _times_root(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & _SIZE else doubled
