"""Published teams repaired after no-shows and latecomers, with as few moves as may be (P4)."""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Mapping
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

import numpy as np

from app.science.team_board import NEVER, Board
from app.science.team_problem import leave_open
from app.science.team_results import Repair, RepairStep
from app.science.team_score import evaluate, look_up
from app.science.team_search import anneal, deal
from app.science.team_types import Assignment, Problem

MOST_STEPS: Final = 12
BEYOND: Final = 4
CANDIDATES: Final = 6


class Action(NamedTuple):
    """One move, or one exchange with `other` (-1: none); `price` counts the moves, `points` does not."""

    price: int
    points: int
    person: int
    other: int
    team: int


def repair(
    problem: Problem,
    assignment: Assignment,
    gone: Collection[str] = (),
    late: Collection[str] = (),
    *,
    move_cost: int = 60,
    move_locked: bool = False,
    seed: int = 1,
) -> Repair:
    """Repair `assignment` without the people who are `gone` and with those who have no team yet, moving few others.

    `problem` holds everybody, the latecomers too (whoever has no team is one; `late` people are taken out of the team
    they had). A moved person must win `move_cost` points; a broken hard rule outweighs that. Nobody leaves a team that
    is `locked` (has begun working), and it is not closed, unless `move_locked`. When people are too few for the teams,
    the team whose closing costs least is given up. Deterministic; less than a second for 120 people.
    """
    here = tuple(person for person in problem.people if person.id not in gone)
    published = {one.id: assignment[one.id] for one in here if one.id in assignment and one.id not in late}
    whole = replace(problem, people=here)
    closed: tuple[str, ...] = ()
    best = _mend(whole, published, closed, move_cost, seed, move_locked=move_locked)
    while best.wrong_size(over=False) and len(closed) < len(problem.slots) - 1:
        held = set(whole.locks.values()) | {slot.id for slot in problem.slots if slot.locked and not move_locked}
        size = {slot.id: sum(where == slot.id for where in published.values()) for slot in problem.slots}
        free = sorted((one for one in size if one not in held and one not in closed), key=lambda one: (size[one], one))
        tried = [_mend(whole, published, (*closed, one), move_cost, seed, move_locked=move_locked) for one in free[:CANDIDATES]]
        if not tried:
            break
        closing = min(tried, key=lambda one: one.worth())
        if closing.worth() >= best.worth():
            break
        best, closed = closing, closing.closed
    return best.result()


def _mend(
    whole: Problem, published: Assignment, closed: tuple[str, ...], move_cost: int, seed: int, *, move_locked: bool
) -> _Mending:  # fmt: skip
    """Repair with given teams closed; only where moves make no room does a latecomer wait."""
    found = _Mending(whole, published, closed, move_cost, seed, move_locked=move_locked, wait=False)
    if found.wrong_size(over=True):
        found = _Mending(whole, published, closed, move_cost, seed, move_locked=move_locked, wait=True)
    return found


