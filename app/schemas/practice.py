"""Practice sheets, their authors, what others made of them: what comes in and what goes out."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from app.models.commons import PracticeSource, PracticeStatus
from app.schemas.base import Found, In, Line, LongText, Out, Reason, RequiredLine, RequiredText

Tag = Annotated[Line, StringConstraints(max_length=80)]
Place = Annotated[Line, StringConstraints(max_length=120)]
Part = Annotated[LongText, StringConstraints(max_length=4000)]
Licence = Literal["CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"]


class PracticeDraftIn(In):
    """What a sheet starts from: one's shared debrief, a published prototype (its team's id), an incubation, a reuse."""

    source: PracticeSource
    source_id: UUID


class PracticeIn(In):
    """The text of a sheet, and by what it can be found."""

    title: Annotated[RequiredLine, StringConstraints(min_length=3)]
    context: Part = ""
    problem: Part = ""
    what_was_done: LongText = ""
    what_it_takes: Part = ""
    what_failed: Part = ""
    theme: Tag = ""
    public: Tag = ""
    method: Tag = ""
    territory: Place = ""
    language: Literal["fr", "en"] = "fr"
    licence: Licence = "CC-BY-SA-4.0"


class AuthorIn(In):
    """Somebody who did the work, to be asked for their consent."""

    person_id: UUID


class AnswerIn(In):
    """An author's answer: yes and under which name, or no."""

    agrees: bool
    credited_as: Annotated[Line, StringConstraints(max_length=120)] = ""


class WithdrawalIn(In):
    """Why a sheet is taken back; everybody will read it."""

    reason: Annotated[Reason, StringConstraints(max_length=500)]


class ReuseIn(In):
    """Tried here, changed this, it gave that."""

    community: RequiredLine
    territory: Annotated[Place, StringConstraints(min_length=1)]
    kept: RequiredText
    changed: RequiredText
    gave: RequiredText


class ReuseOut(Found):
    """What another community made of a practice."""

    created_at: datetime
    community: str
    territory: str
    kept: str
    changed: str
    gave: str
    child: str | None


class PracticeSummary(Found):
    """A sheet in a list."""

    slug: str
    title: str
    theme: str
    public: str
    method: str
    territory: str
    language: str
    licence: str
    published_at: datetime | None
    reuses: int


class PracticeOut(PracticeSummary):
    """A whole sheet, with those who agreed to be named."""

    status: PracticeStatus
    source: PracticeSource
    context: str
    problem: str
    what_was_done: str
    what_it_takes: str
    what_failed: str
    authors: list[str]
    parent: str | None


class PracticeRow(Found):
    """A sheet after a change."""

    slug: str
    status: PracticeStatus
    title: str
    licence: str
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class AuthorRow(Found):
    """A question to an author and its answer."""

    person_id: UUID
    credited_as: str
    asked_at: datetime
    agreed_at: datetime | None
    refused_at: datetime | None


class ReuseRow(Found):
    """A reuse as it was told."""

    created_at: datetime
    community: str
    territory: str
    kept: str
    changed: str
    gave: str


class AuthorOut(Found):
    """Somebody asked, as the authors of a draft see it."""

    person_id: UUID
    name: str
    credited_as: str
    asked_at: datetime
    agreed_at: datetime | None
    refused_at: datetime | None


class TreeOut(Out):
    """A sheet or a reuse in the family tree."""

    slug: str | None
    title: str
    territory: str
    kind: Literal["practice", "withdrawn", "reuse"]
    children: list["TreeOut"]
