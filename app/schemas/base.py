"""Shapes of what comes in and what goes out: plain models, unknown fields refused, every text bounded."""

import re
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from app.i18n import N_

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _clean(value: object) -> object:
    """Refuse what PostgreSQL or a page cannot hold; give all line ends one form."""
    if isinstance(value, str):
        if CONTROL.search(value):
            raise PydanticCustomError("control_character", N_("This text holds a character that cannot be shown. Remove it."))
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


class In(BaseModel):
    """What a person or a program sends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Out(BaseModel):
    """What is sent back, read from rows or objects."""

    model_config = ConfigDict(from_attributes=True)


class Found(Out):
    """Something with an id."""

    id: UUID


Line = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=160, pattern=r"^[^\n]*$")]
RequiredLine = Annotated[Line, StringConstraints(min_length=1)]
Name = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=1, max_length=80, pattern=r"^[^\n]*$")]
Text = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=2000)]
RequiredText = Annotated[Text, StringConstraints(min_length=1)]
LongText = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=8000)]
Reason = Annotated[str, BeforeValidator(_clean), StringConstraints(min_length=3, max_length=1000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("timezone", N_("Choose a time zone from the list, for instance Europe/Paris."))
    return value


Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]


def _url(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
        raise PydanticCustomError("url", N_("Write a whole address, beginning with https://."))
    return value


Url = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=300), AfterValidator(_url)]


def in_zone(local: datetime, zone: str) -> datetime:
    """Return the moment that a clock in the zone means.

    A time that does not exist (spring) is refused; of a time that exists twice (autumn) the first is meant.
    """
    aware = local.replace(tzinfo=ZoneInfo(zone))
    if aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise PydanticCustomError("no_such_time", N_("Clocks skip this time on that night. Choose another."))
    return aware


class Localised(In):
    """A text in French and English; one of them is enough."""

    fr: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=8000)] = ""
    en: Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=8000)] = ""
