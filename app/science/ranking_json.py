"""What a ranking read and what it found, as plain values to keep: enough to find the same result again (J5)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from app.science import certainty
from app.science.ranking import LADDER, rank
from app.science.ranking_doubt import Doubt, Margin, doubt
from app.science.ranking_types import Criterion, Estimator, Ranking, RankRow, Rules, Rung, Sheet
from app.science.unnamed import unnamed

VERSION: Final = 1


def kept(teams: Iterable[str], sheets: Iterable[Sheet], rules: Rules) -> dict[str, Any]:
    """Return what a ranking reads as plain values; `again` reads them."""
    return {
        "version": VERSION,
        "teams": sorted(set(teams)),
        "sheets": _plain(sheets),
        "rules": {
            "criteria": [[criterion.id, str(criterion.weight)] for criterion in rules.criteria],
            "minimum_reads": rules.minimum_reads,
            "places": rules.places,
            "ladder": [rung.value for rung in rules.ladder],
            "president_order": list(rules.president_order),
            "co_award": rules.co_award,
            "estimator": rules.estimator.value,
        },
        "certainty": {"method": certainty.METHOD, "seed": certainty.SEED, "draws": certainty.DRAWS},
    }


def again(inputs: dict[str, Any]) -> Ranking:
    """Rank what was kept. Raises KeyError, TypeError or ValueError for what `kept` did not write."""
    if inputs["version"] != VERSION:
        raise ValueError(f"these inputs are of version {inputs['version']!r}")
    given = inputs["rules"]
    rules = Rules(
        criteria=tuple(Criterion(name, Decimal(weight)) for name, weight in given["criteria"]),
        minimum_reads=int(given["minimum_reads"]),
        places=int(given["places"]),
        ladder=tuple(Rung(rung) for rung in given.get("ladder", LADDER)),
        president_order=tuple(given["president_order"]),
        co_award=bool(given["co_award"]),
        estimator=Estimator(given["estimator"]),
    )
    return rank(inputs["teams"], _sheets(inputs), rules)


def without_names(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what was kept under numbers instead of jurors' ids, as `kept` writes it; raises as `again` does."""
    return inputs | {"sheets": _plain(unnamed(_sheets(inputs)))}


def _sheets(inputs: dict[str, Any]) -> list[Sheet]:
    return [
        Sheet(
            sheet["juror"],
            sheet["team"],
            {name: None if mark is None else Decimal(mark) for name, mark in sheet["scores"].items()},
            sheet["recused"],
        )
        for sheet in inputs["sheets"]
    ]


def _plain(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    return [
        {
            "juror": sheet.juror,
            "team": sheet.team,
            "recused": sheet.recused,
            "scores": {name: _text(mark) for name, mark in sheet.scores.items()},
        }
        for sheet in sorted(sheets, key=lambda sheet: (sheet.team, sheet.juror))
    ]


def found(ranking: Ranking, sure: Doubt | None = None) -> dict[str, Any]:
    """Return a ranking and how sure it is as plain values, rows best first."""
    sure = sure or doubt(ranking)
    return {
        "method": ranking.method,
        "coverage": ranking.coverage.value,
        "refusal": ranking.refusal.value if ranking.refusal else None,
        "unsure": sure.refusal.value if sure.refusal else None,
        "between_jurors": _text(sure.between_jurors),
        "jurors_differ": _text(sure.jurors_differ),
        "rows": [_row(row, sure.margins.get(row.team)) for row in ranking.rows],
    }


def _row(row: RankRow, margin: Margin | None) -> dict[str, Any]:
    return {
        "team_id": row.team,
        "rank": row.rank,
        "status": row.status.value,
        "reads": row.reads,
        "score": _text(row.score),
        "adjusted": _text(row.adjusted),
        "lowest": _text(row.lowest),
        "highest": _text(row.highest),
        "first_places": row.first_places,
        "criteria": {name: str(mean) for name, mean in row.criteria.items()},
        "decided_by": row.decided_by.value if row.decided_by else None,
        "tied_with": list(row.tied_with),
        "low": _text(margin.low if margin else None),
        "high": _text(margin.high if margin else None),
        "best_rank": margin.best_rank if margin else None,
        "worst_rank": margin.worst_rank if margin else None,
        "first": _text(margin.first if margin else None),
        "podium": _text(margin.podium if margin else None),
        "alike": list(margin.alike) if margin else [],
        "likely": list(margin.likely) if margin else [],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
