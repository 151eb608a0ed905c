"""What is kept of a result for good: pages read only this, and no name of a juror is in it. (J5, J6)"""

import hashlib
from typing import Any
from uuid import UUID

from app.domain.assessments import Assessment
from app.models.jury import Sheet
from app.science import certainty, ranking_json


def take(found: Assessment, retained: set[UUID]) -> dict[str, Any]:
    """Return everything that pages will ever say about a result that is ready."""
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
        "teams": [row | _team(found, row["team_id"], retained) for row in rows],
        "feedback": {key: _feedback(key, found.sheets) for key in found.teams},
    }


def _team(found: Assessment, key: str, retained: set[UUID]) -> dict[str, Any]:
    prototype = found.prototypes.get(key)
    return {
        "team": found.teams[key].name,
        "solution": prototype.name if prototype else None,
        "prototype_sha256": prototype.sha256 if prototype else None,
        "retained": UUID(key) in retained,
    }


def _feedback(team: str, sheets: list[Sheet]) -> dict[str, list[str]]:
    """Return what jurors wrote to one team, in an order that says nothing about who wrote it."""

    def mixed(texts: list[str]) -> list[str]:
        return sorted((text for text in texts if text), key=lambda text: hashlib.sha256((team + text).encode()).digest())

    mine = [sheet for sheet in sheets if str(sheet.team_id) == team]
    return {"great": mixed([sheet.great for sheet in mine]), "think_about": mixed([sheet.think_about for sheet in mine])}
