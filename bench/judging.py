"""`python -m bench.judging`: how often each way to rank finds the truth, simulated, beside the figures it was chosen by.

The juries are those of `bench.juries`, the other ways those of `bench.rivals`. Figures are Kendall's τ to the true worth and
how often the best team comes first (shared first places count in part). Besides: what anchors win for separate rooms, the
worst loss of the adjusted mean against the plain one, and what fit, ranks and assignments cost.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from app.science.adjusting import Floats, Plan, fit
from app.science.certainty import weigh
from app.science.guarding import hold
from app.science.panel_types import Panels, Reader, Wanted
from app.science.panels import compose
from bench import rivals
from bench.juries import Design, panel

SEEDS: Final = 1000
FIRST_SEED: Final = 10_000  # far from those with which the jury's worth and noise were looked for
KNOWN_SEEDS: Final = 1000
OUTSIDE: Final = 3.0  # standard errors of both simulations together

Cell = tuple[float, float]
Range = tuple[Cell, Cell]  # of τ and of top-1, least and most


def _exactly(tau: float, first: float) -> Range:
    return (tau, tau), (first, first)


WAYS: Final[dict[str, Callable[[Plan, Floats], Floats]]] = {
    "raw mean": rivals.raw,
    "z-score": rivals.z_scores,
    "Borda": rivals.borda,
    "Copeland": rivals.copeland,
    "Bradley-Terry": rivals.bradley_terry,
    "least squares": rivals.least_squares,
    "adjusted mean": lambda plan, marks: fit(plan, marks).adjusted,
    "Huber": rivals.huber,
    "our guard": lambda plan, marks: hold(plan, marks)[0].adjusted,
}
ORDINAL: Final = ("Borda", "Copeland", "Bradley-Terry")
FULL = Design("12 teams, 6 jurors, full", 12, 6, 6, 0.5)
SOME = Design("30 teams, 9 jurors, 3 reads", 30, 9, 3, 0.5)
HEAVY = replace(SOME, name="the same, leniency 1", leniency=1.0)
THIN = Design("12 teams, 12 jurors, 2 reads", 12, 12, 2, 0.5)
BENT = replace(FULL, name="full, one strategic juror", strategic=True)
# As published; three ways by orders stand there in one line, of which a range is given for some.
PUBLISHED: Final[dict[Design, dict[str, Range]]] = {
    FULL: {
        "raw mean": _exactly(0.817, 0.748), "z-score": _exactly(0.811, 0.720), "orders": _exactly(0.803, 0.730),
        "least squares": _exactly(0.817, 0.748), "adjusted mean": _exactly(0.817, 0.748), "Huber": _exactly(0.813, 0.741),
    },
    SOME: {
        "raw mean": _exactly(0.670, 0.472), "z-score": _exactly(0.719, 0.516), "orders": ((0.70, 0.71), (0.51, 0.51)),
        "least squares": _exactly(0.736, 0.535), "adjusted mean": _exactly(0.737, 0.548), "Huber": _exactly(0.724, 0.531),
    },
    HEAVY: {
        "raw mean": _exactly(0.539, 0.332), "z-score": _exactly(0.708, 0.462), "orders": _exactly(0.70, 0.475),
        "least squares": _exactly(0.724, 0.484), "adjusted mean": _exactly(0.724, 0.491), "Huber": _exactly(0.712, 0.480),
    },
    THIN: {
        "raw mean": _exactly(0.587, 0.465), "z-score": _exactly(0.425, 0.250), "orders": ((0.42, 0.45), (0.0, 1.0)),
        "least squares": _exactly(0.491, 0.383), "adjusted mean": _exactly(0.593, 0.474), "Huber": _exactly(0.595, 0.488),
    },
    BENT: {
        "raw mean": _exactly(0.611, 0.393), "z-score": _exactly(0.718, 0.597), "orders": _exactly(0.723, 0.555),
        "least squares": _exactly(0.611, 0.393), "adjusted mean": _exactly(0.611, 0.393), "Huber": _exactly(0.760, 0.664),
    },
}  # fmt: skip
ROOMS = Design("three rooms of 10 teams and 3 jurors", 30, 9, 3, 0.5, rooms=3)
ANCHORED = replace(ROOMS, name="the same, two teams read by all", anchors=2)
ANCHORS: Final = {ROOMS: ("raw mean", 0.676), ANCHORED: ("adjusted mean", 0.727)}
WORST_LOSS: Final = 0.008


@dataclass(frozen=True, slots=True)
class Found:
    """τ and top-1 of a way to rank, by seed."""

    tau: Floats
    first: Floats

    def cells(self) -> list[tuple[float, float]]:
        """Return both means, each with its standard error."""
        return [(float(one.mean()), float(one.std() / len(one) ** 0.5)) for one in (self.tau, self.first)]


def kendall(found: Floats, worth: Floats) -> float:
    one, two = np.triu_indices(len(worth), 1)
    return float(np.mean(np.sign(found[one] - found[two]) * np.sign(worth[one] - worth[two])))


def measure(design: Design, seeds: int, ways: tuple[str, ...] = tuple(WAYS)) -> dict[str, Found]:
    told = {way: np.zeros((2, seeds)) for way in ways}
    for seed in range(seeds):
        plan, marks, worth = panel(design, np.random.default_rng(FIRST_SEED + seed))
        for way in ways:
            found = WAYS[way](plan, marks).round(6)
            first = np.flatnonzero(found == found.max())
            told[way][:, seed] = kendall(found, worth), float(np.argmax(worth) in first) / len(first)
    return {way: Found(*figures) for way, figures in told.items()}


def apart(figure: float, error: float, known: Cell, seeds: int) -> float:
    """Return by how many standard errors of both simulations a figure is outside what was published."""
    wide = max(error * (1 + seeds / KNOWN_SEEDS) ** 0.5, 1e-9)
    return max(0.0, known[0] - figure, figure - known[1]) / wide


def _said(known: Cell) -> str:
    return f"{known[0]:.3f}" if known[0] == known[1] else f"{known[0]:.2f}-{known[1]:.2f}" if known[1] < 1 else "not said"


def table(seeds: int) -> list[str]:
    """Print each column of the table beside the published one; return the cells that fall outside."""
    outside = []
    for design, known in PUBLISHED.items():
        print(f"{design.name}\n  {'':14} {'τ':>13}  {'published':>9}  apart   {'top-1':>13}  {'published':>9}  apart")
        for way, found in measure(design, seeds).items():
            ranges = known.get("orders" if way in ORDINAL else way)
            parts = []
            for number, (figure, error) in enumerate(found.cells()):
                parts.append(f"{figure:.3f} ± {error:.3f}")
                if ranges is None:
                    parts.append(f"{'':9}  {'':5}")
                    continue
                by = apart(figure, error, ranges[number], seeds)
                parts.append(f"{_said(ranges[number]):>9}  {by:5.1f}")
                if by > OUTSIDE:
                    outside.append(f"{way}, {design.name}, {'top-1' if number else 'τ'}: {by:.1f}")
            print(f"  {way:14} {parts[0]}  {parts[1]}   {parts[2]}  {parts[3]}")
    return outside


def anchors(seeds: int) -> None:
    for design, (way, known) in ANCHORS.items():
        figure, error = measure(design, seeds, (way,))[way].cells()[0]
        by = apart(figure, error, (known, known), seeds)
        print(f"{design.name}, {way}: τ {figure:.3f} ± {error:.3f}   published {known:.3f}   {by:.1f}")


def worst_loss(seeds: int) -> tuple[float, float, str]:
    """Return by how much τ the adjusted mean loses most against the plain one in 36 designs, its error, and where."""
    found = []
    for teams, reads, leniency in product((12, 20, 30, 60), (2, 3, 5), (0.0, 0.5, 1.0)):
        design = Design(f"{teams} teams, {reads} reads, leniency {leniency}", teams, max(6, teams * reads // 10), reads, leniency)
        both = measure(design, seeds, ("raw mean", "adjusted mean"))
        lost = both["raw mean"].tau - both["adjusted mean"].tau
        found.append((float(lost.mean()), float(lost.std() / seeds**0.5), design.name))
    return max(found)


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


def costs() -> None:
    one, two = speed()
    verdict = "reached" if one + two < 20 else "not yet"
    print(f"60 teams × 12 jurors: fit {one:.1f} ms, margins and ranks {two:.1f} ms of CPU   ≤ 20 ms   {verdict}")
    for teams, jurors, limit in ((60, 12, 1), (2000, 300, 60)):
        seconds, found = assignment(teams, jurors)
        loads = f"loads {min(found.loads.values())} to {max(found.loads.values())}, {found.parts} part"
        verdict = "reached" if seconds < limit and not found.lacks else "not yet"
        print(f"assignment of {teams} × {jurors} × 3: {seconds:.2f} s, {loads}   ≤ {limit} s   {verdict}")


def main(seeds: int = SEEDS) -> None:
    """Print the table, the claims beside it, and the lines of speed; 1,000 seeds take some minutes."""
    print(f"τ / best first of {seeds} simulated juries, ± standard error; apart: in standard errors of both simulations\n")
    outside = table(seeds)
    print(f"\noutside by more than {OUTSIDE:g}: {'; '.join(outside) or 'none'}\n")
    anchors(seeds)
    lost, error, where = worst_loss(max(50, seeds // 5))
    print(f"worst loss against the plain mean in 36 designs: {lost:.3f} ± {error:.3f} ({where})   published {WORST_LOSS}\n")
    costs()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
