"""The commons: practice sheets with their authors' consent, and what others made of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from app.models.base import SHARED, SYSTEM, Dated, Row, choice, ref, text


class PracticeStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PracticeSource(StrEnum):
    DEBRIEF = "debrief"
    PROTOTYPE = "prototype"
    INCUBATION = "incubation"
    REUSE = "reuse"


class Practice(Dated, table=True):
    """A practice sheet: what was done, what it takes, what failed."""

    slug: str = text(80, SHARED, unique=True)
    status: PracticeStatus = choice(PracticeStatus, default=PracticeStatus.DRAFT, index=True)
    title: str = text(160, SHARED)
    context: str = text(4000, SHARED, default="")
    problem: str = text(4000, SHARED, default="")
    what_was_done: str = text(8000, SHARED, default="")
    what_it_takes: str = text(4000, SHARED, default="")
    what_failed: str = text(4000, SHARED, default="")
    theme: str = text(80, SHARED, default="")
    public: str = text(80, SHARED, default="")
    method: str = text(80, SHARED, default="")
    territory: str = text(120, SHARED, default="")
    language: str = text(2, SHARED, default="fr")
    licence: str = text(40, SHARED, default="CC-BY-SA-4.0")
    source: PracticeSource = choice(PracticeSource)
    source_id: UUID | None = None
    hackathon_id: UUID | None = ref("hackathon", default=None)
    # The sheet that this one grew from, when it came of a reuse.
    parent_id: UUID | None = ref("practice", default=None)
    created_by_id: UUID | None = ref("person", default=None, index=False)
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = text(500, SHARED, default=None)
    is_demo: bool = False


class Author(Row, table=True):
    """A person asked to put their name under a sheet; nothing is published before all agreed."""

    __table_args__ = (sa.UniqueConstraint("practice_id", "person_id"),)

    practice_id: UUID = ref("practice")
    person_id: UUID = ref("person")
    credited_as: str = text(120, SHARED, default="")
    asked_at: datetime
    agreed_at: datetime | None = None
    refused_at: datetime | None = None


class Reuse(Dated, table=True):
    """Another community's account: tried here, changed this, it gave that."""

    practice_id: UUID = ref("practice")
    person_id: UUID | None = ref("person", default=None, index=False)
    community: str = text(160, SHARED)
    territory: str = text(120, SHARED)
    kept: str = text(2000, SHARED, default="")
    changed: str = text(2000, SHARED)
    gave: str = text(2000, SHARED)
    # The sheet that grew from this reuse, once somebody wrote one.
    child_id: UUID | None = ref("practice", default=None, index=False)


class PracticeWord(Row, table=True):
    """A word of a published sheet, without accents and reduced to its stem, for the search of both engines."""

    __tablename__ = "practice_word"
    __table_args__ = (sa.UniqueConstraint("practice_id", "stem"), sa.Index("ix_practice_word_stem", "stem"))

    practice_id: UUID = ref("practice", index=False)
    stem: str = text(60, SYSTEM)
    weight: int = 1
