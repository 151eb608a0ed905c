"""Other ways to rank than ours, to compare it with: none of them is used. A higher figure is a better place.

Sources: the scores of Borda and Copeland as in Brandt et al., Handbook of Computational Social Choice (Cambridge, 2016), 2.4
and 3.1, on what each juror read; Bradley and Terry by the steps of Hunter, MM algorithms for generalized Bradley-Terry models
(Annals of Statistics 32, 2004); Huber, Robust Statistics (Wiley, 1981), 7.8.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from app.science.adjusting import Floats, Plan, fit

STEPS: Final = 60
DOUBT: Final = 0.1  # of a win to either side of each pair that somebody compared, so that nobody is infinitely good
HOLD: Final = 1.345
NORMAL: Final = 1.4826


def raw(plan: Plan, marks: Floats) -> Floats:
    return np.asarray(np.bincount(plan.team, marks) / plan.by_team)


def z_scores(plan: Plan, marks: Floats) -> Floats:
    """Centre and scale each juror's totals on their own, then average."""
    apart = marks - (np.bincount(plan.juror, marks) / plan.by_juror)[plan.juror]
    spread = np.sqrt(np.bincount(plan.juror, apart**2) / np.maximum(plan.by_juror - 1, 1))
    return np.asarray(np.bincount(plan.team, apart / np.maximum(spread[plan.juror], 1e-6)) / plan.by_team)


def wins(plan: Plan, marks: Floats) -> Floats:
    """Return how many jurors put team i above team j, half a juror for a draw: teams × teams."""
    count = len(plan.by_team)
    found = np.zeros((count, count))
    for juror in range(len(plan.by_juror)):
        own = plan.juror == juror
        teams, given = plan.team[own], marks[own]
        apart = given[:, None] - given[None, :]
        found[np.ix_(teams, teams)] += (apart > 0) + 0.5 * ((apart == 0) & ~np.eye(len(teams), dtype=bool))
    return found


def borda(plan: Plan, marks: Floats) -> Floats:
    """The share of the others that a team beats in a juror's order, averaged over its jurors."""
    others = np.maximum(plan.by_juror - 1, 1)
    beaten = np.zeros(len(plan.team))
    for juror in range(len(plan.by_juror)):
        own = np.flatnonzero(plan.juror == juror)
        apart = marks[own][:, None] - marks[own][None, :]
        beaten[own] = ((apart > 0).sum(axis=1) + 0.5 * ((apart == 0).sum(axis=1) - 1)) / others[juror]
    return np.asarray(np.bincount(plan.team, beaten) / plan.by_team)


def copeland(plan: Plan, marks: Floats) -> Floats:
    """Of the teams with which somebody compared it, the share that a majority puts below."""
    above = wins(plan, marks)
    met = above + above.T > 0
    beats = np.where(met, np.sign(above - above.T), 0).sum(axis=1)
    return np.asarray(beats / np.maximum(met.sum(axis=1), 1))


def bradley_terry(plan: Plan, marks: Floats) -> Floats:
    above = wins(plan, marks)
    games = above + above.T
    above, games = above + DOUBT * (games > 0), games + 2 * DOUBT * (games > 0)
    own, strength = above.sum(axis=1), np.ones(len(above))
    for _ in range(STEPS):
        strength = own / np.maximum((games / (strength[:, None] + strength[None, :])).sum(axis=1), 1e-12)
        strength /= strength.mean()
    return np.log(np.maximum(strength, 1e-12))


def least_squares(plan: Plan, marks: Floats) -> Floats:
    return fit(plan, marks, np.inf).adjusted


def huber(plan: Plan, marks: Floats) -> Floats:
    """Our guard without its two cautions: no correction for how little is left to measure noise, and no least noise."""
    held = marks
    for _ in range(30):
        found = fit(plan, held, np.inf)
        told = found.adjusted[plan.team] + found.leniency[plan.juror]
        gaps = marks - told
        noise = max(1e-3, NORMAL * float(np.median(np.abs(gaps))))
        before, held = held, told + np.clip(gaps, -HOLD * noise, HOLD * noise)
        if float(np.abs(held - before).max()) < 1e-6:
            break
    return fit(plan, held).adjusted
