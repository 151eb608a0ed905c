"""Why no composition keeps every rule: the lightest set of demands to give up, and by how much (P4)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.science.team_counts import count_impossible
from app.science.team_model import TeamModel
from app.science.team_results import Blame
from app.science.team_score import look_up
from app.science.team_seats import usable
from app.science.team_types import Problem

EXACT: Final = 12_000
WHOLE: Final = 40_000
NODES: Final = 300
PLACING: Final = frozenset({"lock", "access", "apart", "together", "mode", "language", "size"})


def blame(problem: Problem, should_stop: Callable[[], bool] | None = None) -> tuple[Blame, ...]:
    """Name the demands that cannot be met together: what counting shows, then what the elastic model gives up besides.

    Empty when a composition may keep every rule (surely so up to 12,000 pairs of person and team; beyond, teams that
    are alike are looked at as one, so that what fits all together but not one by one is not seen).
    """
    known = look_up(problem)
    found = count_impossible(known)
    slots = tuple(slot for slot in known.problem.slots if usable(slot))
    if not slots or not known.problem.people:
        return tuple(found)
    known = look_up(replace(known.problem, slots=slots))
    single = len(known.people) * len(slots) <= EXACT
    model = TeamModel(known, single=single, elastic=True)
    whole = single or len(known.people) * len(model.classes) <= WHOLE
    solved = model.linear.solve(whole=whole, nodes=NODES, stop=should_stop)
    counted = {told.rule for told in found}
    if counted & PLACING:  # otherwise the model names another way out of what was counted already
        counted |= PLACING
    given_up: dict[tuple[object, ...], Blame] = {}
    for column, (rule, code, params, people) in model.slacks.items() if solved.values else ():
        amount = math.ceil(solved.values[column] - 1e-6)
        if amount > 0 and rule not in counted:
            key = (rule, code, tuple(params.items())) if rule in {"mode", "language", "access"} else (rule, code, column)
            before = given_up.get(key, Blame(rule, code, 0, params))
            told = dict.fromkeys([*before.people, *people])
            given_up[key] = Blame(rule, code, before.amount + amount, params, tuple(told))
    weight = {rule: n for n, rule in enumerate(("lock", "access", "apart", "together", "mode", "language", "size", "skill"))}
    return (*found, *sorted(given_up.values(), key=lambda told: weight.get(told.rule, len(weight))))
