"""Invitations to a role, by mail: offered, sent again, taken back, accepted once. (P1, P5)"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, select

from app.domain import journal, organisations, roles
from app.domain.policy import Action, require
from app.errors import INVALID, NotFound, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon, Programme, Sponsorship
from app.models.organisation import Sector
from app.models.person import Invitation, Person, Role, RoleHeld, Within
from app.queries import invitations as queries
from app.queries import organiser
from app.queries.roles import people_with
from app.schemas.invitation import InvitationIn, InvitationsIn, split
from app.security import derived_token, email_key, same

DAYS: Final = timedelta(days=14)
INVITATION_ENDED: Final = code("invitation_ended", 409)
LAST_ORGANISER: Final = code("last_organiser", 409)

# What an invitation can offer, and within what; participants apply, volunteers and leads come with an incubation.
OFFERS: Final[dict[Role, Within]] = {
    Role.ORGANISER: Within.HACKATHON,
    Role.PROJECT_HOLDER: Within.CHALLENGE,
    Role.COACH: Within.HACKATHON,
    Role.DESIGNER: Within.HACKATHON,
    Role.WITNESS: Within.HACKATHON,
    Role.MENTOR: Within.HACKATHON,
    Role.VOLUNTEER: Within.HACKATHON,
    Role.REVIEWER: Within.HACKATHON,
    Role.LOGISTICS: Within.HACKATHON,
    Role.JUROR: Within.CHALLENGE,
    Role.SPONSOR: Within.ORGANISATION,
    Role.SPONSOR_VOLUNTEER: Within.HACKATHON,
    Role.OBSERVER: Within.HACKATHON,
    Role.GUARANTOR: Within.HACKATHON,
    Role.COMMONS_EDITOR: Within.HACKATHON,
}


def invite(db: Session, actor: Person, hackathon: Hackathon, asked: InvitationIn, *, at: datetime) -> Invitation:
    """Offer a role to an address; one that waits for its answer already is sent again instead."""
    require(db, actor, Action.INVITE, hackathon, at=at)
    within, within_id, organisation_id = _place(db, hackathon, asked, at=at)
    key = email_key(asked.email)
    if waiting := queries.still_open(db, key, asked.role, within_id):
        return resend(db, actor, waiting, at=at)
    invitation = Invitation(
        email=asked.email,
        email_key=key,
        locale=asked.locale,
        role=asked.role,
        within=within,
        within_id=within_id,
        hackathon_id=hackathon.id,
        organisation_id=organisation_id,
        invited_by_id=actor.id,
        expires_at=at + DAYS,
        created_at=at,
    )
    db.add(invitation)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.INVITE, invitation, at=at, role=asked.role, within_id=within_id)
    return invitation


def invite_several(db: Session, actor: Person, hackathon: Hackathon, asked: InvitationsIn, *, at: datetime) -> int:
    """Offer one role to several addresses, all or none; return how many."""
    addresses = split(asked.emails)
    shared = asked.model_dump(exclude={"emails"})
    for address in addresses:
        invite(db, actor, hackathon, InvitationIn(email=address, **shared), at=at)
    return len(addresses)


def invite_to_programme(
    db: Session, actor: Person, programme: Programme, email: str, *, locale: str = "fr", at: datetime
) -> Invitation:
    """Offer to organise the whole programme."""
    require(db, actor, Action.INVITE, programme, at=at)
    key = email_key(email)
    if waiting := queries.still_open(db, key, Role.ORGANISER, programme.id):
        return resend(db, actor, waiting, at=at)
    invitation = Invitation(
        email=email,
        email_key=key,
        locale=locale,
        role=Role.ORGANISER,
        within=Within.PROGRAMME,
        within_id=programme.id,
        invited_by_id=actor.id,
        expires_at=at + DAYS,
        created_at=at,
    )
    db.add(invitation)
    db.flush()
    journal.record(db, programme.id, actor, Action.INVITE, invitation, at=at, role=Role.ORGANISER, within_id=programme.id)
    return invitation


def _place(db: Session, hackathon: Hackathon, asked: InvitationIn, *, at: datetime) -> tuple[Within, UUID, UUID | None]:
    """Return what the role is held within, and the organisation that it comes with."""
    within = OFFERS.get(asked.role)
    if within is None:
        raise refuse(INVALID, N_("One is not invited to this role: participants apply."), field_="role")
    if within is Within.CHALLENGE:
        known = [challenge_id for challenge_id, _ in organiser.invitable_challenges(db, hackathon.id)]
        chosen = asked.challenge_id or (known[0] if len(known) == 1 else None)
        if chosen is None or chosen not in known:
            raise refuse(INVALID, N_("Choose the challenge that this is about."), field_="challenge_id")
        return within, chosen, None
    if within is Within.ORGANISATION:
        if not asked.organisation:
            raise refuse(INVALID, N_("Write the name of the organisation that they come for."), field_="organisation")
        organisation = organisations.find_or_add(db, asked.organisation, Sector(asked.sector), at=at)
        return within, organisation.id, organisation.id
    return within, hackathon.id, None


def resend(db: Session, actor: Person, invitation: Invitation, *, at: datetime) -> Invitation:
    """Send the mail again, and give two weeks from now."""
    require(db, actor, Action.RESEND_INVITATION, _subject(db, invitation), at=at)
    _still_open(invitation, at, expiry=False)
    invitation.expires_at, invitation.reminded_at = at + DAYS, None
    db.add(invitation)
    db.flush()
    stream = queries.stream_of(invitation)
    journal.record(db, stream, actor, Action.RESEND_INVITATION, invitation, at=at, role=invitation.role)
    return invitation


def revoke(db: Session, actor: Person, invitation: Invitation, *, at: datetime) -> Invitation:
    """Take an invitation back; its link then opens nothing. One that was accepted stays."""
    require(db, actor, Action.REVOKE_INVITATION, _subject(db, invitation), at=at)
    if invitation.revoked_at is not None:
        return invitation
    _still_open(invitation, at, expiry=False)
    invitation.revoked_at = at
    db.add(invitation)
    db.flush()
    stream = queries.stream_of(invitation)
    journal.record(db, stream, actor, Action.REVOKE_INVITATION, invitation, at=at, role=invitation.role)
    return invitation


def decline(db: Session, actor: Person | None, invitation: Invitation, token: str, *, key: bytes, at: datetime) -> Invitation:
    """Say no to an invitation; whoever holds the link may, signed in or not, and saying it again changes nothing."""
    check_token(invitation, token, key)
    if invitation.declined_at is not None:
        return invitation
    require(db, actor, Action.DECLINE_INVITATION, invitation, at=at)
    _still_open(invitation, at, expiry=False)
    invitation.declined_at = at
    db.add(invitation)
    db.flush()
    stream = queries.stream_of(invitation)
    journal.record(db, stream, actor, Action.DECLINE_INVITATION, invitation, at=at, role=invitation.role)
    return invitation


def remind(db: Session, invitation_id: UUID, *, at: datetime) -> bool:
    """Recall an invitation once, at half of its time; False when it was answered or recalled meanwhile."""
    invitation = queries.locked(db, invitation_id)
    answered = invitation.accepted_at or invitation.revoked_at or invitation.declined_at
    if answered or invitation.reminded_at or invitation.expires_at <= at:
        return False
    invitation.reminded_at = at
    db.add(invitation)
    db.flush()
    stream = queries.stream_of(invitation)
    journal.record(db, stream, None, Action.REMIND_INVITATION, invitation, at=at, role=invitation.role)
    return True


def _subject(db: Session, invitation: Invitation) -> Hackathon | Programme | None:
    """Return what the inviter's role is held on: the hackathon, else the programme."""
    hackathon, programme = queries.place_of(db, invitation)
    return hackathon or programme


