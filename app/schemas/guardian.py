"""Shapes of what somebody answers who answers for a person under fifteen."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from app.schemas.base import Found, In


class GuardianAnswerIn(In):
    """An answer, with the token of a mail's link: `consent` with the first, `confirm` with the second, `refuse` with either."""

    token: Annotated[str, StringConstraints(max_length=80)]
    answer: Literal["consent", "confirm", "refuse"]


class GuardianStateOut(Found):
    consented_at: datetime | None
    confirmed_at: datetime | None
    refused_at: datetime | None
