"""`python -m bench.judging`: how often each way to rank finds the truth, simulated, beside the figures it was chosen by.

A juror's total is worth + leniency + noise, in quarters of a mark from 1 to 5: worth has a standard deviation of .65, noise
one of .46, leniency one of .5 (an ordinary volunteer jury) or 1 (a heavy one). Figures are Kendall's τ to the truth and how
often the best team comes first. The strategic juror gives their favourite, any team, 5, and 1 to the four best others; that
is our guess at what the published figures were made with, so read that column with care.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.science.adjusting import Floats, Plan, fit
from app.science.certainty import weigh
from app.science.guarding import hold
from app.science.panel_types import Panels, Reader, Wanted
from app.science.panels import compose

WORTH, NOISE = 0.65, 0.46
SEEDS = 120


@dataclass(frozen=True, slots=True)
class Design:
    """Who reads whom, and how."""

    name: str
    teams: int
    jurors: int
    reads: int  # by team
    leniency: float
    strategic: bool = False


# τ and top-1 of raw, z-score, least squares, adjusted, Huber.
FULL = "12 teams, 6 jurors, full"
SOME = "30 teams, 9 jurors, 3 reads"
HEAVY = "the same, leniency 1"
THIN = "12 teams, 12 jurors, 2 reads"
BENT = "full, one strategic juror"
PUBLISHED = {
    FULL: ((0.817, 0.748), (0.811, 0.720), (0.817, 0.748), (0.817, 0.748), (0.813, 0.741)),
    SOME: ((0.670, 0.472), (0.719, 0.516), (0.736, 0.535), (0.737, 0.548), (0.724, 0.531)),
    HEAVY: ((0.539, 0.332), (0.708, 0.462), (0.724, 0.484), (0.724, 0.491), (0.712, 0.480)),
    THIN: ((0.587, 0.465), (0.425, 0.250), (0.491, 0.383), (0.593, 0.474), (0.595, 0.488)),
    BENT: ((0.611, 0.393), (0.718, 0.597), (0.611, 0.393), (0.611, 0.393), (0.760, 0.664)),
}
DESIGNS = (
    Design(FULL, 12, 6, 6, 0.5),
    Design(SOME, 30, 9, 3, 0.5),
    Design(HEAVY, 30, 9, 3, 1.0),
    Design(THIN, 12, 12, 2, 0.5),
    Design(BENT, 12, 6, 6, 0.5, strategic=True),
)


def panel(design: Design, chance: np.random.Generator) -> tuple[Plan, Floats, Floats]:
    """Draw a panel that hangs together, the marks it gives, and the teams' true worth."""
    plan = _readers(design, chance)
    worth = WORTH * chance.normal(size=design.teams)
    marks = 3 + worth[plan.team] + (design.leniency * chance.normal(size=design.jurors))[plan.juror]
    marks = np.clip(np.round(4 * (marks + NOISE * chance.normal(size=len(plan.team)))) / 4, 1, 5)
    if design.strategic:
        own, place = plan.juror == 0, np.argsort(np.argsort(-worth))
        marks[own & (place[plan.team] < 4)] = 1
        marks[own & (plan.team == chance.integers(design.teams))] = 5
    return plan, marks, worth


def _readers(design: Design, chance: np.random.Generator) -> Plan:
    while True:
        load, pairs = np.zeros(design.jurors), []
        for team in chance.permutation(design.teams).tolist():
            chosen = np.argsort(load + chance.random(design.jurors) / 2)[: design.reads]
            load[chosen] += 1
            pairs += [(team, juror) for juror in chosen.tolist()]
        numbers = np.array(sorted(pairs))
        plan = Plan(numbers[:, 0], numbers[:, 1])
        if plan.panels == 1:
            return plan


def z_scores(plan: Plan, marks: Floats) -> Floats:
    means = np.bincount(plan.juror, marks) / plan.by_juror
    apart = marks - means[plan.juror]
    spread = np.sqrt(np.bincount(plan.juror, apart**2) / np.maximum(plan.by_juror - 1, 1))
    return np.asarray(np.bincount(plan.team, apart / np.maximum(spread[plan.juror], 1e-6)) / plan.by_team)


