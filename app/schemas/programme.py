"""Shapes of programmes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.schemas.base import Found, In, Line, Localised, RequiredLine, Slug


class LocalisedLine(In):
    """One line in French and English; one of them is enough, and none will do."""

    en: Line = ""
    fr: Line = ""


class RequiredLocalisedLine(In):
    """One line in French and English; one of them is needed."""

    en: Line = ""
    fr: Annotated[Line, Field(validate_default=True)] = ""

    @field_validator("fr")
    @classmethod
    def _written(cls, value: str, info: ValidationInfo) -> str:
        if not value and not info.data.get("en"):
            raise PydanticCustomError("localised", N_("Write this in French or in English, at best in both."))
        return value


NewSlug = Annotated[Slug, StringConstraints(min_length=3)]


class ProgrammeIn(In):
    """A new programme; without a `slug`, one is made from the name."""

    name: Annotated[RequiredLine, StringConstraints(max_length=120)]
    slug: NewSlug | None = None
    summary: Localised = Localised()


class ProgrammeOut(Found):
    slug: str
    name: str
    summary: dict[str, str]
    created_at: datetime
