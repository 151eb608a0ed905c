"""The composition from end to end: seats, a first table, its search, its proof, its reasons (P4)."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.science.team_blame import blame
from app.science.team_board import Board, Ints
from app.science.team_json import fingerprint
from app.science.team_model import TeamModel
from app.science.team_problem import resolve
from app.science.team_reasons import explain
from app.science.team_results import Explained, Proposal
from app.science.team_score import evaluate, look_up
from app.science.team_search import anneal, confine, deal, release, restore
from app.science.team_seats import seat
from app.science.team_types import Assignment, Options, Problem, Progress

METHOD: Final = "bands-2"
TRIES: Final = 2_000
COLD: Final = 0.4
WITHIN: Final = 3.0
HOT: Final = 200
HEATS: Final = ((HOT, 5.0), (600, 0.8), (math.inf, 1.2))
WHOLE_CLASSES: Final = 600
BOUND_NODES: Final = ((HOT, 200), (math.inf, 1))
PROOF_NODES: Final = 4_000
TELL_EVERY: Final = 0.7

Tell = Callable[[Progress], None]
Stop = Callable[[], bool]


class Run:
    """One composition under way: what it has, whom it tells, whether it was stopped."""

    def __init__(self, problem: Problem, options: Options, progress: Tell | None, should_stop: Stop | None) -> None:
        """Seat, and lay the table."""
        self.options, self.progress, self.should_stop = options, progress, should_stop
        self.interrupted, self.bound = False, 0
        self.told: tuple[float, float, Assignment] = (math.inf, math.inf, {})
        self.best: tuple[float, list[int]] = (math.inf, [])
        whole = resolve(problem)
        self.seats = seat(whole, options.seed)
        self.problem = resolve(self.seats.problem)
        known = look_up(self.problem)
        locks = self.problem.locks
        self.board = Board(known, [*locks, *(one for group in self.problem.together for one in group)])
        number = self.board.number
        groups = [sorted(number[one] for one in group) for group in self.problem.together]
        self.groups = [group for group in groups if not any(self.board.people[n].id in locks for n in group)]
        self.whole_groups = groups

    def tell(self, stage: str, share: float, where: Ints | None = None) -> None:
        """Tell the best so far; `where` if it is not what is on the board."""
        if self.progress is None:
            return
        found: Assignment = self.board.assignment(where)
        score = evaluate(self.problem, found)
        if (score.excess, score.total) > self.told[:2]:
            found = self.told[2]
        self.told = min(self.told, (score.excess, score.total, found), key=lambda told: told[:2])
        self.progress(Progress(stage, share, found, int(self.told[1]), int(self.told[0]), self.bound))

    def stopped(self) -> bool:
        """Whether whoever asked for the composition has had enough."""
        self.interrupted = self.interrupted or (self.should_stop is not None and self.should_stop())
        return self.interrupted

    def watch(self, start: float, end: float, tries: int) -> Callable[[int, Ints], bool]:
        """Make what the search asks now and then: it tells the best so far, and ends when who asked for it wants so."""
        told = 0.0

        def ask(done: int, where: Ints) -> bool:
            nonlocal told
            if time.monotonic() > told + TELL_EVERY:
                self.tell("search", start + (end - start) * done / tries, where)
                told = time.monotonic()
            return self.stopped()

        return ask

    def seat_first(self) -> None:
        """Deal everybody out and mend what is broken, cold: a first table that may be used."""
        team = self.board.team
        for one, slot in self.problem.locks.items():
            self.board.place(self.board.number[one], team[slot])
        deal(self.board, self.whole_groups, range(len(self.board.people)))
        tries = 2 * len(self.board.people)
        rng = random.Random(self.options.seed)  # noqa: S311 — a search that anyone can run again
        anneal(self.board, tries, rng, groups=self.groups, heats=(COLD, COLD), target=self.bound)
        self.keep_best()
        self.tell("first", 0.05)

    def keep_best(self) -> None:
        """Note the table if it is the best so far."""
        if self.board.cost < self.best[0]:
            self.best = self.board.cost, self.board.where.tolist()

    def take_best(self) -> None:
        """Put the best table seen back."""
        self.keep_best()
        restore(self.board, self.best[1])

    def prove_bound(self) -> None:
        """Find what no composition can be below, and begin again from the classes of teams in which that solution has people."""
        people = len(self.board.people)
        if self.stopped() or self.board.cost == 0:
            return
        model, whole = TeamModel(self.board.known, single=False), people <= WHOLE_CLASSES
        nodes = next(nodes for most, nodes in BOUND_NODES if people <= most)
        solved = model.solve(whole=whole, nodes=nodes, stop=self.stopped)
        self.raise_bound(solved.bound)
        self.tell("bound", 0.1)
        if solved.values:
            classes, before = model.read(solved.values), self.board.where.tolist()
            teams = [[self.board.team[slot] for slot in one.slots] for one in model.classes]
            wanted = {self.board.number[one]: teams[n] for one, n in classes.items()}
            restore(self.board, [-1 if n in wanted else team for n, team in enumerate(before)])
            deal(self.board, self.whole_groups, range(people), wanted)
            if whole:
                self.within(wanted)
            self.keep_best()

    def within(self, wanted: Mapping[int, Sequence[int]]) -> None:
        """Anneal with everybody kept in their class."""
        away = confine(self.board, wanted)
        rng = random.Random(f"{self.options.seed} classes")  # noqa: S311 — a search that anyone can run again
        tries = max(1, self.tries() // 2)
        watch = self.watch(0.1, 0.4, tries)
        anneal(self.board, tries, rng, groups=self.groups, heats=(WITHIN, COLD), target=self.bound, watch=watch)
        release(self.board, away)

    def tries(self) -> int:
        people = len(self.board.people)
        return max(1, round(self.options.effort * max(TRIES, min(600 * people, 60_000 + 30 * people))))

    def raise_bound(self, bound: float) -> None:
        if math.isfinite(bound):
            self.bound = max(self.bound, math.ceil(bound - 1e-6))

    def search(self) -> None:
        """Anneal freely: hot where that leaves the first table behind in time, else just warm."""
        tries, rng = self.tries(), random.Random(f"{self.options.seed} search")  # noqa: S311 — a search that anyone can run again
        heat = next(heat for most, heat in HEATS if len(self.board.people) <= most)
        watch = self.watch(0.4, 0.9, tries)
        anneal(self.board, tries, rng, groups=self.groups, heats=(heat, COLD), target=self.bound, watch=watch)

    def prove(self) -> None:
        """For few people, have the exact model finish from here; it proves the optimum, or mends what the search could not."""
        found = self.board.assignment()
        score = evaluate(self.problem, found)
        if len(found) > self.options.prove_below or (not score.broken and score.total <= self.bound) or self.stopped():
            return
        self.tell("proof", 0.9)
        model = TeamModel(self.board.known, single=True)
        solved = model.solve(nodes=PROOF_NODES, start=None if score.broken else found, stop=self.stopped)
        self.raise_bound(solved.bound)
        if solved.values and (score.broken or solved.cost < score.total - 0.5):
            self.board.seat({one: model.classes[n].slot.id for one, n in model.read(solved.values).items()})


def run(problem: Problem, options: Options, progress: Tell | None, should_stop: Stop | None) -> Proposal:
    """Compose teams; see `teams.compose`."""
    work = Run(problem, options, progress, should_stop)
    if work.problem.people:
        work.seat_first()
        work.prove_bound()
        work.search()
        work.take_best()
        work.prove()
    assignment = work.board.assignment()
    score = evaluate(work.problem, assignment)
    reasons = Explained({}, {}, {})
    if options.explain:
        work.tell("reasons", 0.95)
        reasons = explain(work.problem, assignment, work.seats.waiting)
    wrong = score.broken or work.seats.waiting or work.seats.closed
    return Proposal(
        problem=work.problem,
        assignment=assignment,
        waiting=work.seats.waiting,
        closed=work.seats.closed,
        score=score,
        blame=blame(problem, work.stopped) if wrong else (),
        bound=work.bound,
        proved=not score.broken and work.bound == score.total,
        interrupted=work.interrupted,
        explained=reasons,
        seed=options.seed,
        method=METHOD,
        fingerprint=fingerprint(work.problem, replace(options, explain=True), METHOD, assignment),
    )
