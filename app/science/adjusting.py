"""Marks corrected for strict and lenient jurors, where panels differ from team to team (J5).

A read y of team i by juror j is p_i + b_j + noise: the teams are fixed, the leniency b_j of a juror is random
with variance λσ², and λ is found by restricted maximum likelihood (REML). The adjusted mean of a team is its raw
mean less the leniency of the jurors who read it, drawn towards zero as far as the marks do not show it.

Sources: Henderson, Best linear unbiased estimation and prediction under a selection model (Biometrics 31, 1975);
Patterson and Thompson, Recovery of inter-block information when block sizes are unequal (Biometrika 58, 1971);
Robinson, That BLUP is a good thing (Statistical Science 6, 1991). λ is found on the eigenvalues of the jurors' matrix
once the teams are swept out, so that each trial of λ costs as many operations as there are jurors. λ stays 0 unless
another is clearly better (Self and Liang, Asymptotic properties of maximum likelihood estimators and likelihood ratio
tests under nonstandard conditions, JASA 82, 1987).

Nothing here is drawn by chance. Figures are to be rounded to `PLACES` before they decide anything: two machines
agree on that many.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.science.tails import f_above

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

METHOD: Final = "adjusted-mean-1"
PLACES: Final = 6
LEAST_DOF: Final = 8
LEAST_READS: Final = 3
NOTHING: Final = 1e-9
TRIALS: Final = np.logspace(-4, 4, 161)
CLEARLY: Final = 2.71  # what a λ must gain on −2 log likelihood over λ = 0: the one-sided 5 % of Self and Liang
HALVINGS: Final = 60


class Reason(StrEnum):
    """Why marks are not adjusted, or why nothing is said about how sure the order is."""

    NOBODY = "nobody"  # fewer than two teams, or nobody read any
    COMPLETE = "complete"  # everybody read everything: it could not change the order
    DISCONNECTED = "disconnected"  # panels without a common juror
    TOO_FEW = "too_few"  # fewer reads to spare than `LEAST_DOF`
    THIN_JUROR = "thin_juror"  # a juror with fewer than `LEAST_READS` reads
    NO_DIFFERENCE = "no_difference"  # λ = 0: the jurors do not measurably differ
    NOT_ADJUSTED = "not_adjusted"  # the rules rank plain means, although not everybody read everything


@dataclass(frozen=True, eq=False)
class Plan:
    """Who read whom, and what follows from that alone: `team` and `juror` are the numbers of each read, from 0."""

    team: Ints
    juror: Ints

    @cached_property
    def by_team(self) -> Ints:
        return np.bincount(self.team)

    @cached_property
    def by_juror(self) -> Ints:
        return np.bincount(self.juror)

    @cached_property
    def share(self) -> Floats:
        """Each juror's share in each team's mean, teams × jurors."""
        whole = np.zeros((len(self.by_team), len(self.by_juror)))
        whole[self.team, self.juror] = 1
        return whole / self.by_team[:, None]

    @cached_property
    def axes(self) -> tuple[Floats, Floats]:
        """Eigenvalues (those that are nothing are exactly 0) and axes of the jurors' matrix, teams swept out."""
        counts = self.share.T * self.by_team
        values, axes = np.linalg.eigh(np.diag(self.by_juror.astype(float)) - counts @ self.share)
        values[values < NOTHING * max(1.0, float(values[-1]))] = 0.0
        return values, axes

    @property
    def panels(self) -> int:
        """Groups of jurors and teams that no read connects."""
        return int(np.sum(self.axes[0] == 0))

    @property
    def dof(self) -> int:
        """Reads left to measure noise with, once teams and jurors are known."""
        return len(self.team) - len(self.by_team) - len(self.by_juror) + self.panels

    @property
    def complete(self) -> bool:
        return len(self.team) == len(self.by_team) * len(self.by_juror)

    def refusal(self) -> Reason | None:
        """Return why who read whom alone forbids to adjust, None if it does not."""
        if self.panels > 1:
            return Reason.DISCONNECTED
        if self.complete:
            return Reason.COMPLETE
        if self.dof < LEAST_DOF:
            return Reason.TOO_FEW
        return Reason.THIN_JUROR if self.by_juror.min() < LEAST_READS else None


@dataclass(frozen=True, eq=False)
class Fit:
    """Jurors and teams measured: everything in marks, but `ratio` = λ, the variance of leniency over that of noise."""

    plan: Plan
    raw: Floats  # by team
    adjusted: Floats  # by team
    leniency: Floats  # by juror; positive marks higher than the others
    ratio: float
    noise: float  # σ², the variance of one read
    spread: Floats  # covariance of the adjusted means
    f: float  # do the jurors differ: F, and the chance of so great a one if they did not
    p: float
    criterion: float  # −2 log restricted likelihood; −inf where the marks leave no noise

    @property
    def between_jurors(self) -> float:
        """The standard deviation of leniency."""
        return math.sqrt(self.ratio * self.noise) if self.ratio < math.inf else float(np.std(self.leniency))


