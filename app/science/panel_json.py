"""An assignment of jurors as plain values: what a worker is given, what it tells on its way, and what is kept of it. (J3)"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from app.science.panel_types import Pair, Panels, Reader, Wanted
from app.science.panels import compose, told_of

Tell = Callable[[float, dict[str, Any], dict[str, Any] | None], None]


def plain(wanted: Wanted) -> dict[str, Any]:
    """Return a question as plain values, in one order whatever the order it came in; `again` reads them."""
    return {
        "teams": sorted(wanted.teams),
        "readers": [[one.key, one.sector, one.load, one.stand_in] for one in sorted(wanted.readers, key=lambda one: one.key)],
        "reads": wanted.reads,
        "tied": sorted(map(list, wanted.tied)),
        "kept": sorted(map(list, wanted.kept)),
        "before": sorted(map(list, wanted.before)),
        "seed": wanted.seed,
    }


def again(kept: dict[str, Any]) -> Wanted:
    """Return the question that `plain` wrote."""
    return Wanted(
        teams=tuple(kept["teams"]),
        readers=tuple(Reader(*one) for one in kept["readers"]),
        reads=int(kept["reads"]),
        tied=_pairs(kept["tied"]),
        kept=_pairs(kept["kept"]),
        before=_pairs(kept["before"]),
        seed=int(kept["seed"]),
    )


def digest(wanted: Wanted) -> str:
    """Return the SHA-256 of a question: an answer to another one is out of date."""
    return hashlib.sha256(json.dumps(plain(wanted), separators=(",", ":")).encode()).hexdigest()


def answer(found: Panels) -> dict[str, Any]:
    """Return what is kept of an answer: the seats, from which and from the question all else follows."""
    return {"seats": [list(pair) for pair in found.seats]}


def read(wanted: Wanted, kept: dict[str, Any]) -> Panels:
    """Return a kept answer to a question."""
    return told_of(wanted, set(_pairs(kept["seats"])))


def run(inputs: dict[str, Any], tell: Tell, stopping: Callable[[], bool]) -> dict[str, Any]:
    """Place jurors from plain values, telling how far it is and the best so far; stopped, it gives the best that it has."""
    wanted = again(inputs["wanted"])

    def progress(share: float, seats: set[Pair] | None) -> None:
        tell(share, {}, {"seats": sorted(map(list, seats))} if seats is not None else None)

    progress(0.02, None)
    return answer(compose(wanted, stopping, progress))


def _pairs(listed: list[list[str]]) -> frozenset[Pair]:
    return frozenset((juror, team) for juror, team in listed)
