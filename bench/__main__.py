"""`python -m bench`: ratios measured side by side in one run, beside the goals. See docs/bench.md for how to read it."""

import asyncio
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from app.config import Mode, Settings
from app.db import Database
from app.main import create_app
from app.migrate import migrate
from app.web.services import Services
from bench.asgi import Ask, Queries, call
from bench.data import Filled, fill
from bench.pages import Make, Pages, Saves
from bench.process import Served
from bench.writers import Rate, SlowDisk, plain, race

ROUNDS = 5
OFTEN, FEW = 150, 5  # how often a quick thing is asked in a round, and a slow one
SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the goals: what it says, and whether a figure reaches it."""

    number: str
    text: str
    reached: Callable[[float], bool]


def upto(number: str, limit: float, unit: str = " H") -> Goal:
    return Goal(number, f"≤ {limit:g}{unit}", lambda figure: figure <= limit)


def least(number: str, limit: float, unit: str) -> Goal:
    return Goal(number, f"≥ {limit:g}{unit}", lambda figure: figure >= limit)


# Case → its goal in H and, where there is one, the most queries it may ask.
GOALS: dict[str, tuple[Goal | None, int | None]] = {
    "gallery, warm": (upto("S1", 2), 0),
    "hackathons, warm": (upto("S1", 2), 0),
    "gallery, 304": (upto("S2", 1), 0),
    "gallery, signed in": (upto("S3", 8), None),
    "gallery, cold": (upto("S4", 75), 3),
    "hackathons, cold": (upto("S4", 75), 3),
    "solution, warm": (upto("S5", 2), 0),
    "solution, cold": (upto("S5", 25), None),
    "json list": (upto("S6", 40), None),
    "hackathon": (None, None),
    "results": (None, None),
    "team room": (upto("S12", 60), 6),
    "prototype": (upto("S12", 60), 6),
    "juror's list": (upto("S12", 60), 6),
    "sheet": (upto("S12", 60), 6),
    "organiser's home": (upto("S12", 60), 6),
    "juror's autosave": (upto("S11", 35), None),
    "draft save": (upto("S11", 35), None),
}


def line(*parts: str) -> None:
    widths = (26, 12, 12, 10, 20, 8)
    print("  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=False)).rstrip())


def verdict(goal: Goal | None, figure: float) -> tuple[str, str]:
    if goal is None:
        return "", ""
    return f"{goal.number} {goal.text}", "reached" if goal.reached(figure) else "not yet"


@dataclass(slots=True)
class Case:
    """Something measured: who serves it, what is asked, how often in a round, and the CPU seconds of one in each round."""

    name: str
    served: Served
    make: Make
    times: int
    status: int = 200
    rounds: list[float] = field(default_factory=list)

    def round(self) -> None:
        began = self.served.cpu()
        for _ in range(self.times):
            answer = self.served.ask(self.make())
            if answer.status != self.status:
                raise RuntimeError(f"{self.name} answered {answer.status}: {answer.body[:300]!r}")
        self.rounds.append((self.served.cpu() - began) / self.times)

    @property
    def seconds(self) -> float:
        return statistics.median(self.rounds)


def cases_of(pages: Pages, filled: Filled, served: Served) -> list[Case]:
    known, saves = pages.paths(), Saves(filled)
    gallery, hackathons, solution = (known[name][0] for name in ("gallery", "hackathons", "solution"))
    etag = served.ask(Ask(gallery)).headers["etag"]
    made = [
        Case("gallery, warm", served, pages.get(gallery), OFTEN),
        Case("hackathons, warm", served, pages.get(hackathons), OFTEN),
        Case("gallery, 304", served, pages.get(gallery, if_none_match=etag), OFTEN, 304),
        Case("gallery, signed in", served, pages.get(gallery, "member"), FEW),
        Case("gallery, cold", served, pages.cold(gallery), FEW),
        Case("hackathons, cold", served, pages.cold(hackathons), FEW),
        Case("solution, warm", served, pages.get(solution), OFTEN),
        Case("solution, cold", served, pages.cold(solution), FEW),
    ]
    made += [Case(name, served, pages.get(*known[name]), FEW) for name in GOALS if name in known]
    made += [
        Case("juror's autosave", served, saves.sheet(), FEW),
        Case("draft save", served, saves.draft(), FEW),
    ]
    return made


def compare(app: FastAPI, database: Database, filled: Filled, served: Served, constant: Served) -> None:
    """Measure every page and save beside H, in turns so that a busy moment hurts all alike, and print the table."""
    unit = Case("H", constant, lambda: Ask("/"), OFTEN)
    cases = [unit, *cases_of(Pages(app, filled), filled, served)]
    for turn in range(ROUNDS + 1):
        for case in cases:
            case.round()
            if turn == 0:
                case.rounds.clear()
    print(f"\nH = {unit.seconds * 1e6:.0f} µs of CPU: a bare Starlette answer of 70 KB, served beside, in this run\n")
    line("what", "CPU in H", "queries", "KB", "goal", "")
    for case in cases[1:]:
        with Queries(database) as asked:
            answer = asyncio.run(call(app, case.make()))
        goal, most = GOALS[case.name]
        figure, number = case.seconds / unit.seconds, len(asked.statements)
        ready = case.name.endswith((", warm", ", 304"))  # what another process keeps ready, this one asks for
        of = "" if most is None else f" (≤ {most})"
        line(
            case.name,
            f"{figure:.1f}",
            "0" if ready else f"{number}{of}",
            f"{len(answer.body) / 1000:.1f}",
            *verdict(goal, figure),
        )


def spike(database: Database, filled: Filled) -> None:
    """Measure thirty-two writers on this disk and on a slow one, beside plain transactions."""
    ours, other = race(database, filled, database.act, SECONDS), race(database, filled, plain(database), SECONDS)
    with SlowDisk(database):
        slow, slow_other = race(database, filled, database.act, SECONDS), race(database, filled, plain(database), SECONDS)
    print("\n32 writers, one team each, every check, each save on the disk before it is acknowledged\n")
    line("what", "saves/s", "p99 ms", "CPU ms", "goal", "")
    lost = sum(rate.lost for rate in (ours, other, slow, slow_other))

    def row(name: str, rate: Rate, goal: Goal | None = None, figure: float = 0) -> None:
        line(name, f"{rate.saves:.0f}", f"{rate.p99:.0f}", f"{rate.cpu:.1f}", *verdict(goal, figure))

    row("group commit", ours, least("S8", 500, " saves/s"), ours.saves)
    row("", ours, upto("S8", 150, " ms p99"), ours.p99)
    row("plain transactions", other)
    row("group commit, + 3 ms", slow, least("S9", 5, " × plain"), slow.saves / slow_other.saves)
    row("plain, + 3 ms", slow_other)
    print(f"\nacknowledged and lost: {lost}")


def weigh(served: Served) -> None:
    """Say what the serving process took."""
    memory = served.mebibytes()
    print("\nOne serving process, after all of the above\n")
    line("what", "figure", "", "", "goal", "")
    line("start to first answer", f"{served.start:.2f} s", "", "", *verdict(upto("S14", 1.0, " s"), served.start))
    if memory is not None:
        line("memory", f"{memory:.0f} MiB", "", "", *verdict(upto("S14", 110, " MiB"), memory))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="essaim-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'essaim.sqlite3'}"
        migrate(url)
        database = Database(url)
        filled = fill(database, datetime.now(UTC))
        settings = Settings(mode=Mode.DEVELOPMENT, data_dir=folder, base_url="http://testserver", log_level="error")
        app = create_app(Services(settings, database, key=b"k" * 32))
        chosen = {"DATA_DIR": name, "MODE": "development", "WORKER_IN_SERVE": "false", "LOG_LEVEL": "error"}
        environment = {f"ESSAIM_{key}": value for key, value in chosen.items()}
        try:
            with Served("bench.asgi:bare", "/") as constant, Served("app.cli:process", "/healthz", **environment) as served:
                compare(app, database, filled, served, constant)
                weigh(served)
            spike(database, filled)
        finally:
            database.close()
    print("\nS7, S10, S13, S15 and S16 are not measured yet; see docs/bench.md.")


if __name__ == "__main__":
    main()
