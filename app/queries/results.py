"""Published results and feedback: pages read only the snapshot. (J6)"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.jury import Publication
from app.models.person import Person, Role
from app.models.team import Membership, Team
from app.queries.roles import holds

# What a result taken over from an old record may not say.
UNKNOWN: Final[dict[str, Any]] = {
    "challenge": "", "theme": "", "method": "record", "coverage": "unknown", "scale": 5, "minimum_reads": 1, "jurors": 0,
    "criteria": [], "teams": [], "feedback": {}, "estimator": "raw", "refusal": None, "unsure": None, "grid_sha256": None,
}  # fmt: skip
UNKNOWN_TEAM: Final[dict[str, Any]] = {
    "team": "", "solution": None, "rank": None, "status": "ranked", "retained": False, "reads": 0, "criteria": {},
    "decided_by": None, "tied_with": [], "score": None, "adjusted": None, "low": None, "high": None, "best_rank": None,
    "worst_rank": None, "alike": [],
}  # fmt: skip


def of_challenge(db: Session, challenge_id: UUID) -> Publication | None:
    """Return what was published for a défi, None before."""
    return db.exec(select(Publication).where(Publication.challenge_id == challenge_id)).first()


def of_hackathon(db: Session, hackathon_id: UUID) -> list[Publication]:
    """Return what was published for a hackathon's défis, in the défis' order of arrival."""
    statement = (
        select(Publication)
        .join(Challenge, col(Challenge.id) == col(Publication.challenge_id))
        .where(Publication.hackathon_id == hackathon_id)
        .order_by(col(Challenge.created_at), col(Challenge.id))
    )
    return list(db.exec(statement))


def public_view(publication: Publication) -> dict[str, Any]:
    """Return what everybody may read: ranks, means and how sure they are; no feedback, no mark of one juror, no range."""
    snapshot = UNKNOWN | publication.snapshot
    shown = (
        "challenge", "theme", "method", "estimator", "refusal", "unsure", "coverage", "scale", "minimum_reads", "jurors",
        "criteria", "grid_sha256",
    )  # fmt: skip
    hidden = {"lowest", "highest", "first_places", "first", "podium", "likely"}
    return {
        "challenge_id": publication.challenge_id,
        "published_at": publication.published_at,
        "inputs_sha256": publication.inputs_sha256,
        **{name: snapshot[name] for name in shown},
        "teams": [
            {name: value for name, value in (UNKNOWN_TEAM | team).items() if name not in hidden} for team in snapshot["teams"]
        ],
    }


@dataclass(frozen=True, slots=True)
class Feedback:
    """What jurors wrote to one team, without their names."""

    team_id: UUID
    great: list[str]
    think_about: list[str]


def feedback_for(db: Session, viewer: Person | None, team_id: UUID) -> Feedback:
    """Return the feedback to a team for its people and the organisers; `NotFound` for others and before publication."""
    team = db.get(Team, team_id)
    if team is None or viewer is None:
        raise NotFound
    hackathon = db.get_one(Hackathon, team.hackathon_id)
    mine = select(Membership.id).where(
        Membership.team_id == team.id, Membership.person_id == viewer.id, col(Membership.left_at).is_(None)
    )
    staff = (Role.COACH, Role.DESIGNER)
    near = any(holds(db, viewer, role, team.id) for role in staff) or holds(
        db, viewer, Role.ORGANISER, hackathon.id, hackathon.programme_id
    )
    publication = of_challenge(db, team.challenge_id)
    if publication is None or not (near or db.exec(mine).first()):
        raise NotFound
    given = (UNKNOWN | publication.snapshot)["feedback"].get(str(team.id), {"great": [], "think_about": []})
    return Feedback(team.id, given["great"], given["think_about"])


def feedback_to(db: Session, viewer: Person | None, hackathon_id: UUID) -> Feedback | None:
    """Return the feedback to the viewer's own team in a hackathon, None where there is none to read yet."""
    if viewer is None:
        return None
    team_id = db.exec(
        select(Membership.team_id).where(
            Membership.hackathon_id == hackathon_id, Membership.person_id == viewer.id, col(Membership.left_at).is_(None)
        )
    ).first()
    if team_id is None or of_challenge(db, db.get_one(Team, team_id).challenge_id) is None:
        return None
    return feedback_for(db, viewer, team_id)


def awaited(db: Session, hackathon_id: UUID) -> list[str]:
    """Return the themes of the ready défis whose result is not published."""
    done = select(Publication.challenge_id).where(Publication.hackathon_id == hackathon_id)
    statement = (
        select(Challenge.theme)
        .where(Challenge.hackathon_id == hackathon_id, Challenge.status == ChallengeStatus.READY, col(Challenge.id).not_in(done))
        .order_by(col(Challenge.created_at), col(Challenge.id))
    )
    return list(db.exec(statement))
