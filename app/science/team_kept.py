"""A composition as plain values: what a worker is given, what it tells on its way, and what is kept of it (P4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.science.team_json import fingerprint, load_problem
from app.science.team_problem import leave_open
from app.science.team_reasons import explain
from app.science.team_results import Blame, Broken, Explained, Proposal, Score
from app.science.team_score import evaluate
from app.science.team_types import Assignment, Options, Problem, Progress

BY_HAND = "by hand"
REPAIR = "repair-1"
Tell = Callable[[float, dict[str, Any], dict[str, Any] | None], None]


def run(inputs: Mapping[str, Any], tell: Tell, stopping: Callable[[], bool]) -> dict[str, Any]:
    """Compose teams from plain values, telling the best so far; stopped, it gives the best that it has."""
    from app.science.teams import compose  # noqa: PLC0415 - only who composes needs the search

    last: tuple[int | None, int | None] = (None, None)

    def progress(now: Progress) -> None:
        nonlocal last
        said = {"stage": now.stage, "cost": now.cost, "excess": now.excess, "bound": now.bound}
        better = (now.excess, now.cost) != last
        last = (now.excess, now.cost)
        tell(now.share, said, {"assignments": dict(now.assignment)} if better and now.assignment else None)

    return result_of(compose(load_problem(inputs["problem"]), Options(**inputs["options"]), progress, stopping))


def result_of(found: Proposal) -> dict[str, Any]:
    """Return a proposal as it is kept."""
    kept = _said(found.assignment, found.score, found.explained)
    return kept | {
        "unplaced": list(found.waiting), "closed": list(found.closed), "blame": [_demand(one) for one in found.blame],
        "bound": found.bound, "proved": found.proved, "percent": found.percent, "interrupted": found.interrupted,
        "even": found.even, "method": found.method, "fingerprint": found.fingerprint,
    }  # fmt: skip


def by_hand(problem: Problem, assignment: Assignment, before: Mapping[str, Any], *, seed: int = 0) -> dict[str, Any]:
    """Return a composition that a person made from another one, weighed and explained as that was."""
    waiting = [person.id for person in problem.people if person.id not in assignment]
    score = evaluate(problem, assignment)
    kept = _said(assignment, score, explain(problem, assignment, waiting))
    bound = int(before.get("bound") or 0)
    best = score.total == bound and not score.broken
    used = set(assignment.values())
    return kept | {
        "unplaced": waiting, "closed": [slot.id for slot in problem.slots if slot.id not in used], "blame": [],
        "bound": bound, "proved": best, "interrupted": False, "method": BY_HAND,
        "percent": 0 if best else -(-100 * max(0, score.total - bound) // bound) if bound else None,
        "even": not any(score.costs[kind] for kind in ("sector", "gender", "age", "senior", "extra")),
        "fingerprint": fingerprint(problem, Options(seed), BY_HAND, assignment),
    }  # fmt: skip


def plain_broken(broken: Iterable[Broken]) -> list[dict[str, Any]]:
    """Return hard rules that are broken, for who composes."""
    return [
        {"rule": one.rule, "amount": one.amount, "params": dict(one.params), "people": list(one.people)} for one in broken
    ]  # fmt: skip


def plain_blame(blame: Sequence[Blame]) -> list[dict[str, Any]]:
    """Return demands that cannot be met, for who composes."""
    return [_demand(one) for one in blame]


def _demand(one: Blame) -> dict[str, Any]:
    return {
        "rule": one.rule, "code": one.code, "amount": one.amount, "params": dict(one.params), "people": list(one.people),
    }  # fmt: skip


def _said(assignment: Assignment, score: Score, explained: Explained) -> dict[str, Any]:
    return {
        "assignments": dict(assignment),
        "costs": dict(score.costs),
        "total": score.total,
        "broken": plain_broken(score.broken),
        "mixes": {
            slot: {"size": mix.size, "cost": mix.cost, "missing_skills": list(mix.missing_skills)}
            for slot, mix in explained.mixes.items()
        },
        "team_reasons": {slot: [_reason(one) for one in reasons] for slot, reasons in explained.teams.items()},
        "person_reasons": {person: [_reason(one) for one in reasons] for person, reasons in explained.people.items()},
    }


def _reason(one: Any) -> dict[str, Any]:
    return {"code": one.code, "params": dict(one.params)}


def run_repair(inputs: Mapping[str, Any], tell: Tell, stopping: Callable[[], bool]) -> dict[str, Any]:  # noqa: ARG001 - as `run`
    """Repair teams from plain values: everybody in the problem is here, and whoever has no team in `assignment` came late."""
    from app.science.team_repair import repair  # noqa: PLC0415 - only who composes needs the search

    problem = load_problem(inputs["problem"])
    before = inputs["assignment"]
    seed = int(inputs["options"]["seed"])
    found = repair(problem, before, move_locked=bool(inputs["move_begun"]), seed=seed)
    curve = [
        {
            "moves": step.moves, "total": step.score.total, "excess": step.score.excess,
            "changes": {one: slot for one, slot in step.assignment.items() if before.get(one) != slot},
        }
        for step in found.curve
    ]  # fmt: skip
    changes = {one: slot for one, slot in found.step.assignment.items() if before.get(one) != slot}
    best = at_step(problem, before, found.closed, changes, seed)
    more = {"curve": curve, "advised": found.advised, "step": found.advised, "closing": list(found.closed)}
    return best | more


def at_step(
    problem: Problem, before: Assignment, closed: Sequence[str], changes: Assignment, seed: int
) -> dict[str, Any]:  # fmt: skip
    """Return the composition at one point of a repair's curve, weighed and explained for the teams that stay open."""
    assignment = {one: slot for one, slot in {**before, **changes}.items() if slot not in closed}
    return by_hand(leave_open(problem, closed), assignment, {}, seed=seed) | {"method": REPAIR, "proved": False, "percent": None}
