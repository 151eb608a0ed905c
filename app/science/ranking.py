"""The ranking within one défi: weighted mean of complete sheets, ranks 1-2-2-4, a ladder for ties (J5).

Sums are exact fractions and only the published figures are rounded, so neither the order of the sheets
nor the names of the teams can move a result. Means adjusted for strict and lenient jurors (`adjusting`) are rounded to
six decimals before anything else reads them, so that two machines rank alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from app.science import adjusting
from app.science.adjusting import Reason
from app.science.ranking_types import (
    LADDER,
    Coverage,
    Criterion,
    Estimator,
    Measured,
    Ranking,
    RankRow,
    Rules,
    Rung,
    Sheet,
    Status,
)

__all__ = [
    "LADDER",
    "Coverage",
    "Criterion",
    "Estimator",
    "RankRow",
    "Ranking",
    "Reason",
    "Rules",
    "Rung",
    "Sheet",
    "Status",
    "fingerprint",
    "is_complete",
    "normalise_weights",
    "rank",
    "sheet_total",
]

WEIGHT_PLACES: Final = 6
PLAIN: Final = "weighted-mean-1"


@dataclass(frozen=True, slots=True)
class _Standing:
    """One team's exact figures."""

    team: str
    totals: tuple[Fraction, ...]
    criteria: Mapping[str, Fraction]
    first_places: int
    adjusted: Fraction | None = None

    @property
    def mean(self) -> Fraction:
        return sum(self.totals, Fraction(0)) / len(self.totals)

    @property
    def deciding(self) -> Fraction:
        return self.mean if self.adjusted is None else self.adjusted


def rank(teams: Iterable[str], sheets: Iterable[Sheet], rules: Rules) -> Ranking:
    """Rank `teams` by their complete sheets.

    A team with fewer than `rules.minimum_reads` is "not rankable", never last. When the teams that could be
    ranked fall into panels without a common juror, none is ranked: their means cannot be compared.
    Raises ValueError for what storage should never allow: two sheets of one juror on one team, a sheet on a
    team that is not listed, a mark or weight that is not a finite number, a grid without weight.
    """
    names, listed = sorted(set(teams)), sorted(sheets, key=lambda sheet: (sheet.team, sheet.juror))
    _refuse_nonsense(names, listed)
    weights = _exact_weights(rules.criteria)
    read = [sheet for sheet in listed if is_complete(sheet, rules.criteria)]
    standings = {team: _measure(team, read, weights) for team in names}
    minimum = max(1, rules.minimum_reads)
    rankable = [team for team in names if len(standings[team].totals) >= minimum]
    coverage = _coverage(rankable, read)
    measured = _measured(rankable, read, weights)
    refusal = _refusal(measured) if rules.estimator is Estimator.ADJUSTED else None
    adjusts = rules.estimator is Estimator.ADJUSTED and refusal is None
    if measured and adjusts:
        for team, mean in zip(measured.teams, measured.fit.adjusted.tolist(), strict=True):
            exact = Fraction(round(mean * 10**adjusting.PLACES), 10**adjusting.PLACES)
            standings[team] = replace(standings[team], adjusted=exact)
    rows: list[RankRow] = []
    if coverage is not Coverage.DISCONNECTED:
        rows = _rank_rows([standings[team] for team in rankable], rules)
    placed = {row.team for row in rows}
    for team in (name for name in names if name not in placed):
        status = Status.NOT_COMPARABLE if team in rankable else Status.NOT_RANKABLE
        rows.append(_row(standings[team], rules, status))
    shares = {criterion: _round(weight, WEIGHT_PLACES) for criterion, weight in weights.items()}
    method = adjusting.METHOD if adjusts else PLAIN
    return Ranking(tuple(rows), shares, coverage, fingerprint(names, listed, rules), method, refusal, measured)


def _measured(teams: Sequence[str], read: Sequence[Sheet], weights: Mapping[str, Fraction]) -> Measured | None:
    """Return jurors and teams as the marks show them; None where fewer than two teams can be ranked."""
    counted = sorted((sheet for sheet in read if sheet.team in set(teams)), key=lambda sheet: (sheet.team, sheet.juror))
    if len(teams) < 2:  # noqa: PLR2004 - it takes two to compare
        return None
    plan, names, jurors = adjusting.plan_of([(sheet.team, sheet.juror) for sheet in counted])
    marks = np.array([float(_total(sheet, weights)) for sheet in counted])
    return Measured(tuple(map(str, names)), tuple(map(str, jurors)), marks, adjusting.fit(plan, marks))


