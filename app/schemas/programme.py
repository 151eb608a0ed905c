"""Shapes of programmes."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from app.i18n import N_
from app.schemas.base import Found, In, Localised, RequiredLine, Slug


def _written(value: Localised) -> Localised:
    if not value.fr and not value.en:
        raise PydanticCustomError("localised", N_("Write this in French or in English, at best in both."))
    return value


def _one_line(value: Localised) -> Localised:
    for text in (value.fr, value.en):
        if len(text) > 160 or "\n" in text:  # noqa: PLR2004 - the length of a line
            raise PydanticCustomError("line", N_("Keep this to one line of 160 characters at most."))
    return value


LocalisedText = Annotated[Localised, AfterValidator(_written)]
LocalisedLine = Annotated[Localised, AfterValidator(_one_line)]
RequiredLocalisedLine = Annotated[LocalisedLine, AfterValidator(_written)]
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
