"""Associations, companies, public bodies, schools: those that people come from."""

from enum import StrEnum

from app.models.base import FACT, Dated, choice, text


class Sector(StrEnum):
    """Where a person works or lives; a mixed team has several of them."""

    PUBLIC = "public"
    COMPANY = "company"
    ASSOCIATION = "association"
    STUDENT = "student"
    CITIZEN = "citizen"


class Organisation(Dated, table=True):
    """A body with a name; two spellings of one name are one organisation."""

    name: str = text(160, FACT)
    name_key: str = text(160, FACT, unique=True)
    sector: Sector = choice(Sector)
    website: str | None = text(300, FACT, default=None)
    territory: str | None = text(120, FACT, default=None)
    presentation: str | None = text(4000, FACT, default=None)
    is_demo: bool = False
