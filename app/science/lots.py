"""Drawing by lot with quotas: feasibility, the fairest lottery, tickets, draw, publication (C7).

Pure, and the same for the same input whatever its order. In the order of use:
`check_quotas` → `find_lottery` → `to_tickets` → `publish` (before) → `draw` → `publish` (after) → `verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.science.lot_pool import gather
from app.science.lot_types import (
    FEWEST_TICKETS,
    Blame,
    Candidate,
    Draw,
    Impossible,
    Lottery,
    Quota,
    Reached,
    Reading,
    Report,
    Stop,
    Tell,
    Tickets,
)


def give_labels(ids: Iterable[str], secret: str) -> dict[str, str]:
    """Pseudonyms "001", "002"… by id, in an order only who knows `secret` can tell from the ids."""
    raise NotImplementedError


def check_quotas(pool: Sequence[Candidate], quotas: Sequence[Quota], places: int) -> list[Blame]:
    """What makes the draw impossible, named, with the smallest change that helps; empty when all is well.

    Also names those who are in no possible panel (`never_drawn`, not blocking): that part takes some seconds
    for pools of hundreds.
    """
    from app.science.lot_quotas import find_blames  # noqa: PLC0415 - the solver loads only when asked

    return find_blames(pool, quotas, places)


def find_lottery(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    places: int,
    *,
    target: Reached = Reached.LEXIMIN,
    progress: Tell | None = None,
    should_stop: Stop | None = None,
) -> Lottery:
    """The fairest lottery: maximin first (told to `progress` with a usable Lottery), then on to leximin.

    When `should_stop` answers True the best so far is returned (`complete` False).
    Raises Impossible (with its blames) when no panel keeps the quotas.
    """
    from app.science.lot_quotas import find_blocking  # noqa: PLC0415 - the solver loads only when asked
    from app.science.lot_search import Search  # noqa: PLC0415 - the same

    blames = find_blocking(pool, quotas, places)
    if blames:
        raise Impossible(tuple(blames))
    search = Search(gather(pool, quotas), quotas, places, target=target, tell=progress, should_stop=should_stop)
    return search.run()


def to_tickets(lottery: Lottery, count: int = FEWEST_TICKETS) -> Tickets:
    """Round to at least `count` (≥ 1,000) equal tickets so that no chance moves by more than .003."""
    raise NotImplementedError


def read_number(number: str, reading: Reading, count: int) -> int:
    """The ticket (0 … count - 1) of a public number. ValueError when a NUMBER is not a whole number in that range."""
    raise NotImplementedError


def draw(pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, number: str, reading: Reading) -> Draw:
    """The panel of the public number, the reserve and each seat's substitutes."""
    raise NotImplementedError


def next_substitute(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    panel: Sequence[str],
    leaving: str,
    *,
    reserve: Sequence[str],
    unavailable: Iterable[str] = (),
) -> str | None:
    """Who takes the place of `leaving`: the first of the reserve, alike first, with whom the quotas still hold.

    `panel` is the panel as it stands, `leaving` in it; `unavailable` (who refused, who left) are passed over.
    None when nobody left keeps the quotas: then a person decides.
    """
    raise NotImplementedError


def draw_order(ids: Iterable[str], number: str) -> tuple[str, ...]:
    """An order of passage: the ids sorted, then shuffled (Fisher-Yates) by SHA-256 of the public number."""
    raise NotImplementedError


def publish(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    lottery: Lottery,
    tickets: Tickets,
    *,
    source: str,
    reading: Reading,
    drawn: Draw | None = None,
) -> dict[str, Any]:
    """The published file, ready for JSON: all that is needed to run everything again.

    `source` says in words where the public number will come from. Publish once before (`drawn` None), once after.
    """
    raise NotImplementedError


def verify(published: Mapping[str, Any], *, solve: bool = False) -> list[str]:
    """What does not hold in a published file, in plain words; empty when everything does.

    `solve` also computes the lottery again (may take minutes). Never raises on a damaged file.
    """
    raise NotImplementedError


def report(
    pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, lottery: Lottery, drawn: Draw | None = None
) -> Report:
    """The anonymised report; groups under five people are merged with others of their attribute."""
    raise NotImplementedError
