"""`python -m bench.composition [people …]`: teams composed from invented crowds, beside the bound and the baselines."""

import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from app.science.companion_types import Companion, Place
from app.science.companions import accompany
from app.science.team_blame import blame
from app.science.team_moves import what_if
from app.science.team_problem import resolve
from app.science.team_repair import repair
from app.science.team_types import Options, Problem, Progress
from app.science.teams import Proposal, compose, evaluate
from bench.crowd import invent

SIZES = (40, 120, 500, 2000)
GOALS = {500: 30.0, 2000: 60.0}  # people → seconds in which to come within WITHIN of the bound
WITHIN, FIRST, MEMORY = 1.12, 2.0, 350
SMALL = 120  # people, of whom twelve do not come and five come late: at most one is to move


# Seconds of CPU are held against the goals: the work is one thread's, so that is what it takes where nobody else works.


def line(*parts: str) -> None:
    widths = (26, 9, 9, 9, 9, 34)
    print("  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=False)).rstrip())


@dataclass(frozen=True, slots=True)
class Told:
    """A table that the search told of: after how many seconds (and seconds of CPU), at what cost, breaking how much."""

    seconds: float
    cpu: float
    cost: int
    excess: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One composition in a process of its own."""

    proposal: Proposal
    told: tuple[Told, ...]
    mebibytes: float


def measure(people: int, seed: int) -> Measured:
    """Compose once; called in a process of its own, so that its memory is its own too."""
    problem = invent(people, seed)
    told: list[Told] = []
    began, worked = time.perf_counter(), time.process_time()

    def tell(progress: Progress) -> None:
        if progress.cost is not None and progress.excess is not None:
            told.append(Told(time.perf_counter() - began, time.process_time() - worked, progress.cost, progress.excess))

    found = compose(problem, Options(seed), tell)
    told.append(Told(time.perf_counter() - began, time.process_time() - worked, found.score.total, found.score.excess))
    return Measured(found, tuple(told), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def possible(people: int) -> int:
    """The first seed whose invented problem can be met; few people may come without those a team needs."""
    return next(seed for seed in range(1, 99) if people > 200 or not blame(invent(people, seed)))


def random_teams(problem: Problem) -> dict[str, str]:
    """Sizes as even as can be, and nothing else."""
    rng = random.Random(1)
    people = rng.sample(problem.people, len(problem.people))
    return {person.id: problem.slots[n % len(problem.slots)].id for n, person in enumerate(people)}


def serpentine(problem: Problem) -> dict[str, str]:
    """People in the order of what they are, dealt to and fro, as one does by hand."""
    order = sorted(problem.people, key=lambda p: (p.mode, p.sector, p.employer or "", p.gender or "", p.age or "", p.number))
    there = [*problem.slots, *reversed(problem.slots)]
    return {person.id: there[n % len(there)].id for n, person in enumerate(order)}


def reach(goal: str, *, reached: bool) -> str:
    return f"{goal}: {'reached' if reached else 'not yet'}"


def show(people: int, measured: Measured) -> None:
    found, told = measured.proposal, measured.told
    problem, bound = found.problem, max(1, found.bound)
    print(
        f"\n{people} people, {len(problem.slots)} teams; bound {found.bound}, {found.percent} % from the best possible at most\n"
    )
    line("what", "cost", "× bound", "rules", "s (CPU)", "goal")
    baselines: tuple[tuple[str, Callable[[Problem], dict[str, str]]], ...] = (
        ("random", random_teams),
        ("serpentine", serpentine),
    )
    for name, make in baselines:
        score = evaluate(problem, make(problem))
        line(name, f"{score.total}", f"{score.total / bound:.2f}", f"{score.excess}")
    usable = next(one for one in told if one.excess == 0)
    goal = reach(f"≤ {FIRST:g} s", reached=usable.cpu <= FIRST)
    line("first usable", f"{usable.cost}", f"{usable.cost / bound:.2f}", "0", f"{usable.seconds:.1f} ({usable.cpu:.1f})", goal)
    near = next((one for one in told if one.excess == 0 and one.cost <= WITHIN * bound), None)
    if people in GOALS:
        goal = reach(f"≤ {GOALS[people]:g} s", reached=near is not None and near.cpu <= GOALS[people])
        figures = ("", "", "", "") if near is None else (
            f"{near.cost}", f"{near.cost / bound:.2f}", "0", f"{near.seconds:.1f} ({near.cpu:.1f})",
        )  # fmt: skip
        line("within 12 % of the bound", *figures, goal)
    last = told[-1]
    line("the end", f"{last.cost}", f"{last.cost / bound:.2f}", f"{last.excess}", f"{last.seconds:.1f} ({last.cpu:.1f})")
    goal = reach(f"≤ {MEMORY} MiB", reached=measured.mebibytes <= MEMORY)
    line("memory of the process", f"{measured.mebibytes:.0f} MiB", "", "", "", goal)


def show_changes(found: Proposal) -> None:
    """Say what a repair and a glance at a swap take."""
    problem, rng = found.problem, random.Random(1)
    gone = [person.id for person in rng.sample(problem.people, len(problem.people) // 10)]
    late = [
        replace(person, id=f"late {n}", employer=None, number=10**6 + n) for n, person in enumerate(rng.sample(problem.people, 5))
    ]
    began = time.perf_counter()
    repaired = repair(replace(problem, people=(*problem.people, *late)), found.assignment, gone)
    seconds = time.perf_counter() - began
    one, other = (person.id for person in rng.sample(problem.people, 2))
    swap = {one: found.assignment[other], other: found.assignment[one]}
    began = time.perf_counter()
    for _ in range(20):
        what_if(problem, found.assignment, swap)
    glance = (time.perf_counter() - began) / 20
    few = reach("≤ 1 move, ≤ 1 s", reached=seconds < 1 and repaired.step.moves <= 1)
    goal = few if len(problem.people) == SMALL else ""
    line(
        f"repair, {len(gone)} gone, 5 late",
        f"{repaired.step.moves} moves",
        "",
        f"{repaired.step.score.excess}",
        f"{seconds:.2f}",
        goal,
    )
    line("a swap by hand, looked at", "", "", "", f"{1000 * glance:.1f} ms", reach("≤ 10 ms", reached=glance < 0.01))


def show_companions() -> None:
    print("\nCompanions\n")
    line("what", "points", "", "missing", "s", "")
    for teams, coaches, events in ((60, 80, 8), (300, 400, 30)):
        rng = random.Random(1)
        people = [Companion(f"c{n}", rng.choice("abcd"), most=3, load=rng.randint(0, 1)) for n in range(coaches)]
        places = [Place(f"t{n}", f"h{n % events}", sectors={rng.choice("abcd"): 3}) for n in range(teams)]
        began = time.perf_counter()
        found = accompany(places, people)
        line(
            f"{teams} teams, {coaches} coaches",
            f"{found.cost}",
            "",
            f"{len(found.missing)}",
            f"{time.perf_counter() - began:.2f}",
        )


def main() -> None:
    """Measure the sizes asked for, else the usual ones."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    for people in sizes:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            measured = pool.submit(measure, people, possible(people)).result()
        show(people, measured)
        show_changes(replace(measured.proposal, problem=resolve(measured.proposal.problem)))
    show_companions()


if __name__ == "__main__":
    main()