def _refusal(measured: Measured | None) -> Reason | None:
    if measured is None:
        return Reason.NOBODY
    refusal = measured.fit.plan.refusal()
    return refusal or (Reason.NO_DIFFERENCE if not measured.fit.ratio else None)


def is_complete(sheet: Sheet, criteria: Sequence[Criterion]) -> bool:
    """True when the sheet counts: not recused, and a mark for every criterion, 0 being a mark."""
    return not sheet.recused and all(sheet.scores.get(criterion.id) is not None for criterion in criteria)


def normalise_weights(criteria: Sequence[Criterion]) -> dict[str, Decimal]:
    """Weights that sum to 1, rounded to six decimals for showing."""
    return {name: _round(weight, WEIGHT_PLACES) for name, weight in _exact_weights(criteria).items()}


def sheet_total(sheet: Sheet, rules: Rules) -> Decimal | None:
    """A juror's own total on one sheet, rounded as published; None while the sheet does not count."""
    if not is_complete(sheet, rules.criteria):
        return None
    return _round(_total(sheet, _exact_weights(rules.criteria)), rules.places)


def fingerprint(teams: Iterable[str], sheets: Iterable[Sheet], rules: Rules) -> str:
    """SHA-256 of the canonical JSON of everything that the ranking reads, in lower-case hexadecimal."""
    content = {
        "teams": sorted(set(teams)),
        "sheets": [
            {
                "juror": sheet.juror,
                "recused": sheet.recused,
                "scores": {name: _text(mark) for name, mark in sheet.scores.items()},
                "team": sheet.team,
            }
            for sheet in sorted(sheets, key=lambda sheet: (sheet.team, sheet.juror))
        ],
        "rules": {
            # Rules of plain means keep the fingerprint that they had when there was no choice.
            **({"estimator": rules.estimator.value} if rules.estimator is not Estimator.RAW else {}),
            "co_award": rules.co_award,
            "criteria": [[criterion.id, _text(criterion.weight)] for criterion in rules.criteria],
            "ladder": list(rules.ladder),
            "minimum_reads": rules.minimum_reads,
            "places": rules.places,
            "president_order": list(rules.president_order),
        },
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _refuse_nonsense(teams: Sequence[str], sheets: Sequence[Sheet]) -> None:
    seen: set[tuple[str, str]] = set()
    for sheet in sheets:
        if sheet.team not in teams:
            raise ValueError(f"a sheet reads team {sheet.team!r}, which is not listed")
        if (sheet.team, sheet.juror) in seen:
            raise ValueError(f"juror {sheet.juror!r} has two sheets on team {sheet.team!r}")
        if any(mark is not None and not mark.is_finite() for mark in sheet.scores.values()):
            raise ValueError(f"a mark of juror {sheet.juror!r} on team {sheet.team!r} is not a number")
        seen.add((sheet.team, sheet.juror))


def _exact_weights(criteria: Sequence[Criterion]) -> dict[str, Fraction]:
    if any(not criterion.weight.is_finite() or criterion.weight < 0 for criterion in criteria):
        raise ValueError("a weight is a finite number, 0 or more")
    whole = sum((Fraction(criterion.weight) for criterion in criteria), Fraction(0))
    if not whole:
        raise ValueError("the weights of the grid sum to 0")
    return {criterion.id: Fraction(criterion.weight) / whole for criterion in criteria}


def _total(sheet: Sheet, weights: Mapping[str, Fraction]) -> Fraction:
    return sum((weight * Fraction(sheet.scores[name] or 0) for name, weight in weights.items()), Fraction(0))


def _measure(team: str, read: Sequence[Sheet], weights: Mapping[str, Fraction]) -> _Standing:
    mine = [sheet for sheet in read if sheet.team == team]
    criteria = {
        name: sum((Fraction(sheet.scores[name] or 0) for sheet in mine), Fraction(0)) / len(mine)
        for name in (weights if mine else ())
    }
    firsts = 0
    for sheet in mine:
        best = max(_total(other, weights) for other in read if other.juror == sheet.juror)
        firsts += _total(sheet, weights) == best
    return _Standing(team, tuple(_total(sheet, weights) for sheet in mine), criteria, firsts)


def _coverage(teams: Sequence[str], read: Sequence[Sheet]) -> Coverage:
    pairs = {(sheet.team, sheet.juror) for sheet in read}
    jurors = {juror for team, juror in pairs if team in teams}
    if all((team, juror) in pairs for team in teams for juror in jurors):
        return Coverage.COMPLETE
    reached, edge = set(teams[:1]), set(teams[:1])
    while edge:
        known = {juror for team, juror in pairs if team in edge}
        edge = {team for team, juror in pairs if juror in known} - reached
        reached |= edge
    return Coverage.INCOMPLETE if reached.issuperset(teams) else Coverage.DISCONNECTED


def _heaviest(standing: _Standing, rules: Rules) -> Decimal:
    """The mean on the heaviest criterion, or on all that share the greatest weight."""
    most = max(criterion.weight for criterion in rules.criteria)
    means = [standing.criteria[criterion.id] for criterion in rules.criteria if criterion.weight == most]
    return _round(sum(means, Fraction(0)) / len(means), rules.places)


def _president(standing: _Standing, rules: Rules) -> Decimal:
    order = rules.president_order
    return Decimal(-order.index(standing.team) if standing.team in order else -len(order))


STEPS: Final[Mapping[Rung, Callable[[_Standing, Rules], Decimal]]] = {
    Rung.SCORE: lambda standing, rules: _round(standing.deciding, rules.places),
    Rung.HEAVIEST_CRITERION: _heaviest,
    Rung.FIRST_PLACES: lambda standing, _rules: Decimal(standing.first_places),
    Rung.PRESIDENT: _president,
}


def _rank_rows(standings: Sequence[_Standing], rules: Rules) -> list[RankRow]:
    rows: list[RankRow] = []
    steps = (Rung.SCORE, *(rung for rung in rules.ladder if rung in STEPS))
    for rung, group in _split(standings, steps, rules):
        place = len(rows) + 1
        settled = rung if rung is not Rung.TIE or place > 1 or not rules.co_award else Rung.CO_AWARD
        names = [standing.team for standing in group]
        for standing in group:
            others = tuple(name for name in names if name != standing.team)
            rows.append(_row(standing, rules, Status.RANKED, place=place, decided_by=settled, tied_with=others))
    return rows


def _split(standings: Sequence[_Standing], steps: Sequence[Rung], rules: Rules) -> list[tuple[Rung, list[_Standing]]]:
    """Groups of equal rank, best first, each with the rung that set it apart."""
    if not standings:
        return []
    if not steps:
        return [(Rung.TIE, sorted(standings, key=lambda standing: standing.team))]
    value = {standing.team: STEPS[steps[0]](standing, rules) for standing in standings}
    found: list[tuple[Rung, list[_Standing]]] = []
    for step in sorted(set(value.values()), reverse=True):
        group = [standing for standing in standings if value[standing.team] == step]
        found += [(steps[0], group)] if len(group) == 1 else _split(group, steps[1:], rules)
    return found


def _row(
    standing: _Standing,
    rules: Rules,
    status: Status,
    *,
    place: int | None = None,
    decided_by: Rung | None = None,
    tied_with: tuple[str, ...] = (),
) -> RankRow:
    has_reads = bool(standing.totals)
    return RankRow(
        team=standing.team,
        status=status,
        rank=place,
        score=_round(standing.mean, rules.places) if has_reads else None,
        lowest=_round(min(standing.totals), rules.places) if has_reads else None,
        highest=_round(max(standing.totals), rules.places) if has_reads else None,
        reads=len(standing.totals),
        criteria={name: _round(mean, rules.places) for name, mean in standing.criteria.items()},
        first_places=standing.first_places,
        decided_by=decided_by,
        tied_with=tied_with,
        adjusted=None if standing.adjusted is None else _round(standing.adjusted, rules.places),
    )


def _round(value: Fraction, places: int) -> Decimal:
    """Half away from zero, as published; exact, with `places` decimals."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    digits = scaled.numerator // scaled.denominator
    return Decimal(-digits if value < 0 else digits).scaleb(-places)


def _text(value: Decimal | None) -> str | None:
    """One spelling for one number: 3, 3.0 and 3.00 are the same mark."""
    if value is None:
        return None
    return f"{value.normalize():f}" if value else "0"