def check_token(invitation: Invitation, token: str, key: bytes) -> None:
    """Raise `NotFound` unless the token is the one of the invitation's link."""
    if not same(token, derived_token(key, "invitation", invitation.id)):
        raise NotFound


def accept(db: Session, actor: Person, invitation: Invitation, token: str, *, key: bytes, at: datetime) -> RoleHeld:
    """Take the role that is offered; whoever holds the link and is signed in may, once."""
    check_token(invitation, token, key)
    require(db, actor, Action.ACCEPT_INVITATION, invitation, at=at)
    if invitation.accepted_by_id != actor.id:
        _still_open(invitation, at, expiry=True)
    held = roles.give(
        db,
        actor,
        invitation.role,
        invitation.within,
        invitation.within_id,
        at=at,
        hackathon_id=invitation.hackathon_id,
        by=db.get(Person, invitation.invited_by_id),
    )
    if invitation.accepted_at is None:
        invitation.accepted_at, invitation.accepted_by_id = at, actor.id
        db.add(invitation)
        _sponsor(db, invitation, at)
        db.flush()
        stream = queries.stream_of(invitation)
        journal.record(db, stream, actor, Action.ACCEPT_INVITATION, invitation, at=at, role=invitation.role, role_id=held.id)
    return held


def _sponsor(db: Session, invitation: Invitation, at: datetime) -> None:
    """Count a sponsor's organisation among those that lend staff and skills to the hackathon."""
    if invitation.role is not Role.SPONSOR or not (invitation.hackathon_id and invitation.organisation_id):
        return
    here = select(Sponsorship).where(
        Sponsorship.hackathon_id == invitation.hackathon_id, Sponsorship.organisation_id == invitation.organisation_id
    )
    if db.exec(here).first() is None:
        db.add(Sponsorship(hackathon_id=invitation.hackathon_id, organisation_id=invitation.organisation_id, created_at=at))


def end_role(db: Session, actor: Person, hackathon: Hackathon, held: RoleHeld, *, at: datetime) -> RoleHeld:
    """End a role that somebody holds in a hackathon; its last organiser stays."""
    require(db, actor, Action.END_ROLE, hackathon, at=at)
    if held.role is Role.ORGANISER and held.within is Within.HACKATHON:
        left = people_with(db, [Role.ORGANISER], hackathon.id, hackathon.programme_id)
        if set(left) == {held.person_id}:
            raise refuse(LAST_ORGANISER, N_("A hackathon keeps at least one organiser. Invite another one first."))
    roles.end(db, held.person_id, held.role, held.within_id, at=at)
    journal.record(db, hackathon.id, actor, Action.END_ROLE, held, at=at, role=held.role, within_id=held.within_id)
    return held


def _still_open(invitation: Invitation, at: datetime, *, expiry: bool) -> None:
    if invitation.revoked_at is not None:
        raise refuse(INVITATION_ENDED, N_("This invitation was taken back. Ask whoever invited you for a new one."))
    if invitation.accepted_at is not None:
        raise refuse(INVITATION_ENDED, N_("This invitation has been accepted already; its link works once."))
    if invitation.declined_at is not None:
        raise refuse(INVITATION_ENDED, N_("This invitation was declined. Ask whoever invited you for a new one."))
    if expiry and invitation.expires_at <= at:
        raise refuse(INVITATION_ENDED, N_("This invitation has expired. Ask whoever invited you to send it again."))
