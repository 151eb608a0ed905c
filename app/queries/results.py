"""Published results and feedback: pages read only the snapshot. (J6)"""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.challenge import Challenge, ChallengeStatus
from app.models.deliberation import Withdrawal
from app.models.hackathon import Hackathon
from app.models.jury import Publication
from app.models.person import Person, Role
from app.models.team import Membership, Team
from app.queries.roles import holds

# What a result taken over from an old record may not say.
UNKNOWN: Final[dict[str, Any]] = {
    "challenge": "", "theme": "", "method": "record", "coverage": "unknown", "scale": 5, "minimum_reads": 1, "jurors": 0,
    "criteria": [], "teams": [], "feedback": {}, "estimator": "raw", "refusal": None, "unsure": None, "grid_sha256": None,
    "jury": None, "contest_hours": 0, "feedback_policy": "always",
}  # fmt: skip
UNKNOWN_TEAM: Final[dict[str, Any]] = {
    "team": "", "solution": None, "rank": None, "status": "ranked", "retained": False, "reads": 0, "criteria": {},
    "decided_by": None, "tied_with": [], "score": None, "adjusted": None, "low": None, "high": None, "best_rank": None,
    "worst_rank": None, "alike": [], "decided": None, "declined": False, "by_marks": None,
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
        "criteria", "grid_sha256", "jury",
    )  # fmt: skip
    hidden = {"lowest", "highest", "first_places", "first", "podium", "likely", "decided"}
    teams = sorted(map(_as_decided, snapshot["teams"]), key=lambda team: team["rank"] or len(snapshot["teams"]) + 1)
    return {
        "challenge_id": publication.challenge_id,
        "published_at": publication.published_at,
        "inputs_sha256": publication.inputs_sha256,
        **{name: snapshot[name] for name in shown},
        "teams": [{name: value for name, value in team.items() if name not in hidden} for team in teams],
    }


def _as_decided(team: dict[str, Any]) -> dict[str, Any]:
    """Return a team with the rank that counts; where the jury changed it, what the marks said stands beside it."""
    shown = UNKNOWN_TEAM | team
    if shown["decided"] and shown["decided"] != shown["rank"]:
        shown |= {"by_marks": shown["rank"], "rank": shown["decided"], "decided_by": "jury"}
    return shown


def withdrawals(db: Session, challenge_id: UUID) -> list[Withdrawal]:
    """Return the teams of a défi that take no award."""
    statement = select(Withdrawal).join(Team, col(Team.id) == col(Withdrawal.team_id)).where(Team.challenge_id == challenge_id)
    return list(db.exec(statement))


def withdrawal_of(db: Session, team_id: UUID) -> Withdrawal | None:
    """Return what a team said about taking no award, None where it said nothing."""
    return db.exec(select(Withdrawal).where(Withdrawal.team_id == team_id)).first()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What jurors wrote to one team, without their names, and its marks; sheets by letter where they are more than a few."""

    team_id: UUID
    policy: str
    great: list[str]
    think_about: list[str]
    reads: int = 0
    score: str | None = None
    lowest: str | None = None
    highest: str | None = None
    sheets: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[dict[str, Any]] = field(default_factory=list)


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
    snapshot = UNKNOWN | publication.snapshot
    given = {"great": [], "think_about": [], "sheets": []} | snapshot["feedback"].get(str(team.id), {})
    policy = snapshot["feedback_policy"]
    if policy == "never":
        return Feedback(team.id, policy, [], [])
    row: dict[str, Any] = next((one for one in snapshot["teams"] if one.get("team_id") == str(team.id)), {})
    return Feedback(
        team.id, policy, given["great"], given["think_about"], row.get("reads", 0), row.get("score"), row.get("lowest"),
        row.get("highest"), given["sheets"], snapshot["criteria"],
    )  # fmt: skip


def name_of(db: Session, team_id: UUID) -> str:
    """Return how a team that the viewer has found is called."""
    return db.get_one(Team, team_id).name


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
