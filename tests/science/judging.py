"""Score sheets to try the ranking on: textbook tables, typed; files of real panels; panels made by chance."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.science.adjusting import Fit, Floats, fit, plan_of
from app.science.ranking import Criterion, Estimator, Rules, Sheet

DATA = Path(__file__).parents[3] / "shared" / "data" / "judging"
MARK = (Criterion("mark", Decimal(1)),)
RAW = Rules(criteria=MARK, minimum_reads=1)
ADJUSTED = Rules(criteria=MARK, minimum_reads=1, estimator=Estimator.ADJUSTED)

Reads = dict[tuple[str, str], float]

# Time to react of four catalysts, three of them tried on each of four batches: a balanced incomplete block design.
# Montgomery, Design and Analysis of Experiments (Wiley), table 4.22 of the 8th edition. (juror = batch, team = catalyst)
CATALYSTS: Reads = {
    ("1", "1"): 73, ("2", "1"): 74, ("4", "1"): 71,
    ("2", "2"): 75, ("3", "2"): 67, ("4", "2"): 72,
    ("1", "3"): 73, ("2", "3"): 75, ("3", "3"): 68,
    ("1", "4"): 75, ("3", "4"): 72, ("4", "4"): 75,
}  # fmt: skip

# Effort to rise from four stools, by nine people: Pinheiro and Bates, Mixed-Effects Models in S and S-PLUS (Springer, 2000), 1.2.
EFFORTS = (
    "12 15 12 10",
    "10 14 13 12",
    "7 14 13 9",
    "7 11 10 9",
    "8 11 8 7",
    "9 11 11 10",
    "8 12 12 11",
    "7 11 8 7",
    "9 13 10 8",
)
STOOLS: Reads = {
    (f"S{person}", f"T{stool}"): float(effort)
    for person, efforts in enumerate(EFFORTS, 1)
    for stool, effort in enumerate(efforts.split(), 1)
}


def fitted(reads: Reads, ratio: float | None = None) -> tuple[Fit, dict[str, float]]:
    """Return the fit of (juror, team) → mark and the adjusted means by team."""
    plan, teams, _ = plan_of([(team, juror) for juror, team in reads])
    found = fit(plan, np.array(list(reads.values()), dtype=float), ratio)
    return found, dict(zip(map(str, teams), found.adjusted.tolist(), strict=True))


def turned(reads: Reads) -> Reads:
    """Return the same table with jurors and teams exchanged."""
    return {(team, juror): mark for (juror, team), mark in reads.items()}


def sheets(reads: Reads) -> list[Sheet]:
    return [Sheet(juror, team, {"mark": Decimal(str(mark))}) for (juror, team), mark in reads.items()]


def teams(reads: Reads) -> list[str]:
    return sorted({team for _, team in reads})


def panel(rows: str) -> Reads:
    """Read a panel drawn as text: a line a team, a column a juror, a dot for no read."""
    return {
        (f"j{column}", chr(ord("A") + line)): float(mark)
        for line, row in enumerate(rows.strip().splitlines())
        for column, mark in enumerate(row.split())
        if mark != "."
    }


def drawn(seed: int, *, count: int = 12, jurors: int = 6, reads: int = 3, leniency: float = 0.5) -> tuple[Reads, Floats]:
    """Draw a panel in which each team has `reads` jurors in turn; return it and the teams' true worth."""
    chance = np.random.default_rng(seed)
    worth, lean = chance.normal(3, 0.7, count), chance.normal(0, leniency, jurors)
    made: Reads = {}
    for team in range(count):
        for step in range(reads):
            juror = (team + step * (1 + team // jurors)) % jurors if reads < jurors else step
            while (f"j{juror}", f"t{team:02}") in made:
                juror = (juror + 1) % jurors
            made[f"j{juror}", f"t{team:02}"] = round(float(worth[team] + lean[juror] + chance.normal(0, 0.5)), 2)
    return made, worth


def columns(name: str) -> list[dict[str, str]]:
    """Read a file of the shared score sheets, or skip."""
    path = DATA / name
    if not path.exists():
        pytest.skip("the shared score sheets are not here")
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
