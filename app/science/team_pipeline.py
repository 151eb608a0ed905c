"""The composition from end to end: seats, a first table, its search, its proof, its reasons (P4)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.science.team_board import Board, Ints
from app.science.team_json import fingerprint
from app.science.team_problem import resolve
from app.science.team_reasons import explain
from app.science.team_results import Explained, Proposal
from app.science.team_score import evaluate, look_up
from app.science.team_search import anneal, deal
from app.science.team_seats import seat
from app.science.team_types import Options, Problem, Progress

METHOD: Final = "bands-2"
TRIES_PER_PERSON: Final = 600
TRIES: Final = (2_000, 400_000)
COLD: Final = 0.4
TELL_EVERY: Final = 0.7

Tell = Callable[[Progress], None]
Stop = Callable[[], bool]


class Run:
    """One composition under way: what it has, whom it tells, whether it was stopped."""

    def __init__(self, problem: Problem, options: Options, progress: Tell | None, should_stop: Stop | None) -> None:
        """Seat, and lay the table."""
        self.options, self.progress, self.should_stop = options, progress, should_stop
        self.interrupted, self.bound = False, 0
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
        found = self.board.assignment(where)
        score = evaluate(self.problem, found)
        self.progress(Progress(stage, share, found, score.total, score.excess, self.bound))

    def watch(self, start: float, end: float, tries: int) -> Callable[[int, Ints], bool]:
        """Make what the search asks now and then: it tells the best so far, and ends when who asked for it wants so."""
        told = 0.0

        def ask(done: int, where: Ints) -> bool:
            nonlocal told
            self.interrupted = self.interrupted or (self.should_stop is not None and self.should_stop())
            if time.monotonic() > told + TELL_EVERY:
                self.tell("search", start + (end - start) * done / tries, where)
                told = time.monotonic()
            return self.interrupted

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
        self.tell("first", 0.05)

    def search(self) -> None:
        people, (least, most) = len(self.board.people), TRIES
        tries = round(self.options.effort * min(most, max(least, TRIES_PER_PERSON * people)))
        rng = random.Random(f"{self.options.seed} search")  # noqa: S311 — a search that anyone can run again
        anneal(
            self.board,
            max(1, tries),
            rng,
            groups=self.groups,
            target=self.bound,
            watch=self.watch(0.1, 0.9, tries),
        )


def run(problem: Problem, options: Options, progress: Tell | None, should_stop: Stop | None) -> Proposal:
    """Compose teams; see `teams.compose`."""
    work = Run(problem, options, progress, should_stop)
    if work.problem.people:
        work.seat_first()
        work.search()
    assignment = work.board.assignment()
    score = evaluate(work.problem, assignment)
    reasons = Explained({}, {}, {})
    if options.explain:
        work.tell("reasons", 0.95)
        reasons = explain(work.problem, assignment, work.seats.waiting)
    bound = min(work.bound, score.total) if not score.broken else work.bound
    return Proposal(
        problem=work.problem,
        assignment=assignment,
        waiting=work.seats.waiting,
        closed=work.seats.closed,
        score=score,
        blame=(),
        bound=bound,
        proved=not score.broken and bound == score.total,
        interrupted=work.interrupted,
        explained=reasons,
        seed=options.seed,
        method=METHOD,
        fingerprint=fingerprint(work.problem, replace(options, explain=True), METHOD, assignment),
    )
