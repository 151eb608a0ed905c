"""Shapes of the example that a jury scores before a round: its text, the answers, how they spread."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.schemas.base import In, Localised, Out, Url
from app.schemas.jury import QUESTIONS, Level


class ReferenceIn(In):
    """What the organisers would have given, and why."""

    level: Level
    reason: Localised = Localised()


class ExampleIn(In):
    title: Localised
    body: Localised
    link: Url = ""
    reference: Annotated[dict[UUID, ReferenceIn], Field(default_factory=dict, max_length=QUESTIONS)]


class ExampleForm(In):
    """The example as its page sends it; the reference comes in fields of its own."""

    title: Localised = Localised()
    body: Localised = Localised()
    link: Url = ""


def reference_in(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reference of a sent page: fields named `level.<criterion>` and `reason.<criterion>.<language>`."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name.startswith("level.") and value != "":
            key = name.removeprefix("level.")
            reason = {code: fields.get(f"reason.{key}.{code}") or "" for code in ("fr", "en")}
            found[key] = {"level": value, "reason": reason}
    return found


class ExampleAnswerIn(In):
    """One's marks on the example, given once."""

    marks: Annotated[dict[UUID, Level], Field(default_factory=dict, max_length=QUESTIONS)]


class SpreadOut(Out):
    """How a jury spread on one criterion: how many gave each level, who stays unsaid. `own`: the caller's mark."""

    criterion_id: UUID
    counts: dict[int, int]
    own: int | None
    reference: int | None
    reason: dict[str, str]
    talk: bool = Field(description="Two levels or more lie between the marks: talk about this criterion before you start.")


class ExampleOut(Out):
    """The example of a round. Reference and spread are there for who may see them: a juror after their own answer."""

    round_id: UUID
    title: dict[str, str]
    body: dict[str, str]
    link: str
    closed: bool = Field(description="The scoring of the round is open: nothing changes any more.")
    answered_at: datetime | None
    answers: int
    spread: list[SpreadOut] | None


class AnsweredOut(Out):
    """Who scored the example; for organisers."""

    person_id: UUID
    name: str
    answered: bool