class _Mending:
    def __init__(
        self, whole: Problem, published: Assignment, closed: tuple[str, ...], move_cost: int, seed: int, *,
        move_locked: bool, wait: bool,
    ) -> None:  # fmt: skip
        self.closed, self.move_cost, self.published = closed, move_cost, published
        self.problem = leave_open(whole, closed)
        begun = {slot.id for slot in self.problem.slots if slot.locked and not move_locked}
        fixed = {one for one, slot in published.items() if slot in begun}
        fixed |= {one for group in self.problem.together for one in group} | {*self.problem.locks}
        self.board = board = Board(look_up(self.problem), fixed)
        for one, slot in self.problem.locks.items():
            if slot in board.team and published.get(one) not in begun:
                board.place(board.number[one], board.team[slot])
        origin = [board.team.get(published.get(person.id, ""), -1) for person in self.problem.people]
        self.origin = np.array(origin, np.int64)
        for n, team in enumerate(origin):
            if team >= 0 and board.where[n] < 0:
                board.place(n, team)
        groups = [[board.number[one] for one in sorted(group)] for group in self.problem.together]
        deal(board, groups, range(len(board.people)))
        self.free = [n for n in range(len(board.people)) if not board.frozen[n]]
        self.waiting: list[str] = []
        self._settle_newcomers(wait=wait)
        self.steps = [self._step()]
        self._improve(seed)

    def _settle_newcomers(self, *, wait: bool) -> None:
        """Put those without a former team where they cost least; the last come wait where there is no seat for all."""
        came = [n for n in self.free if self.origin[n] < 0]
        for _ in range(2 * len(came)):
            actions = [action for n in came if (action := self._best(n, 1 << 12)) and action.price < 0]
            if not actions:
                break
            self._do(min(actions))
        for team, slot in enumerate(self.board.slots) if wait else ():
            over = len(self.board.members[team]) - slot.high
            last = sorted((n for n in self.board.members[team] if n in came), reverse=True)[: max(over, 0)]
            for n in last:
                if self.published.get(self.board.people[n].id) is None:
                    self.board.place(n, -1)
                    self.waiting.append(self.board.people[n].id)
            self.board.refresh(team)

    def _best(self, person: int, move_cost: int) -> Action | None:
        board, origin, where = self.board, self.origin, self.board.where
        source = int(where[person])
        if source < 0:
            return None
        swap, join = board.prices(person)
        mine = np.zeros(len(board.slots), np.int64)
        if origin[person] >= 0:
            mine[:] = 1 - int(source != origin[person])
            mine[origin[person]] -= 1
        theirs = np.where(origin >= 0, (origin != source).astype(np.int64) - (origin != where), 0)
        swap = np.where(where >= 0, swap, NEVER)
        both, alone = swap + move_cost * (mine[where] + theirs), join + move_cost * mine
        other, team = int(np.argmin(both)), int(np.argmin(alone))
        if both[other] < alone[team]:
            return Action(int(both[other]), int(swap[other]), person, other, int(where[other]))
        return Action(int(alone[team]), int(join[team]), person, -1, team)

    def _do(self, action: Action) -> None:
        self.board.exchange(action.person, action.other, action.team)

    def _improve(self, seed: int) -> None:
        """Take the best move again and again, some steps beyond what is worth its moves, for the curve."""
        beyond, most = 0, MOST_STEPS + self.steps[0].score.excess
        waiting: list[tuple[float, int]] = [
            (action.price, n) for n in self.free if (action := self._best(n, self.move_cost)) and action.points < 0
        ]
        heapify(waiting)
        while len(self.steps) <= most and (action := self._next(waiting)):
            beyond += action.price >= 0
            if beyond > BEYOND:
                break
            touched = {int(self.board.where[action.person]), action.team}
            self._do(action)
            self.steps.append(self._step())
            for n in (n for team in sorted(touched) for n in self.board.members[team] if not self.board.frozen[n]):
                heappush(waiting, (-math.inf, n))
        if min(step.score.excess for step in self.steps):
            self._search(seed)

    def _next(self, waiting: list[tuple[float, int]]) -> Action | None:
        """Find the best action, looking again only at people who may have it."""
        while waiting:
            _, n = heappop(waiting)
            action = self._best(n, self.move_cost)
            if action is None or action.points >= 0:
                continue
            if not waiting or action.price <= waiting[0][0]:
                return action
            heappush(waiting, (action.price, n))
        return None

    def _search(self, seed: int) -> None:
        """For what no single move mends: anneal, with the price of moves in the places."""
        board = self.board
        away = np.zeros_like(board.places)
        moved = np.flatnonzero(self.origin >= 0)
        away[:, moved] = self.move_cost
        away[self.origin[moved], moved] = 0
        seated = np.flatnonzero(board.where >= 0)
        board.places += away
        board.cost += int(away[board.where[seated], seated].sum(dtype=np.float64))
        for team in range(len(board.slots)):
            board.refresh(team)
        anneal(board, 20 * len(board.people), random.Random(seed))  # noqa: S311 — a search that anyone can run again
        self.steps.append(self._step())

    def _step(self) -> RepairStep:
        found = self.board.assignment()
        moved = {one: slot for one, slot in found.items() if one in self.published and self.published[one] != slot}
        return RepairStep(moved, found, evaluate(self.problem, found))

    def _price(self, step: RepairStep) -> tuple[int, int]:
        return step.score.excess, step.score.total + self.move_cost * step.moves

    def worth(self) -> tuple[int, int]:
        return min((self._price(step) for step in self.steps), default=(0, 0))

    def wrong_size(self, *, over: bool) -> bool:
        """Whether a team is above its maximum, or below its minimum, in the best step."""
        sizes = [one.params for one in min(self.steps, key=self._price).score.broken if one.rule == "size"]
        return any((int(one["size"]) > int(one["high"])) == over for one in sizes)

    def result(self) -> Repair:
        kept: Mapping[int, RepairStep] = {}
        for step in self.steps:
            best = kept.get(step.moves)
            if best is None or self._price(step) < self._price(best):
                kept = {**kept, step.moves: step}
        curve = tuple(kept[moves] for moves in sorted(kept))
        advised = min(range(len(curve)), key=lambda n: (self._price(curve[n]), n))
        return Repair(curve, advised, tuple(self.waiting), self.closed)
