"""Drawing by lot with quotas: feasibility, the fairest lottery, tickets, draw, publication (C7).

Pure, and the same for the same input whatever its order. In the order of use:
`check_quotas` → `find_lottery` → `to_tickets` → `publish` (before) → `draw` → `publish` (after) → `verify`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.science.lot_draw import draw_panel, find_substitute, label_ids, shuffle, take_ticket, tidy_number
from app.science.lot_file import read_file, write_file
from app.science.lot_pool import gather
from app.science.lot_report import make_report
from app.science.lot_types import (
    FEWEST_TICKETS,
    Blame,
    Candidate,
    Draw,
    Filling,
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
from app.science.lot_verify import compare_lottery, find_faults


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
    """Round to at least `count` equal tickets so that no chance moves by more than .003.

    When `count` is too few for that, 2, 5, 10… times as many are made. People who are alike are on the same number
    of tickets, or one more. ValueError under 1,000 tickets, or for a lottery without panels.
    """
    from app.science.lot_tickets import round_to_tickets  # noqa: PLC0415 - numpy loads only when asked

    if count < FEWEST_TICKETS or not lottery.mixes:
        raise ValueError(f"at least {FEWEST_TICKETS} tickets, of a lottery that has panels")
    return round_to_tickets(lottery, count)


def give_labels(ids: Iterable[str], secret: str) -> dict[str, str]:
    """Pseudonyms "001", "002"… by id, in an order that only who knows `secret` can find again from the ids."""
    return label_ids(ids, secret)


def read_number(number: str, reading: Reading, count: int) -> int:
    """The ticket (0 … count - 1) of a public number. ValueError when it is empty, or a NUMBER that is not in that range.

    A TEXT is put in Unicode's NFC with single spaces; the ticket is the SHA-256 of "essaim-lots-1|ticket|TEXT|0"
    (UTF-8) as a whole number, modulo `count`.
    """
    return take_ticket(number, reading, count)


def draw(pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, number: str, reading: Reading) -> Draw:
    """The panel of the public number, the reserve and each seat's substitutes. ValueError as `read_number`.

    The reserve is in the order in which further tickets, shuffled by the same number, would have brought people:
    it comes from the same distribution as the panel.
    """
    return draw_panel(pool, quotas, tickets, number, reading)


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
    Places are filled one by one: whoever has left counts until replaced.
    None when nobody left keeps the quotas: then a person decides (see `complete_panel`).
    """
    return find_substitute(pool, quotas, panel, leaving, reserve=reserve, unavailable=unavailable)


def complete_panel(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    places: int,
    staying: Sequence[str],
    *,
    reserve: Sequence[str],
    unavailable: Iterable[str] = (),
) -> Filling:
    """Who of the reserve fills all places that are empty when `staying` stay: with several at once the quotas hold more often.

    As few people as possible beside the quotas, and among equals the first of the reserve. Fewer than the empty
    places when the reserve is too short. For when `next_substitute` finds nobody: a person decides, and sees the price.
    """
    from app.science.lot_filling import fill_places  # noqa: PLC0415 - the solver loads only when asked

    return fill_places(pool, quotas, places, staying, reserve=reserve, unavailable=set(unavailable))


def draw_order(ids: Iterable[str], number: str) -> tuple[str, ...]:
    """An order of passage: the ids sorted, then shuffled (Fisher-Yates) by SHA-256 of the public number.

    For i from the last down to 1, entry i is exchanged with entry SHA-256("essaim-lots-1|order|number|i") modulo (i + 1),
    entries counted from 0. ValueError when the number is empty.
    """
    return tuple(shuffle(ids, tidy_number(number), "order"))


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
    """The published file, ready for JSON: all that is needed to run everything again, and no attribute without a quota.

    `source` says in words where the public number will come from. Publish once before (`drawn` None), once after:
    `fingerprints["all"]` must stay the same, so it is what to read out, print or mail before the draw.
    """
    return write_file(pool, quotas, lottery, tickets, source=source, reading=reading, drawn=drawn)


def verify(published: Mapping[str, Any], *, fingerprint: str | None = None, solve: bool = False) -> list[str]:
    """What does not hold in a published file, in plain words; empty when everything does.

    `fingerprint` is the one (of `all`) that was announced before the draw. `solve` also computes the lottery again
    (seconds to minutes). Never raises on a damaged file.
    """
    faults = find_faults(published, fingerprint)
    if faults or not solve:
        return faults
    file = read_file(published)
    target = Reached.MAXIMIN if file.reached is Reached.MAXIMIN else Reached.LEXIMIN
    try:
        return compare_lottery(file, find_lottery(file.pool, file.quotas, file.places, target=target))
    except Impossible as impossible:
        return [f"No panel keeps the quotas: {impossible}."]


def report(
    pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, lottery: Lottery, drawn: Draw | None = None
) -> Report:
    """The anonymised report; groups under five people are merged with others of their attribute.

    In `Share.values` an empty text stands for all values that no quota names.
    """
    return make_report(pool, quotas, tickets, lottery, drawn)
