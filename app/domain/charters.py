"""The charter: published in versions, signed by each person and version, organisers included. (P6)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.charter import Charter, CharterAdhesion
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import charters
from app.schemas.charter import CharterIn

CHARTER_REPLACED: Final = code("charter_replaced", 409)
CHARTER_SAME: Final = code("charter_same", 409)


def publish(db: Session, actor: Person, hackathon: Hackathon, draft: CharterIn, *, at: datetime) -> Charter:
    """Publish a new version; every signature under an older one is asked for again."""
    require(db, actor, Action.PUBLISH_CHARTER, hackathon, at=at)
    before = charters.current(db, hackathon)
    body = {locale: text for locale, text in draft.body.model_dump().items() if text}
    if before is not None and before.body == body:
        raise refuse(CHARTER_SAME, N_("This is the text in force already. Change it before publishing a new version."))
    charter = Charter(
        hackathon_id=hackathon.id,
        version=before.version + 1 if before else 1,
        body=body,
        published_by_id=actor.id,
        created_at=at,
    )
    db.add(charter)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.PUBLISH_CHARTER, charter, at=at, version=charter.version)
    return charter


def sign(db: Session, actor: Person, charter: Charter, *, at: datetime) -> CharterAdhesion:
    """Sign the version in force; signing it twice is no error, signing an older one is (`charter_replaced`)."""
    require(db, actor, Action.SIGN_CHARTER, charter, at=at)
    newest = charters.current(db, db.get_one(Hackathon, charter.hackathon_id))
    if newest is None or newest.id != charter.id:
        raise refuse(CHARTER_REPLACED, N_("A new version was published meanwhile. Read it here, then sign it."))
    if found := charters.adhesion(db, actor, charter):
        return found
    adhesion = CharterAdhesion(charter_id=charter.id, person_id=actor.id, signed_at=at)
    db.add(adhesion)
    db.flush()
    journal.record(db, charter.hackathon_id, actor, Action.SIGN_CHARTER, charter, at=at, version=charter.version)
    return adhesion
