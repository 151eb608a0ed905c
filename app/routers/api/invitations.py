"""Invitations to roles, and who holds them. (P1, P5)"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import invitations
from app.domain.policy import Action
from app.models.person import Invitation, Person, RoleHeld
from app.queries import hackathons, organiser
from app.queries import invitations as queries
from app.schemas.invitation import AcceptIn, InvitationIn, InvitationOut, RoleOut
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["invitations"])


@router.get("/hackathons/{hackathon_id}/invitations", access=SIGNED_IN, response_model=list[InvitationOut])
def list_invitations(hackathon_id: UUID, caller: CallerDep) -> Sequence[Any]:
    """List the invitations of a hackathon, the newest first, answered or not."""
    hackathon = organiser.desk_by_id(caller.db, caller.person, hackathon_id)
    return queries.of_hackathon(caller.db, hackathon.id, limit=100)


@router.post(
    "/hackathons/{hackathon_id}/invitations", access=acting(Action.INVITE), response_model=InvitationOut, status_code=201
)
def create_invitation(hackathon_id: UUID, asked: InvitationIn, act: Act, now: Now) -> Invitation:
    """Offer a role to an address; one that waits for its answer is sent again instead."""
    return act(lambda db, me: invitations.invite(db, me, hackathons.for_change(db, me, hackathon_id), asked, at=now))


@router.post("/invitations/{invitation_id}/resend", access=acting(Action.RESEND_INVITATION), response_model=InvitationOut)
def resend_invitation(invitation_id: UUID, act: Act, now: Now) -> Invitation:
    """Send the mail again, with two weeks from now."""
    return act(lambda db, me: invitations.resend(db, me, queries.for_change(db, me, invitation_id), at=now))


@router.delete("/invitations/{invitation_id}", access=acting(Action.REVOKE_INVITATION), status_code=204)
def revoke_invitation(invitation_id: UUID, act: Act, now: Now) -> None:
    """Take an invitation back; its link then opens nothing."""
    act(lambda db, me: invitations.revoke(db, me, queries.for_change(db, me, invitation_id), at=now))


@router.post("/invitations/{invitation_id}/accept", access=acting(Action.ACCEPT_INVITATION), response_model=RoleOut)
def accept_invitation(invitation_id: UUID, given: AcceptIn, act: Act, now: Now, caller: CallerDep) -> RoleHeld:
    """Take the role that the link in the mail offers; it works once."""
    key = caller.services.key

    def unit(db: Db, me: Person) -> RoleHeld:
        return invitations.accept(db, me, queries.locked(db, invitation_id), given.token, key=key, at=now)

    return act(unit)


@router.post("/invitations/{invitation_id}/decline", access=PUBLIC, status_code=204)
def decline_invitation(invitation_id: UUID, given: AcceptIn, now: Now, caller: CallerDep) -> None:
    """Say no to what the link in the mail offers; no account is needed."""
    key = caller.services.key

    def unit(db: Db) -> Invitation:
        return invitations.decline(db, None, queries.locked(db, invitation_id), given.token, key=key, at=now)

    caller.act_as_anyone(unit)


@router.get("/hackathons/{hackathon_id}/roles", access=SIGNED_IN, response_model=list[RoleOut])
def list_roles(hackathon_id: UUID, caller: CallerDep) -> Sequence[Any]:
    """List who holds which role in a hackathon now, participants apart."""
    return organiser.people(caller.db, organiser.desk_by_id(caller.db, caller.person, hackathon_id))


@router.delete("/roles/{role_id}", access=acting(Action.END_ROLE), status_code=204)
def end_role(role_id: UUID, act: Act, now: Now) -> None:
    """End a role; a hackathon keeps at least one organiser."""
    act(lambda db, me: invitations.end_role(db, me, *organiser.role_for_change(db, me, role_id), at=now))
