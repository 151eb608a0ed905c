"""Shapes of organisations."""

from app.models.organisation import Sector
from app.schemas.base import Found, In, RequiredLine


class OrganisationIn(In):
    """An organisation by its name; it is found by that name in any spelling, or added."""

    name: RequiredLine
    sector: Sector = Sector.ASSOCIATION


class OrganisationOut(Found):
    name: str
    sector: Sector
    website: str | None
    territory: str | None
