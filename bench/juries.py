"""Invented juries whose teams' true worth is known: who reads whom, and the marks that come of it.

A juror marks four criteria that weigh 30, 20, 30 and 20, whole marks from 1 to 5: 3 + worth + leniency + noise, rounded and
held within the scale. Worth has a standard deviation of .6, the noise of one mark .8 (a total then departs by .43), leniency
one of .5 (an ordinary volunteer jury) or 1 (a heavy one). The published figures name the leniencies and who reads how much,
not the rest: .6 and .8 are what the plain means of the first two columns ask for, and nothing else was fitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.science.adjusting import Floats, Plan

WORTH: Final = 0.6
NOISE: Final = 0.8
WEIGHTS: Final = np.array([0.3, 0.2, 0.3, 0.2])


@dataclass(frozen=True, slots=True)
class Design:
    """Who reads whom, and how: `reads` jurors a team, loads even, or `rooms` whose jurors read all of it and nothing else.

    `anchors` are teams that everybody reads besides. A strategic juror gives three favourites, any teams, 5, and 1 to the
    three best of the others; what the published ones did is not said, and this is the guess that comes nearest to the plain
    means of its column.
    """

    name: str
    teams: int
    jurors: int
    reads: int
    leniency: float
    strategic: bool = False
    rooms: int = 0
    anchors: int = 0


def panel(design: Design, chance: np.random.Generator) -> tuple[Plan, Floats, Floats]:
    """Draw a panel, the totals that it gives, and the teams' true worth."""
    plan = _rooms(design) if design.rooms else _even(design, chance)
    worth = WORTH * chance.normal(size=design.teams)
    seen = 3 + worth[plan.team] + (design.leniency * chance.normal(size=design.jurors))[plan.juror]
    marks = seen[:, None] + NOISE * chance.normal(size=(len(seen), len(WEIGHTS)))
    totals = (np.clip(np.round(marks), 1, 5) @ WEIGHTS).round(9)
    if design.strategic:
        own, place = plan.juror == 0, np.argsort(np.argsort(-worth))
        totals[own & (place[plan.team] < 3)] = 1
        totals[own & np.isin(plan.team, chance.permutation(design.teams)[:3])] = 5
    return plan, totals, worth


def _even(design: Design, chance: np.random.Generator) -> Plan:
    """Deal jurors to teams, loads even, until the panel hangs together and everybody reads."""
    while True:
        load, pairs = np.zeros(design.jurors), []
        for team in chance.permutation(design.teams).tolist():
            chosen = np.argsort(load + chance.random(design.jurors) / 2)[: design.reads]
            load[chosen] += 1
            pairs += [(team, juror) for juror in chosen.tolist()]
        plan = _plan(pairs)
        if plan.panels == 1 and len(plan.by_juror) == design.jurors:
            return plan


def _rooms(design: Design) -> Plan:
    """Cut teams and jurors into rooms; the last teams of all are anchors, one room after the other, and read by everybody."""
    of_team = np.arange(design.teams) * design.rooms // design.teams
    of_juror = np.arange(design.jurors) * design.rooms // design.jurors
    shared = {
        int(np.flatnonzero(of_team == number % design.rooms)[-1 - number // design.rooms]) for number in range(design.anchors)
    }
    return _plan(
        [
            (team, juror)
            for team in range(design.teams)
            for juror in range(design.jurors)
            if team in shared or of_team[team] == of_juror[juror]
        ]
    )


def _plan(pairs: list[tuple[int, int]]) -> Plan:
    numbers = np.array(sorted(pairs))
    return Plan(numbers[:, 0], numbers[:, 1])
