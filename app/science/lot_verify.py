"""Everything in a published file run again, from the file alone (C7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.science.lot_draw import draw_panel
from app.science.lot_file import Published, read_file, take_fingerprints
from app.science.lot_pool import find_broken, gather
from app.science.lot_types import FEWEST_TICKETS, ROUNDING, Candidate, Draw, Lottery, Quota, Reached

SLACK: Final = 1e-6  # chances are published with nine decimals
FAIR: Final = 1e-5  # two computations of one lottery agree better than this
NAMED: Final = 3  # of many faults of one kind, so many are spelt out


def find_faults(file: Mapping[str, Any], fingerprint: str | None) -> list[str]:
    """See `app.science.lots.verify`; without computing the lottery again."""
    try:
        published = read_file(file)
        taken, stated = take_fingerprints(file), dict(file["fingerprints"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"The file cannot be read as a published draw: {error!r}."]
    faults = [f"The fingerprint of {name} does not match." for name in taken if stated.get(name) != taken[name]]
    if fingerprint is not None and fingerprint != taken["all"]:
        faults.append("This is not what was announced before the draw: its fingerprint is another one.")
    before = [*_pool_faults(published), *_panel_faults(published)]
    faults += before or [*_chance_faults(published)]
    if published.drawn is not None and not before:
        faults += _draw_faults(published, published.drawn)
    return faults


def compare_lottery(published: Published, lottery: Lottery) -> list[str]:
    """Whether a lottery computed anew is no fairer than the published one."""
    if published.reached is Reached.NOTHING:
        return ["The lottery was stopped before it was as fair as can be."]
    if abs(lottery.lowest - published.lowest) > FAIR:
        return [f"The lowest chance could be {lottery.lowest:.6f}, not {published.lowest:.6f}."]
    wrong = [id_ for id_, chance in published.chances.items() if abs(lottery.chances[id_] - chance) > FAIR]
    if published.reached is Reached.LEXIMIN and wrong:
        return [f"The chances of {len(wrong)} people are not those of the fairest lottery."]
    return []


def _pool_faults(published: Published) -> Iterator[str]:
    ids = Counter(candidate.id for candidate in published.pool)
    yield from _some(f"{id_} is in the pool twice." for id_, count in sorted(ids.items()) if count > 1)
    pairs = Counter((quota.attribute, quota.value) for quota in published.quotas)
    yield from _some(f"{a} {v} has two quotas." for (a, v), count in sorted(pairs.items()) if count > 1)
    if set(published.chances) != set(ids):
        yield "The chances are not those of the people in the pool."


def _panel_faults(published: Published) -> Iterator[str]:
    tickets = published.tickets
    if tickets.count < FEWEST_TICKETS:
        yield f"There are {tickets.count} tickets, fewer than {FEWEST_TICKETS}."
    if any(not 0 <= number < len(tickets.panels) for number in tickets.numbers):
        yield "A ticket stands for a panel that is not there."
    people = {candidate.id: candidate for candidate in published.pool}
    yield from _some(
        f"Panel {number} {fault}"
        for number, panel in enumerate(tickets.panels)
        for fault in _one_panel(panel, people, published.quotas, published.places)
    )


def _one_panel(panel: Sequence[str], people: Mapping[str, Candidate], quotas: Sequence[Quota], places: int) -> Iterator[str]:
    if len(set(panel)) != places or len(panel) != places:
        yield f"does not have {places} different people."
    if any(id_ not in people for id_ in panel):
        yield "has somebody who is not in the pool."
        return
    for quota in find_broken([people[id_] for id_ in panel], quotas):
        yield f"breaks the quota {quota.attribute} {quota.value} ({quota.minimum} to {quota.maximum})."


def _chance_faults(published: Published) -> Iterator[str]:
    tickets, chances = published.tickets, published.chances
    held = Counter(id_ for number in tickets.numbers for id_ in tickets.panels[number])
    yield from _some(
        f"{id_} is on {held[id_]} of {tickets.count} tickets, but should have a chance of {chance:.4f}."
        for id_, chance in chances.items()
        if abs(held[id_] / tickets.count - chance) > ROUNDING + SLACK
    )
    if abs(sum(chances.values()) - published.places) > SLACK * max(1, len(chances)):
        yield "The chances do not add up to the places."
    possible = [chance for chance in chances.values() if chance > 0.0]
    proved = published.reached is not Reached.NOTHING
    if proved and (not possible or abs(min(possible) - published.lowest) > SLACK):
        yield "The lowest chance is not the one stated."
    for stratum in gather(published.pool, published.quotas):
        own = [chances[id_] for id_ in stratum.ids]
        tally = [held[id_] for id_ in stratum.ids]
        if max(own) - min(own) > SLACK or max(tally) - min(tally) > 1:
            alike = ", ".join(f"{name} {value}" for name, value in stratum.attributes) or "the same"
            yield f"People who are alike ({alike}) do not have the same chance."


def _draw_faults(published: Published, stated: Draw) -> Iterator[str]:
    try:
        drawn = draw_panel(published.pool, published.quotas, published.tickets, stated.number, published.reading)
    except ValueError as error:
        yield f"The public number cannot be read: {error}."
        return
    for name, right, told in (
        ("number is not written as it is hashed", drawn.number, stated.number),
        ("ticket is not that of the public number", drawn.ticket, stated.ticket),
        ("panel is not that of the ticket", drawn.panel, stated.panel),
        ("reserve is not in the order of the public number", drawn.reserve, stated.reserve),
        ("substitutes are not the first of the reserve who fit", dict(drawn.substitutes), dict(stated.substitutes)),
    ):
        if right != told:
            yield f"The {name}."


def _some(faults: Iterator[str]) -> Iterator[str]:
    """The first few, and how many more there are."""
    found = list(faults)
    yield from found[:NAMED]
    if len(found) > NAMED:
        yield f"… and {len(found) - NAMED} more like these."