def plan_of(reads: Sequence[tuple[Hashable, Hashable]]) -> tuple[Plan, list[Hashable], list[Hashable]]:
    """Number the teams and jurors of (team, juror) pairs, each in order of first appearance; no pair may come twice."""
    teams = {name: number for number, name in enumerate(dict.fromkeys(team for team, _ in reads))}
    jurors = {name: number for number, name in enumerate(dict.fromkeys(juror for _, juror in reads))}
    pairs = np.array([(teams[team], jurors[juror]) for team, juror in reads], dtype=np.int64).reshape(-1, 2)
    return Plan(pairs[:, 0], pairs[:, 1]), list(teams), list(jurors)


def fit(plan: Plan, marks: Floats, ratio: float | None = None) -> Fit:
    """Measure teams and jurors by REML, or with a λ that is given (infinite: least squares).

    Needs at least one read; `marks` are in the order of the plan's reads.
    """
    values, axes = plan.axes
    raw = np.bincount(plan.team, marks) / plan.by_team
    rest = marks - raw[plan.team]
    pull = (np.bincount(plan.juror, rest) @ axes) * (values > 0)
    spare = len(marks) - len(raw)
    whole = float(rest @ rest)
    scale = NOTHING * max(1.0, float(np.abs(marks).max())) ** 2 * NOTHING * len(marks)
    explained = float(np.sum(np.divide(pull**2, values, out=np.zeros_like(pull), where=values > 0)))
    left = whole - explained
    additive = left <= scale + NOTHING * NOTHING * whole and plan.dof > 0
    if ratio is None:
        # Where jurors explain everything, nothing is drawn towards zero.
        ratio = 0.0 if whole <= scale else math.inf if additive else _ratio(values, pull**2, whole, spare)
    if ratio < math.inf:
        weight = ratio / (1 + ratio * values)
    else:
        weight = np.divide(1, values, out=np.zeros_like(values), where=values > 0)
    noise = 0.0 if additive or not spare else max(0.0, whole - float(pull**2 @ weight)) / spare
    leniency = axes @ (weight * pull)
    turned = plan.share @ axes
    spread = noise * (np.diag(1 / plan.by_team) + (turned * weight) @ turned.T)
    f, p = _differ(explained, 0.0 if additive else left, plan)
    return Fit(plan, raw, raw - plan.share @ leniency, leniency, ratio, noise, spread, f, p, _criterion(plan, noise, ratio))


def _ratio(values: Floats, squares: Floats, whole: float, spare: int) -> float:
    """Return the λ ≥ 0 of the greatest restricted likelihood; 0 unless another is clearly better."""

    def cost(ratios: Floats) -> Floats:
        shrunk = 1 + np.outer(ratios, values)
        left = np.maximum(whole - (squares / shrunk).sum(axis=1) * ratios, NOTHING * NOTHING * whole)
        return np.asarray(spare * np.log(left) + np.log(shrunk).sum(axis=1), dtype=np.float64)

    def slope(ratio: float) -> float:
        shrunk = 1 + ratio * values
        left = whole - ratio * float(np.sum(squares / shrunk))
        return float(np.sum(values / shrunk)) - spare * float(np.sum(squares / shrunk**2)) / max(left, NOTHING * NOTHING * whole)

    costs = cost(TRIALS)
    best = int(np.argmin(costs))
    if costs[best] > float(cost(np.zeros(1))[0]) - CLEARLY:
        return 0.0
    low, high = math.log(TRIALS[max(best - 1, 0)]), math.log(TRIALS[min(best + 1, len(TRIALS) - 1)])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(math.exp(middle)) < 0 else (low, middle)
    return math.exp((low + high) / 2)


def _differ(explained: float, left: float, plan: Plan) -> tuple[float, float]:
    between = len(plan.by_juror) - plan.panels
    if not between or plan.dof <= 0 or explained <= 0:
        return 0.0, 1.0
    if left <= 0:
        return math.inf, 0.0
    f = (explained / between) / (left / plan.dof)
    return f, f_above(f, between, plan.dof)


def _criterion(plan: Plan, noise: float, ratio: float) -> float:
    spare = len(plan.team) - len(plan.by_team)
    if not noise or ratio == math.inf:
        return -math.inf
    sizes = float(np.log(1 + ratio * plan.axes[0]).sum() + np.log(plan.by_team).sum())
    return spare * (1 + math.log(2 * math.pi * noise)) + sizes
