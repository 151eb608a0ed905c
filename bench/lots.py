"""`python -m bench.lots`: what the fairest lottery costs in CPU, for invented pools like those of a citizens' assembly."""

import random
import resource
import time
from typing import Final

from app.science.lot_types import Candidate, Progress, Quota, Reached
from app.science.lots import find_lottery, to_tickets

CASES: Final = ((150, 22), (300, 40), (1000, 150), (2000, 150))
SEED: Final = 7
# Shares among everybody, and how much more likely people of each value are to volunteer.
SHARES: Final = {
    "gender": ((51, 49), (10, 9)),
    "age": ((4, 9, 15, 22, 25, 25), (5, 6, 8, 10, 14, 9)),
    "diploma": ((27, 20, 17, 28, 8), (3, 7, 10, 16, 8)),
    "occupation": ((2, 4, 10, 14, 16, 12, 27, 15), (5, 5, 16, 12, 10, 4, 10, 9)),
    "place": ((62, 20, 18), (12, 9, 8)),
    "region": ((18, 12, 9, 9, 9, 8, 8, 6, 5, 5, 4, 4, 3), (12, 12, 10, 10, 8, 10, 9, 10, 11, 9, 8, 9, 4)),
}


def invent(people: int, places: int) -> tuple[list[Candidate], list[Quota]]:
    """A pool of volunteers, unlike the population, and quotas that ask for the population's shares, give or take a tenth."""
    rng = random.Random(SEED)
    pool = [
        Candidate(
            f"{n:04}",
            {
                name: str(
                    rng.choices(range(len(shares)), [share * eager for share, eager in zip(shares, eagerness, strict=True)])[0]
                )
                for name, (shares, eagerness) in SHARES.items()
            },
        )
        for n in range(people)
    ]
    quotas = []
    for name, (shares, _) in SHARES.items():
        for value, share in enumerate(shares):
            due = places * share / sum(shares)
            slack = max(1.0, due / 10)
            quotas.append(Quota(name, str(value), max(0, round(due - slack)), round(due + slack)))
    return pool, quotas


def line(*parts: str) -> None:
    print("  ".join(part.rjust(12) for part in parts))


def measure(people: int, places: int) -> None:
    """One pool: the first usable lottery, the fairest one, its tickets."""
    pool, quotas = invent(people, places)
    began, first = time.process_time(), list[float]()

    def tell(step: Progress) -> None:
        if step.lottery is not None:
            first.append(time.process_time() - began)

    lottery = find_lottery(pool, quotas, places, target=Reached.LEXIMIN, progress=tell)
    done = time.process_time() - began
    tickets = to_tickets(lottery)
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = (
        f"{first[0]:.1f}",
        f"{done:.1f}",
        lottery.reached.value,
        f"{lottery.lowest:.4f}",
        f"{tickets.count}",
        f"{mebibytes:.0f}",
    )
    line(f"{people} → {places}", f"{len(lottery.strata)}", *figures)


def main() -> None:
    print("\nDrawing by lot: CPU seconds until the first usable lottery and until the fairest one\n")
    line("pool", "strata", "usable", "fairest", "reached", "lowest", "tickets", "MiB so far")
    for people, places in CASES:
        measure(people, places)


if __name__ == "__main__":
    main()
