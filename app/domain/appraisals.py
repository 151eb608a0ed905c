"""Reviewers mark applications; their marks are made comparable before anybody compares them. (P3)"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.application import Application, Appraisal
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import appraisals as queries
from app.schemas.appraisal import AppraisalIn
from app.science.appraisals import Level, Mark, levels

TIED: Final = code("reviewer_tied", 409)


def appraise(db: Session, actor: Person, application: Application, draft: AppraisalIn, *, at: datetime) -> Appraisal:
    """Give an application one's mark, or change it. Refused: one's own, or somebody's of one's own organisation."""
    require(db, actor, Action.APPRAISE, application, at=at)
    if queries.tied(db, actor, application):
        raise refuse(TIED, N_("This application is yours, or comes from your own organisation: leave it to the other readers."))
    found = queries.mine(db, actor, application)
    if found is None:
        found = Appraisal(
            application_id=application.id,
            hackathon_id=application.hackathon_id,
            reviewer_id=actor.id,
            mark=draft.mark,
            revised_at=at,
            created_at=at,
        )
    elif (found.mark, found.remark) == (draft.mark, draft.remark):
        return found
    found.mark, found.remark, found.revised_at = draft.mark, draft.remark, at
    db.add(found)
    db.flush()
    # What the mark is stays between the reviewer and the organisers: the journal says that there is one.
    journal.record(db, application.hackathon_id, actor, Action.APPRAISE, found, at=at, application_id=application.id)
    return found


def standing(db: Session, hackathon: Hackathon) -> Mapping[UUID, Level]:
    """Return the level of each application that reviewers marked."""
    return levels([Mark(row.reviewer_id, row.application_id, row.mark) for row in queries.marks(db, hackathon)])
