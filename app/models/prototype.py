"""Prototypes: the working copy of a team, the versions handed in, their files and receipts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, SYSTEM, WORK, Dated, Row, json, ref, text


class PrototypeDraft(Row, table=True):
    """The working copy of a team, changed with a compare-and-set on its revision."""

    __tablename__ = "prototype_draft"

    team_id: UUID = ref("team", unique=True, index=False)
    name: str = text(120, WORK, default="")
    content: str = text(20000, WORK, default="")
    budget: str = text(8000, WORK, default="")
    deployment: str = text(8000, WORK, default="")
    serves_why: str = text(2000, WORK, default="")
    links: list[str] = json(WORK, default_factory=list)
    licence: str = text(40, FACT, default="CC-BY-SA-4.0")
    revision: int = 1
    saved_at: datetime
    saved_by_id: UUID | None = ref("person", default=None, index=False)


class StoredFile(Dated, table=True):
    """A file whose bytes are kept under their SHA-256."""

    __tablename__ = "stored_file"

    team_id: UUID = ref("team")
    sha256: str = text(64, SYSTEM, index=True)
    name: str = text(160, WORK)
    media_type: str = text(80, FACT)
    size: int
    uploaded_by_id: UUID | None = ref("person", default=None, index=False)
    removed_at: datetime | None = None


class Prototype(Row, table=True):
    """A version handed in: never changed, with the time of its receipt and its fingerprint."""

    __table_args__ = (sa.UniqueConstraint("team_id", "version"),)

    team_id: UUID = ref("team", index=False)
    version: int
    name: str = text(120, WORK)
    content: str = text(20000, WORK)
    budget: str = text(8000, WORK)
    deployment: str = text(8000, WORK)
    serves_why: str = text(2000, WORK)
    links: list[str] = json(WORK, default_factory=list)
    licence: str = text(40, FACT)
    # [{"id", "name", "sha256", "size", "media_type"}], as they were when it was handed in.
    files: list[dict[str, Any]] = json(WORK, default_factory=list)
    sha256: str = text(64, SYSTEM)
    submitted_at: datetime
    submitted_by_id: UUID | None = ref("person", default=None, index=False)
    late: bool = False


class Extension(Dated, table=True):
    """A later deadline for one team, with its reason."""

    team_id: UUID = ref("team")
    until: datetime
    reason: str = text(1000, WORK)
    given_by_id: UUID | None = ref("person", default=None, index=False)