WAYS: dict[str, Callable[[Plan, Floats], Floats]] = {
    "raw": lambda plan, marks: np.bincount(plan.team, marks) / plan.by_team,
    "z-score": z_scores,
    "least squares": lambda plan, marks: fit(plan, marks, np.inf).adjusted,
    "adjusted": lambda plan, marks: fit(plan, marks).adjusted,
    "Huber": lambda plan, marks: hold(plan, marks, least_noise=1e-3)[0].adjusted,
}


def kendall(found: Floats, worth: Floats) -> float:
    one, two = np.triu_indices(len(worth), 1)
    return float(np.mean(np.sign(found[one] - found[two]) * np.sign(worth[one] - worth[two])))


def measure(design: Design, seeds: int = SEEDS) -> dict[str, tuple[float, float, float, float]]:
    """Return for each way of ranking τ, top-1 and the standard errors of both."""
    told: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for seed in range(seeds):
        plan, marks, worth = panel(design, np.random.default_rng(seed))
        for way, rank in WAYS.items():
            found = rank(plan, marks).round(6)
            first = np.flatnonzero(found == found.max())
            told[way].append((kendall(found, worth), float(np.argmax(worth) in first) / len(first)))
    return {way: (*np.mean(rows, axis=0), *(np.std(rows, axis=0) / seeds**0.5)) for way, rows in told.items()}


def speed() -> tuple[float, float]:
    """Return the CPU milliseconds of the fit of 60 teams by 12 jurors, and of their ranks and chances; the best of nine."""
    chance = np.random.default_rng(1)
    plan, marks, _ = panel(Design("", 60, 12, 6, 0.5), chance)
    fits, ranks = [], []
    for _ in range(9):
        began = time.thread_time()
        found = fit(Plan(plan.team, plan.juror), marks)
        fits.append(time.thread_time() - began)
        weigh(found.adjusted, found.spread)
        ranks.append(time.thread_time() - began - fits[-1])
    return 1e3 * min(fits), 1e3 * min(ranks)


def assignment(teams: int, jurors: int, reads: int = 3) -> tuple[float, Panels]:
    """Return the seconds and the panels of a jury of three sectors in which one pair in fifty is tied."""
    chance = np.random.default_rng(1)
    readers = tuple(Reader(f"j{n}", ("public", "company", "association")[n % 3]) for n in range(jurors))
    names = tuple(f"t{n}" for n in range(teams))
    tied = frozenset((one.key, team) for team in names for one in readers if chance.random() < 0.02)
    began = time.perf_counter()
    found = compose(Wanted(names, readers, reads, tied))
    return time.perf_counter() - began, found


def main(seeds: int = SEEDS) -> None:
    """Print the table and the line of speed; takes seconds."""
    print(f"τ / best first, simulated with {seeds} seeds; published with 1,000; apart in standard errors of both together\n")
    for design in DESIGNS:
        print(design.name)
        for (way, found), known in zip(measure(design, seeds).items(), PUBLISHED[design.name], strict=True):
            wide = (1 + seeds / 1000) ** 0.5
            apart = [(found[n] - known[n]) / (wide * found[n + 2]) for n in (0, 1)]
            here, there = (f"{figures[0]:.3f} / {figures[1]:.3f}" for figures in (found, known))
            print(f"  {way:14} {here}   published {there}   {apart[0]:+.1f} / {apart[1]:+.1f}")
    one, two = speed()
    verdict = "reached" if one + two < 20 else "not yet"
    for teams, jurors, limit in ((60, 12, 1), (2000, 300, 60)):
        seconds, found = assignment(teams, jurors)
        loads = f"loads {min(found.loads.values())} to {max(found.loads.values())}, {found.parts} part"
        verdict_ = "reached" if seconds < limit and not found.lacks else "not yet"
        print(f"\nassignment of {teams} × {jurors} × 3: {seconds:.2f} s, {loads}   ≤ {limit} s   {verdict_}")
    print(f"\n60 teams × 12 jurors: fit {one:.1f} ms, margins and ranks {two:.1f} ms of CPU   ≤ 20 ms   {verdict}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
