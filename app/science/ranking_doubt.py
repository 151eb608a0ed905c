"""How far to trust a ranking: margins, teams that cannot be told apart, far marks, the drop test of sponsors' jurors (J5).

Methods and sources are in `certainty` and `guarding`; the drop test is the ranking again without some jurors, beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from app.science import certainty, guarding
from app.science.adjusting import LEAST_DOF, METHOD, PLACES, Reason
from app.science.certainty import Certainty, Closeness
from app.science.ranking import rank
from app.science.ranking_types import Measured, Ranking, RankRow, Rules, Sheet

CHANCE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Margin:
    """One ranked team: the line around its mean and its likely ranks (nine times in ten), chances from 0 to 1.

    `alike` are the teams that the marks cannot tell from it; `likely` those that they tell from it, but not surely.
    """

    low: Decimal
    high: Decimal
    best_rank: int
    worst_rank: int
    expected_rank: Decimal
    first: Decimal
    podium: Decimal
    alike: tuple[str, ...]
    likely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Margins by team, or the reason why there are none."""

    margins: dict[str, Margin]
    refusal: Reason | None
    between_jurors: Decimal | None = None  # standard deviation of the jurors' leniency, in marks
    jurors_differ: Decimal | None = None  # the chance of such differences between jurors who do not differ


@dataclass(frozen=True, slots=True)
class Guard:
    """Reads that depart from the rest, as (juror, team), the furthest first; and the podium when they weigh less."""

    far: tuple[tuple[str, str], ...] = ()
    podium: tuple[str, ...] = ()
    podium_differs: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """Ranks with every juror and without some: (team, rank, rank without)."""

    ranks: tuple[tuple[str, int | None, int | None], ...]

    @property
    def first_differs(self) -> bool:
        return {team for team, rank, _ in self.ranks if rank == 1} != {team for team, _, rank in self.ranks if rank == 1}

    @property
    def differs(self) -> bool:
        return any(before != after for _, before, after in self.ranks)


def refusal_of(ranking: Ranking) -> Reason | None:
    """Return why nothing can be said about how sure a ranking is, None when it can."""
    if ranking.measured is None:
        return Reason.NOBODY
    plan = ranking.measured.fit.plan
    refusal = plan.refusal()
    if refusal is Reason.COMPLETE:
        return Reason.TOO_FEW if plan.dof < LEAST_DOF else None
    if refusal or ranking.method == METHOD or ranking.refusal is Reason.NO_DIFFERENCE:
        return refusal
    return Reason.NOT_ADJUSTED


def doubt(ranking: Ranking, *, places: int = 2) -> Doubt:
    """Return how sure a ranking is; draws by chance, so it costs more than ranking does."""
    refusal, measured = refusal_of(ranking), ranking.measured
    if refusal or measured is None:
        return Doubt({}, refusal)
    found = certainty.weigh(measured.fit.adjusted, measured.fit.spread)
    rows = {row.team: row for row in ranking.rows if row.rank is not None}
    margins = {team: _margin(number, measured, found, rows, places) for number, team in enumerate(measured.teams)}
    return Doubt(margins, None, _decimal(measured.fit.between_jurors, places), _decimal(measured.fit.p, 4))


def _margin(number: int, measured: Measured, found: Certainty, rows: dict[str, RankRow], places: int) -> Margin:
    team = measured.teams[number]
    mean, half = rows[team].deciding or Decimal(0), _decimal(float(found.margin[number]), places)
    words: dict[Closeness, list[str]] = {closeness: [] for closeness in Closeness}
    for other, name in enumerate(measured.teams):
        if other != number:
            words[_told(number, other, measured, found, rows)].append(name)
    by_rank = {name: row.rank or 0 for name, row in rows.items()}

    def ordered(names: list[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda name: (by_rank[name], name)))

    return Margin(
        low=mean - half,
        high=mean + half,
        best_rank=int(found.lowest[number]),
        worst_rank=int(found.highest[number]),
        expected_rank=_decimal(float(found.expected[number]), CHANCE_PLACES),
        first=_decimal(float(found.first[number]), CHANCE_PLACES),
        podium=_decimal(float(found.podium[number]), CHANCE_PLACES),
        alike=ordered(words[Closeness.TIE]),
        likely=ordered(words[Closeness.LIKELY]),
    )


def _told(one: int, other: int, measured: Measured, found: Certainty, rows: dict[str, RankRow]) -> Closeness:
    """How surely the better placed of two teams is the better one; equal places take the likelier."""
    chance, back = float(found.better[one, other]), float(found.better[other, one])
    mine, theirs = rows[measured.teams[one]].rank or 0, rows[measured.teams[other]].rank or 0
    return certainty.closeness(max(chance, back) if mine == theirs else chance if mine < theirs else back)


def guard(ranking: Ranking, *, places: int = 2) -> Guard:
    """Return which reads their jurors should confirm, and whether the podium stands when far marks weigh less."""
    measured = ranking.measured
    if measured is None or refusal_of(ranking):
        return Guard()
    plan = measured.fit.plan
    held, departures = guarding.hold(plan, measured.marks)
    far = [(measured.jurors[plan.juror[n]], measured.teams[plan.team[n]]) for n in guarding.alarms(plan, departures)]
    means = held.adjusted if ranking.method == METHOD else held.raw
    podium = _podium([_decimal(float(mean), places) for mean in means], measured.teams)
    first, others = {row.team for row in ranking.rows if row.rank == 1}, _placed(ranking.rows)
    differs = set(podium) != others or not first & set(podium[: len(first)])
    return Guard(tuple(far), podium, differs)


def _placed(rows: Sequence[RankRow]) -> set[str]:
    return {row.team for row in rows if row.rank is not None and row.rank <= certainty.PODIUM}


def _podium(means: Sequence[Decimal], teams: Sequence[str]) -> tuple[str, ...]:
    """Teams that fewer than three others beat, best first."""
    above = [sum(other > mean for other in means) for mean in means]
    order = np.lexsort((teams, above))
    return tuple(teams[n] for n in order if above[n] < certainty.PODIUM)


def drop(teams: Iterable[str], sheets: Iterable[Sheet], rules: Rules, jurors: Collection[str]) -> Dropped:
    """Rank with every juror, and again without `jurors`; nothing is published from the second."""
    names, listed = list(teams), list(sheets)
    before = rank(names, listed, rules)
    after = rank(names, [sheet for sheet in listed if sheet.juror not in jurors], rules)
    without = {row.team: row.rank for row in after.rows}
    return Dropped(tuple((row.team, row.rank, without[row.team]) for row in before.rows))


def _decimal(value: float, places: int) -> Decimal:
    """Round by way of the places on which all machines agree."""
    return Decimal(f"{round(value, PLACES):.{PLACES}f}").quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
