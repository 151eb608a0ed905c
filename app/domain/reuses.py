"""Reuses: another community tells what it kept, what it changed and what came of it; the authors hear of it. (A4)"""

from datetime import datetime

from sqlmodel import Session as Db

from app.domain import journal
from app.domain.policy import Action, require
from app.domain.practices import NOT_PUBLISHED
from app.errors import refuse
from app.i18n import N_
from app.models.commons import Practice, PracticeStatus, Reuse
from app.models.person import Person
from app.schemas.practice import ReuseIn


def report(db: Db, actor: Person, practice: Practice, told: ReuseIn, *, at: datetime) -> Reuse:
    """Tell how a published practice was used elsewhere; it shows on the sheet's page at once."""
    require(db, actor, Action.REPORT_REUSE, practice, at=at)
    if practice.status is not PracticeStatus.PUBLISHED:
        raise refuse(NOT_PUBLISHED, N_("Only a published sheet takes accounts of reuse."))
    reuse = Reuse(practice_id=practice.id, person_id=actor.id, created_at=at, **told.model_dump())
    db.add(reuse)
    journal.record(db, journal.COMMONS, actor, Action.REPORT_REUSE, reuse, at=at, practice_id=practice.id)
    return reuse
