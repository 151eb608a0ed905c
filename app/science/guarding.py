"""The guard against a mark that stands far from the others: it asks a person, it never drops a score (J5).

The marks are fitted again with Huber's modified residuals: what departs by more than `HOLD` standard deviations is
drawn back to that distance, until nothing moves. A read that still departs by more than `ALARM` is for its juror to
confirm. With two jurors on a team nobody can say which of them departs, so two never raise the alarm.

Source: Huber, Robust Statistics (Wiley, 1981), 7.8; the constant 1.345 is that of 95 % efficiency under normal noise.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from app.science.adjusting import NOTHING, PLACES, Fit, Floats, Plan, fit

METHOD: Final = "huber-1"  # named in the fingerprint of a grid: what is done with far marks is fixed before the first
HOLD: Final = 1.345
ALARM: Final = 4.0
LEAST_ON_TEAM: Final = 3
ROUNDS: Final = 50
LEAST_NOISE: Final = 0.25  # a quarter of a mark: jurors who agree to the digit do not make one step an alarm
NORMAL: Final = 1.4826  # a standard deviation in median absolute deviations


def hold(plan: Plan, marks: Floats, *, least_noise: float = LEAST_NOISE) -> tuple[Fit, Floats]:
    """Fit with far marks held back; return the fit and how many standard deviations each read departs from it."""
    held, gaps, noise = marks, marks, least_noise
    still = NOTHING * (1 + float(np.abs(marks).max())) * 1e3
    for _ in range(ROUNDS):
        # Jurors at full weight here: what a juror is must not look like noise.
        found = fit(plan, held, math.inf)
        told = found.adjusted[plan.team] + found.leniency[plan.juror]
        gaps = marks - told
        noise = max(least_noise, NORMAL * float(np.median(np.abs(gaps))) * math.sqrt(len(gaps) / max(1, plan.dof)))
        before, held = held, told + np.clip(gaps, -HOLD * noise, HOLD * noise)
        if float(np.abs(held - before).max()) < still:
            break
    return fit(plan, held), gaps / noise


def alarms(plan: Plan, departures: Floats) -> list[int]:
    """Return the numbers of the reads that their jurors should confirm, the furthest first."""
    far = np.abs(departures).round(PLACES)
    found = np.flatnonzero((far > ALARM) & (plan.by_team[plan.team] >= LEAST_ON_TEAM))
    return sorted(found.tolist(), key=lambda number: (-float(far[number]), number))
