"""The défi and its why: proposed from outside, scoped together, ready once its why is approved. (P2)"""

from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from app.domain import clocks, journal, organisations, roles
from app.domain.policy import Action, require
from app.errors import INVALID, STALE, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person, Role, Within
from app.models.team import Team
from app.schemas.challenge import ChallengeEdit, ChallengeIn

WHY_MISSING: Final = code("why_missing", 409)
WHY_UNAPPROVED: Final = code("why_unapproved", 409)
WRONG_STATUS: Final = code("wrong_status", 409)
HAS_TEAMS: Final = code("has_teams", 409)

# From which states each act leads to which.
MOVES: Final[dict[Action, tuple[frozenset[ChallengeStatus], ChallengeStatus]]] = {
    Action.START_SCOPING: (frozenset({ChallengeStatus.PROPOSED, ChallengeStatus.DECLINED}), ChallengeStatus.SCOPING),
    Action.MARK_CHALLENGE_READY: (frozenset({ChallengeStatus.SCOPING}), ChallengeStatus.READY),
    Action.DECLINE_CHALLENGE: (
        frozenset({ChallengeStatus.PROPOSED, ChallengeStatus.SCOPING, ChallengeStatus.READY}),
        ChallengeStatus.DECLINED,
    ),
    Action.WITHDRAW_CHALLENGE: (
        frozenset({ChallengeStatus.PROPOSED, ChallengeStatus.SCOPING, ChallengeStatus.READY}),
        ChallengeStatus.WITHDRAWN,
    ),
}
ENDED: Final = {ChallengeStatus.DECLINED, ChallengeStatus.WITHDRAWN}


def propose(db: Session, actor: Person, hackathon: Hackathon, draft: ChallengeIn, *, at: datetime) -> Challenge:
    """Propose a défi for an organisation, found by its name or added; the proposer becomes its project holder."""
    require(db, actor, Action.PROPOSE_CHALLENGE, hackathon, at=at)
    owner = organisations.find_or_add(db, draft.organisation, draft.sector, at=at)
    challenge = Challenge(
        hackathon_id=hackathon.id,
        proposed_by_id=actor.id,
        title=draft.title,
        theme=draft.theme,
        brief=draft.brief,
        why=draft.why,
        created_at=at,
    )
    db.add(challenge)
    db.flush()
    db.add(Beneficiary(challenge_id=challenge.id, organisation_id=owner.id, created_at=at))
    roles.give(db, actor, Role.PROJECT_HOLDER, Within.CHALLENGE, challenge.id, at=at, hackathon_id=hackathon.id)
    journal.record(db, hackathon.id, actor, Action.PROPOSE_CHALLENGE, challenge, at=at, organisation_id=owner.id)
    return challenge


def edit(db: Session, actor: Person, challenge: Challenge, draft: ChallengeEdit, *, revision: int, at: datetime) -> Challenge:
    """Write what was scoped, if the défi is still at the revision that the writer saw (`stale` otherwise).

    What is already written so is no change, whatever the revision: the button may follow a saving that is on its way.

    A why that changes loses its approval, and a défi that was ready goes back to scoping until it is approved again.
    """
    require(db, actor, Action.EDIT_CHALLENGE, challenge, at=at)
    if challenge.status in ENDED:
        raise _moved_on()
    changed = {name: value for name, value in draft.model_dump(exclude_unset=True).items() if getattr(challenge, name) != value}
    if not changed:
        return challenge
    _check_revision(challenge, revision)
    for name, value in changed.items():
        setattr(challenge, name, value)
    if "why" in changed:
        challenge.approved_at = challenge.approved_by_id = None
        if challenge.status is ChallengeStatus.READY:
            challenge.status = ChallengeStatus.SCOPING
    challenge.revision += 1
    db.add(challenge)
    journal.record(
        db, challenge.hackathon_id, actor, Action.EDIT_CHALLENGE, challenge, at=at,
        fields=sorted(changed), revision=challenge.revision, status=challenge.status,
    )  # fmt: skip
    return challenge


