"""Times that people type, on the clock of the place they mean."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from app.errors import INVALID, refuse
from app.i18n import N_
from app.schemas.base import in_zone

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2200


def moment(value: datetime, zone: str, field_: str) -> datetime:
    """Return the moment in UTC: a time without an offset is on the zone's clock.

    A local time that the clocks skip, or one outside 2000-2200, is refused beside its field.
    """
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refuse(INVALID, N_("Choose a year between 2000 and 2200."), field_=field_)
    if value.tzinfo is None:
        try:
            value = in_zone(value, zone)
        except PydanticCustomError as error:
            raise refuse(INVALID, error.message_template, field_=field_) from None
    return value.astimezone(UTC)


def after(start: datetime, zone: str, minutes: int) -> datetime:
    """Return the moment whose wall clock in the zone reads so many minutes later; a skipped hour comes an hour later."""
    there = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (there + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
