"""The charter of a hackathon, versioned, and who signed which version."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, Dated, Row, localised, ref


class Charter(Dated, table=True):
    """One version of the rules that everybody lives by, organisers included."""

    __table_args__ = (sa.UniqueConstraint("hackathon_id", "version"),)

    hackathon_id: UUID = ref("hackathon")
    version: int
    body: dict[str, str] = localised(FACT)
    published_by_id: UUID | None = ref("person", default=None, index=False)


class CharterAdhesion(Row, table=True):
    """One person's signature under one version."""

    __tablename__ = "charter_adhesion"
    __table_args__ = (sa.UniqueConstraint("person_id", "charter_id"),)

    charter_id: UUID = ref("charter")
    person_id: UUID = ref("person")
    signed_at: datetime
