"""Announcements: short messages from the organisers to everybody who takes part. (P7)"""

from datetime import datetime

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.models.hackathon import Announcement, Hackathon
from app.models.person import Person
from app.schemas.hackathon import AnnouncementIn


def announce(db: Session, actor: Person, hackathon: Hackathon, draft: AnnouncementIn, *, at: datetime) -> Announcement:
    """Tell everybody who takes part; it shows at once in every room and on the projection screen."""
    require(db, actor, Action.ANNOUNCE, hackathon, at=at)
    made = Announcement(hackathon_id=hackathon.id, person_id=actor.id, body=draft.body, created_at=at)
    db.add(made)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.ANNOUNCE, made, at=at)
    return made
