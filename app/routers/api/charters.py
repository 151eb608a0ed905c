"""The charter of a hackathon and its signatures. (P6)"""

from uuid import UUID

from sqlmodel import Session as Db

from app.domain import charters as verbs
from app.domain.policy import Action
from app.models.charter import Charter, CharterAdhesion
from app.models.person import Person
from app.queries import charters, hackathons
from app.schemas.charter import AdhesionOut, CharterIn, CharterOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, Router, acting

router = Router(tags=["charters"])


@router.get("/hackathons/{hackathon_id}/charters", access=PUBLIC, response_model=list[CharterOut])
def list_charters(hackathon_id: UUID, caller: CallerDep) -> list[Charter]:
    """List the versions of the charter, the one in force first."""
    return charters.listed(caller.db, hackathons.by_id(caller.db, caller.me, hackathon_id))


@router.get("/charters/{charter_id}", access=PUBLIC, response_model=CharterOut)
def read_charter(charter_id: UUID, caller: CallerDep) -> Charter:
    """Return one version of a charter."""
    return charters.by_id(caller.db, caller.me, charter_id)


@router.post(
    "/hackathons/{hackathon_id}/charters", access=acting(Action.PUBLISH_CHARTER), response_model=CharterOut, status_code=201
)
def publish_charter(hackathon_id: UUID, draft: CharterIn, act: Act, now: Now) -> Charter:
    """Publish a new version; everybody is asked to sign again."""

    def unit(db: Db, me: Person) -> Charter:
        return verbs.publish(db, me, hackathons.for_change(db, me, hackathon_id), draft, at=now)

    return act(unit)


@router.post("/charters/{charter_id}/adhesions", access=acting(Action.SIGN_CHARTER), response_model=AdhesionOut, status_code=201)
def sign_charter(charter_id: UUID, act: Act, now: Now) -> CharterAdhesion:
    """Sign the version in force; signing it twice is no error."""
    return act(lambda db, me: verbs.sign(db, me, charters.for_change(db, me, charter_id), at=now))
