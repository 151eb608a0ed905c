"""Shapes of prototypes, their files and receipts, and of more time for one team."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from app.schemas.base import Found, In, Line, LongText, Out, Reason, Text, Url, _clean

Licence = Literal["CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"]
Content = Annotated[str, BeforeValidator(_clean), StringConstraints(max_length=20000)]


class DraftIn(In):
    """The whole working copy; a part left out is empty."""

    name: Annotated[Line, StringConstraints(max_length=120)] = ""
    content: Content = ""
    budget: LongText = ""
    deployment: LongText = ""
    serves_why: Text = ""
    links: Annotated[list[Url], Field(default_factory=list, max_length=8)]
    licence: Licence = "CC-BY-SA-4.0"


class DraftForm(DraftIn):
    """The working copy as its page sends it, with the revision that the page was made from."""

    revision: Annotated[int, Field(ge=0)] = 0


class FileOut(Found):
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str


class DraftOut(Out):
    """The working copy of a team; `revision` 0 means that nothing was saved yet."""

    team_id: UUID
    name: str
    content: str
    budget: str
    deployment: str
    serves_why: str
    links: list[str]
    licence: str
    revision: int
    saved_at: datetime | None
    files: list[FileOut]
    missing: list[str] = Field(description="Required parts that are still empty.")
    closes_at: datetime | None = Field(description="The team's own deadline, its extension included.")


class ReceiptOut(Found):
    """What was handed in, when it arrived, and its fingerprint."""

    team_id: UUID
    version: int
    submitted_at: datetime
    sha256: str
    late: bool
    counts: bool = Field(description="Whether this is the version that the jury reads.")


class PrototypeOut(ReceiptOut):
    name: str
    content: str
    budget: str
    deployment: str
    serves_why: str
    links: list[str]
    licence: str
    files: list[dict[str, Any]]


class ExtensionIn(In):
    """A later deadline for one team, on the hackathon's clock or with an offset, and why."""

    until: datetime
    reason: Reason


class ExtensionOut(Found):
    team_id: UUID
    until: datetime
    reason: str


class SubmissionRow(Out):
    """One team in the organisers' list."""

    team_id: UUID
    team: str
    challenge: str
    version: int | None
    submitted_at: datetime | None
    late: bool | None
    extended_until: datetime | None
    saved_at: datetime | None


class DebriefIn(In):
    """What a person learned to know, to do and to be."""

    to_know: Annotated[LongText, StringConstraints(max_length=4000)] = ""
    to_do: Annotated[LongText, StringConstraints(max_length=4000)] = ""
    to_be: Annotated[LongText, StringConstraints(max_length=4000)] = ""


class DebriefOut(Found):
    hackathon_id: UUID
    to_know: str
    to_do: str
    to_be: str
    shared_at: datetime | None


class SharedDebrief(Out):
    """What somebody chose to share; nothing says who."""

    team: str = Field(description="Empty for those who were around the teams.")
    to_know: str
    to_do: str
    to_be: str
