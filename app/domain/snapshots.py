"""What is kept of a result for good: pages read only this, and no name of a juror is in it. (J5, J6)"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain.assessments import Assessment
from app.models.deliberation import Deliberation, Motion
from app.models.jury import FeedbackPolicy
from app.queries import deliberations
from app.science import certainty, ranking_json
from app.science.discussing import ranks_of

# With as many reads or fewer, a letter would name its juror: a team is told the mean and the range only.
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """What the jury decided together, and which teams take no award."""

    deliberation: Deliberation | None = None
    motions: tuple[Motion, ...] = ()
    declined: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, db: Db, deliberation: Deliberation | None, declined: Collection[UUID]) -> "Decided":
        """Read what a deliberation put to the vote."""
        motions = deliberations.motions_of(db, deliberation.id) if deliberation else []
        return cls(deliberation, tuple(motions), frozenset(declined))


def take(found: Assessment, retained: set[UUID], decided: Decided | None = None, *, deal: str = "") -> dict[str, Any]:
    """Return everything that pages will ever say about a result that is ready.

    `deal` is a chance that deals the jurors' letters anew for each team, and is not kept.
    """
    decided = decided or Decided()
    assert found.rubric and found.ranking  # noqa: S101, PT018 - what is ready has both
    told = ranking_json.found(found.ranking, found.doubt)
    rows = told.pop("rows")
    return told | {
        "challenge": found.challenge.title,
        "theme": found.challenge.theme,
        "estimator": found.rubric.estimator.value,
        "certainty": {"method": certainty.METHOD, "seed": certainty.SEED, "draws": certainty.DRAWS},
        "scale": found.rubric.scale,
        "minimum_reads": found.rubric.minimum_reads,
        "grid_sha256": found.rubric.fingerprint,
        "jurors": len({sheet.person_id for sheet in found.sheets}),
        "reads": len(found.sheets),
        "awaited": found.progress.expected - found.progress.locked,
        "criteria": [{"id": str(c.id), "label": c.label, "weight": c.weight} for c in found.criteria],
        "teams": [row | _team(found, row["team_id"], retained, decided) for row in rows],
        "jury": _jury(decided),
        "contest_hours": found.rubric.contest_hours,
        "feedback_policy": found.rubric.feedback.value,
        "feedback": {key: _feedback(found, key, deal) for key in found.teams},
    }


def _jury(decided: Decided) -> dict[str, Any] | None:
    """Return what the jury changed, each change with its reason and its votes."""
    if decided.deliberation is None:
        return None
    carried = [motion for motion in decided.motions if motion.carried]
    return {
        "withheld": decided.deliberation.withheld,
        "votes": len(decided.motions),
        "changes": [
            {
                "number": motion.number,
                "kind": motion.kind.value,
                "team_id": str(motion.team_id) if motion.team_id else None,
                "place": motion.place,
                "reason": motion.reason,
                "votes_for": motion.votes_for,
                "votes_against": motion.votes_against,
                "abstained": motion.abstained,
            }
            for motion in carried
        ],
    }


def _team(found: Assessment, key: str, retained: set[UUID], decided: Decided) -> dict[str, Any]:
    prototype = found.prototypes.get(key)
    ranks = ranks_of(decided.deliberation.places) if decided.deliberation else {}
    return {
        "decided": ranks.get(key),
        "declined": UUID(key) in decided.declined,
        "team": found.teams[key].name,
        "solution": prototype.name if prototype else None,
        "prototype_sha256": prototype.sha256 if prototype else None,
        "retained": UUID(key) in retained,
    }


def _feedback(found: Assessment, team: str, deal: str) -> dict[str, Any]:
    """Return what jurors wrote to one team, in an order that says nothing about who wrote it, and their sheets by letter."""
    policy = found.rubric.feedback if found.rubric else FeedbackPolicy.ALWAYS
    if policy is FeedbackPolicy.NEVER:
        return {"great": [], "think_about": [], "sheets": []}

    def mixed(texts: list[str]) -> list[str]:
        return sorted((text for text in texts if text), key=lambda text: hashlib.sha256((team + text).encode()).digest())

    mine = [sheet for sheet in found.sheets if str(sheet.team_id) == team and (policy is FeedbackPolicy.ALWAYS or sheet.shared)]
    return {
        "great": mixed([sheet.great for sheet in mine]),
        "think_about": mixed([sheet.think_about for sheet in mine]),
        "sheets": _letters(found, team, deal),
    }


def _letters(found: Assessment, team: str, deal: str) -> list[dict[str, Any]]:
    """Return the marks of each complete sheet on a team under a letter dealt for this team alone; none where they are few."""
    names = {str(criterion.id) for criterion in found.criteria}
    read = [sheet for sheet in found.scored if sheet.team == team and all(sheet.scores.get(name) is not None for name in names)]
    if len(read) <= FEW:
        return []
    dealt = sorted(read, key=lambda sheet: hashlib.sha256(f"{deal}{team}{sheet.juror}".encode()).digest())
    return [
        {"letter": _letter(number), "marks": {name: str(sheet.scores[name]) for name in sorted(names)}}
        for number, sheet in enumerate(dealt)
    ]


def _letter(number: int) -> str:
    """Return A … Z, then AA, AB…"""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)  # noqa: PLR2004 - letters
