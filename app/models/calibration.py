"""The example that all jurors of a round score before it opens; no result ever reads it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app.models.base import FACT, PRACTISED, Dated, Row, json, localised, ref, text


class Example(Dated, table=True):
    """An invented team, to score with the grid of a round, and what the organisers would have said if they said it."""

    rubric_id: UUID = ref("rubric", unique=True, index=False)
    created_by_id: UUID = ref("person", index=False)
    title: dict[str, str] = localised()
    body: dict[str, str] = localised()
    link: str = text(300, FACT, default="")
    # {"<criterion>": {"level": 3, "reason": {"fr": …, "en": …}}}
    reference: dict[str, Any] = json(FACT, default_factory=dict)


class ExampleSheet(Row, table=True):
    """One juror's marks on the example, given once; of a grid that was changed since they are nothing."""

    __tablename__ = "example_sheet"
    __table_args__ = (sa.UniqueConstraint("rubric_id", "person_id"),)

    rubric_id: UUID = ref("rubric", index=False)
    person_id: UUID = ref("person", index=False)
    # Levels by the id of their criterion.
    marks: dict[str, int] = json(PRACTISED, default_factory=dict)
    answered_at: datetime
