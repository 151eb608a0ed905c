"""The shape of an invented person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from app.demo.fact_types import Localised

MAIL_DOMAIN: Final = "demo.example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """An invented person. `wishes` are challenge keys, the dearest first; `email` is unique in one crowd."""

    key: str
    given: str
    family: str
    email: str
    locale: str
    sector: str
    organisation: str | None
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    wishes: tuple[str, ...]
    attendance: str
    motivation: str
    is_demo: bool = True

    @property
    def name(self) -> str:
        """The name shown."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CastMember:
    """Someone to sign in as with one click: a person, a role, the event where it is held, what to look at."""

    person: DemoPerson
    role: str
    event: str
    look_at: Localised


def mail_address(given: str, family: str) -> str:
    """prenom.nom@demo.example.org, in plain ASCII letters."""
    plain = unicodedata.normalize("NFKD", f"{given}.{family}".lower())
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c in ".-")) + f"@{MAIL_DOMAIN}"
