"""Six months of care for each retained solution: an owner, milestones, reviews, an outcome. (A1)"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal
from app.domain.policy import Action
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation
from app.models.journal import StreamKind
from app.models.person import Person


def open_for(  # noqa: PLR0917 - the publication names every one of them
    db: Db, actor: Person, hackathon: Hackathon, challenge_id: UUID, team_id: UUID, title: str, *, at: datetime
) -> Incubation:
    """Open the incubation of a retained solution, once per team; it waits for an owner and gives nothing else.

    Called by the publication of results, under the hackathon's lock; publication's own rule says who may.
    """
    found = db.exec(select(Incubation).where(Incubation.team_id == team_id)).first()
    if found is not None:
        return found
    incubation = Incubation(
        hackathon_id=hackathon.id, challenge_id=challenge_id, team_id=team_id, title=title.strip()[:160], created_at=at
    )
    db.add(incubation)
    journal.open_stream(db, incubation.id, StreamKind.INCUBATION)
    journal.record(db, incubation.id, actor, Action.OPEN_INCUBATION, incubation, at=at, hackathon_id=hackathon.id)
    return incubation
