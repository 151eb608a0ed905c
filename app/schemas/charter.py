"""Shapes of charters and signatures."""

from datetime import datetime
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.schemas.base import Found, In, Localised


class CharterIn(In):
    """The text of a new version, in one language at least."""

    body: Localised = Localised()

    @model_validator(mode="after")
    def _written(self) -> "CharterIn":
        if not (self.body.fr or self.body.en):
            raise PydanticCustomError("missing_text", N_("Write the charter in one language at least."))
        return self


class CharterOut(Found):
    hackathon_id: UUID
    version: int
    body: dict[str, str]
    created_at: datetime


class AdhesionOut(Found):
    charter_id: UUID
    person_id: UUID
    signed_at: datetime