def approve_why(db: Session, actor: Person, challenge: Challenge, *, revision: int, at: datetime) -> Challenge:
    """Approve the why as the project holder read it; nobody else can do this for them."""
    require(db, actor, Action.APPROVE_WHY, challenge, at=at)
    if challenge.status in ENDED:
        raise _moved_on()
    _check_revision(challenge, revision)
    if not challenge.why.strip():
        raise refuse(WHY_MISSING, N_("Write the why first; then you can approve it."), field_="why")
    if challenge.approved_at is not None:
        return challenge
    challenge.approved_at, challenge.approved_by_id = at, actor.id
    challenge.revision += 1
    db.add(challenge)
    journal.record(db, challenge.hackathon_id, actor, Action.APPROVE_WHY, challenge, at=at, revision=challenge.revision)
    return challenge


def start_scoping(db: Session, actor: Person, challenge: Challenge, *, at: datetime) -> Challenge:
    """Take a proposal into scoping, or take back a refusal."""
    return _move(db, actor, challenge, Action.START_SCOPING, None, at=at)


def mark_ready(db: Session, actor: Person, challenge: Challenge, *, at: datetime) -> Challenge:
    """Let the défi leave scoping: its why must be written, and approved by its project holder."""
    require(db, actor, Action.MARK_CHALLENGE_READY, challenge, at=at)
    if not challenge.why.strip():
        raise refuse(WHY_MISSING, N_("The why is not written yet. The challenge leaves scoping once it is written and approved."))
    if challenge.approved_at is None:
        raise refuse(WHY_UNAPPROVED, N_("The association has not approved its why yet. Ask it to read it and approve it."))
    return _move(db, actor, challenge, Action.MARK_CHALLENGE_READY, None, at=at)


def decline(db: Session, actor: Person, challenge: Challenge, reason: str, *, at: datetime) -> Challenge:
    """Decline a défi, with the reason that its project holder reads."""
    return _move(db, actor, challenge, Action.DECLINE_CHALLENGE, reason, at=at)


def withdraw(db: Session, actor: Person, challenge: Challenge, *, at: datetime) -> Challenge:
    """Take one's défi back."""
    return _move(db, actor, challenge, Action.WITHDRAW_CHALLENGE, None, at=at)


def set_reveal(db: Session, actor: Person, challenge: Challenge, local: datetime | None, *, at: datetime) -> Challenge:
    """Set when title, brief and why are shown to everybody, on the clock of the hackathon's zone; None: once it is ready."""
    require(db, actor, Action.SET_REVEAL, challenge, at=at)
    hackathon = db.get_one(Hackathon, challenge.hackathon_id)
    moment = clocks.moment(local, hackathon.timezone, "reveal_at") if local else None
    if moment is not None and moment > hackathon.ends_at:
        raise refuse(INVALID, N_("Teams have to read it: choose a moment before the hackathon ends."), field_="reveal_at")
    challenge.reveal_at = moment
    challenge.revision += 1
    db.add(challenge)
    journal.record(db, hackathon.id, actor, Action.SET_REVEAL, challenge, at=at, reveal_at=moment)
    return challenge


def _move(db: Session, actor: Person, challenge: Challenge, action: Action, reason: str | None, *, at: datetime) -> Challenge:
    require(db, actor, action, challenge, at=at)
    sources, target = MOVES[action]
    if challenge.status not in sources:
        raise _moved_on()
    before = challenge.status
    if (
        target in ENDED
        and db.exec(select(Team.id).where(Team.challenge_id == challenge.id, col(Team.closed_at).is_(None))).first()
    ):
        raise refuse(HAS_TEAMS, N_("Teams are composed for this challenge. Close them first, then it can end."))
    challenge.status, challenge.decided_reason = target, reason
    challenge.revision += 1
    db.add(challenge)
    journal.record(db, challenge.hackathon_id, actor, action, challenge, at=at, before=before, after=target)
    return challenge


def _check_revision(challenge: Challenge, revision: int) -> None:
    if challenge.revision != revision:
        raise refuse(
            STALE,
            N_("Somebody changed this challenge after you opened it. What you typed is kept below: compare, then save again."),
        )


def _moved_on() -> Refused:
    return refuse(WRONG_STATUS, N_("This challenge is no longer where you saw it. Reload the page to see where it stands."))
