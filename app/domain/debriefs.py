"""What each person learned to know, to do and to be: theirs alone until they share it. (P12)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import Debrief, Membership
from app.queries import debriefs
from app.schemas.prototype import DebriefIn

NOTHING_WRITTEN: Final = code("debrief_empty", 409)


def write(db: Db, actor: Person, hackathon: Hackathon, given: DebriefIn, *, at: datetime) -> Debrief:
    """Write or change one's own debrief; what was shared stays shared as it is changed."""
    require(db, actor, Action.WRITE_DEBRIEF, hackathon, at=at)
    debrief = debriefs.mine(db, actor, hackathon)
    if debrief is None:
        last = select(Membership.team_id).where(Membership.hackathon_id == hackathon.id, Membership.person_id == actor.id)
        team_id = db.exec(last.order_by(col(Membership.joined_at).desc())).first()
        debrief = Debrief(hackathon_id=hackathon.id, person_id=actor.id, team_id=team_id, created_at=at)
    debrief.to_know, debrief.to_do, debrief.to_be = given.to_know, given.to_do, given.to_be
    db.add(debrief)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.WRITE_DEBRIEF, debrief, at=at)
    return debrief


def share(db: Db, actor: Person, hackathon: Hackathon, *, shared: bool, at: datetime) -> Debrief:
    """Share one's debrief with the organisers and for the commons, or take it back."""
    require(db, actor, Action.SHARE_DEBRIEF, hackathon, at=at)
    debrief = debriefs.mine(db, actor, hackathon)
    if debrief is None or not (debrief.to_know or debrief.to_do or debrief.to_be):
        raise refuse(NOTHING_WRITTEN, N_("Write something first; then you can share it."))
    debrief.shared_at = (debrief.shared_at or at) if shared else None
    db.add(debrief)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.SHARE_DEBRIEF, debrief, at=at, shared=shared)
    return debrief
