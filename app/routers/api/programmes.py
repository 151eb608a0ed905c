"""Programmes and the hackathons made in them. (P1)"""

from collections.abc import Sequence
from uuid import UUID

from app.domain import hackathons, invitations, programmes
from app.domain.policy import Action
from app.models.hackathon import Hackathon, Programme
from app.models.person import Invitation
from app.queries import programmes as queries
from app.schemas.hackathon import HackathonIn, HackathonOut
from app.schemas.invitation import InvitationOut, OrganiserIn
from app.schemas.programme import ProgrammeIn, ProgrammeOut
from app.web.caller import Act, CallerDep, Now
from app.web.keyset import SliceDep
from app.web.router import PUBLIC, Router, acting

router = Router(tags=["programmes"])


@router.get("/programmes", access=PUBLIC, response_model=list[ProgrammeOut])
def list_programmes(caller: CallerDep, part: SliceDep) -> Sequence[Programme]:
    """List the programmes that one may see, the newest first."""
    return part.linked(queries.listed(caller.db, caller.me, after=part.after, limit=part.limit))


@router.post("/programmes", access=acting(Action.CREATE_PROGRAMME), response_model=ProgrammeOut, status_code=201)
def create_programme(draft: ProgrammeIn, act: Act, now: Now) -> Programme:
    """Start a programme; whoever does becomes its organiser."""
    return act(lambda db, me: programmes.create(db, me, draft, at=now))


@router.get("/programmes/{programme_id}", access=PUBLIC, response_model=ProgrammeOut)
def read_programme(programme_id: UUID, caller: CallerDep) -> Programme:
    """Return one programme."""
    return queries.by_id(caller.db, caller.me, programme_id)


@router.post(
    "/programmes/{programme_id}/hackathons",
    access=acting(Action.CREATE_HACKATHON),
    response_model=HackathonOut,
    status_code=201,
)
def create_hackathon(programme_id: UUID, draft: HackathonIn, act: Act, now: Now) -> Hackathon:
    """Make a hackathon from a blueprint; dates, run of show, check-list and first site follow from its start."""
    return act(lambda db, me: hackathons.create(db, me, queries.for_change(db, me, programme_id), draft, at=now))


@router.post(
    "/programmes/{programme_id}/invitations", access=acting(Action.INVITE), response_model=InvitationOut, status_code=201
)
def invite_organiser(programme_id: UUID, asked: OrganiserIn, act: Act, now: Now) -> Invitation:
    """Offer to organise the whole programme."""
    return act(
        lambda db, me: invitations.invite_to_programme(
            db, me, queries.for_change(db, me, programme_id), asked.email, locale=asked.locale, at=now
        )
    )
