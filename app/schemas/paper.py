"""Shapes of paper sheets: what is printed, what is typed from it, and what people say about that."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.models.paper import PaperAnswer, PaperState
from app.schemas.base import Found, In, Out, Reason, Text
from app.schemas.jury import QUESTIONS, Level

Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class PrintIn(In):
    """For whom sheets are printed; without either, for the whole round."""

    juror_id: UUID | None = None
    team_id: UUID | None = None


class PaperOut(Found):
    """A printed sheet. States: printed, entered, waiting (two copies differ), contested."""

    code: str
    challenge_id: UUID
    round_id: UUID
    juror_id: UUID
    team_id: UUID
    printed_at: datetime
    state: str


class PaperIn(In):
    """What stands on a paper sheet; every criterion but a bonus needs its mark."""

    marks: Annotated[dict[UUID, Level], Field(default_factory=dict, max_length=QUESTIONS)]
    great: Text = ""
    think_about: Text = ""
    signed_at: datetime = Field(description="As written on the paper; without an offset, on the hackathon's own clock.")
    untied: bool = Field(
        default=False, description="The juror ticked that nothing ties them to the team; needed where they never said so here."
    )


class PaperForm(PaperIn):
    """A paper sheet as its page sends it."""

    code: Code


class CopyOut(Out):
    """Marks and words of one copy of a sheet."""

    marks: dict[UUID, int]
    great: str
    think_about: str


class PaperEntryOut(Found):
    """A typed copy and what became of it, without its marks."""

    code: str
    juror_id: UUID
    team_id: UUID
    entered_by_id: UUID
    entered_at: datetime
    signed_at: datetime
    state: PaperState
    answer: PaperAnswer | None


class PaperCopiesOut(PaperEntryOut):
    """A typed copy beside the one that is stored, to those who may see both; else both are null."""

    typed: CopyOut | None
    stored: CopyOut | None


class SettleIn(In):
    keep: Literal["typed", "stored"]
    reason: Reason


class PaperAnswerIn(In):
    answer: PaperAnswer
    note: Annotated[Text, StringConstraints(max_length=1000)] = ""
