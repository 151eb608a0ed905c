"""From a public number to a ticket, a panel, its reserve and an order of passage (C7).

All chance comes from SHA-256 of the UTF-8 text "essaim-lots-1|purpose|number|step", read as a whole number.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.science.lot_pool import gather
from app.science.lot_types import METHOD, Candidate, Draw, Quota, Reading, Tickets

SHOWN: Final = 3  # substitutes named per place; the reserve holds everybody
NARROWEST: Final = 3  # digits of a label

Pairs = tuple[tuple[str, str], ...]


def label_ids(ids: Iterable[str], secret: str) -> dict[str, str]:
    """See `app.science.lots.give_labels`."""
    ordered = sorted(set(ids), key=lambda id_: (hmac.digest(secret.encode(), id_.encode(), "sha256"), id_))
    width = max(NARROWEST, len(str(len(ordered))))
    return {id_: str(number).zfill(width) for number, id_ in enumerate(ordered, start=1)}


def tidy_number(number: str) -> str:
    """The public number as it is hashed: NFC, single spaces. ValueError when nothing is left."""
    tidy = " ".join(unicodedata.normalize("NFC", number).split())
    if not tidy:
        raise ValueError("the public number is empty")
    return tidy


def take_ticket(number: str, reading: Reading, count: int) -> int:
    """See `app.science.lots.read_number`."""
    tidy = tidy_number(number)
    if reading is Reading.TEXT:
        return _chance("ticket", tidy, 0) % count
    if not (tidy.isascii() and tidy.isdigit() and int(tidy) < count):
        raise ValueError(f"the number must be a whole number from 0 to {count - 1}")
    return int(tidy)


def _chance(purpose: str, number: str, step: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{METHOD}|{purpose}|{number}|{step}".encode()).digest(), "big")


def shuffle(ids: Iterable[str], number: str, purpose: str) -> list[str]:
    """Sorted, then for i from the last down to 1: exchange entry i with entry (hash of step i) modulo (i + 1)."""
    shuffled = sorted(set(ids))
    for place in range(len(shuffled) - 1, 0, -1):
        other = _chance(purpose, number, place) % (place + 1)
        shuffled[place], shuffled[other] = shuffled[other], shuffled[place]
    return shuffled


def draw_panel(pool: Sequence[Candidate], quotas: Sequence[Quota], tickets: Tickets, number: str, reading: Reading) -> Draw:
    """See `app.science.lots.draw`."""
    tidy, ticket = tidy_number(number), take_ticket(number, reading, tickets.count)
    panel = tickets.panels[tickets.numbers[ticket]]
    reserve = _draw_reserve(pool, tickets, panel, tidy)
    return Draw(tidy, reading, ticket, panel, reserve, list_substitutes(pool, quotas, panel, reserve))


def _draw_reserve(pool: Sequence[Candidate], tickets: Tickets, panel: tuple[str, ...], number: str) -> tuple[str, ...]:
    """Everybody else, as further tickets of the same lottery would bring them; at last those on no ticket."""
    rank = {id_: place for place, id_ in enumerate(shuffle((candidate.id for candidate in pool), number, "people"))}
    width = len(str(tickets.count))
    order = [int(ticket) for ticket in shuffle((str(n).zfill(width) for n in range(tickets.count)), number, "tickets")]
    left = {candidate.id for candidate in pool} - set(panel)
    reserve: list[str] = []
    for ticket in order:
        if not left:
            break
        met = sorted(left.intersection(tickets.panels[tickets.numbers[ticket]]), key=rank.__getitem__)
        reserve += met
        left.difference_update(met)
    return (*reserve, *sorted(left, key=rank.__getitem__))


def list_substitutes(
    pool: Sequence[Candidate], quotas: Sequence[Quota], panel: Sequence[str], reserve: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """For each id of the panel the first SHOWN who could take that place alone."""
    seats = _Seats(pool, quotas, panel)
    return {leaving: tuple(seats.replacements(leaving, reserve, SHOWN)) for leaving in panel}


def find_substitute(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    panel: Sequence[str],
    leaving: str,
    *,
    reserve: Sequence[str],
    unavailable: Iterable[str],
) -> str | None:
    """See `app.science.lots.next_substitute`."""
    passed_over = {*panel, *unavailable}
    waiting = [id_ for id_ in reserve if id_ not in passed_over]
    return next(iter(_Seats(pool, quotas, panel).replacements(leaving, waiting, 1)), None)


class _Seats:
    """A panel and what each of its people counts for."""

    def __init__(self, pool: Sequence[Candidate], quotas: Sequence[Quota], panel: Sequence[str]) -> None:
        self.counts_for: dict[str, Pairs] = {id_: s.attributes for s in gather(pool, quotas) for id_ in s.ids}
        self.limits = {(quota.attribute, quota.value): (quota.minimum, quota.maximum) for quota in quotas}
        self.taken = Counter(pair for id_ in panel for pair in self.counts_for[id_])

    def replacements(self, leaving: str, waiting: Sequence[str], most: int) -> list[str]:
        """The first `most` of `waiting` who can take the place: those alike first."""
        own = self.counts_for[leaving]
        found = [id_ for id_ in waiting if self.counts_for.get(id_) == own][:most]
        for id_ in waiting:
            if len(found) == most:
                break
            if self.counts_for.get(id_, own) != own and self._fits(own, self.counts_for[id_]):
                found.append(id_)
        return found

    def _fits(self, gone: Pairs, come: Pairs) -> bool:
        """Whether every quota that changes still holds."""
        lost = all(self.taken[pair] - 1 >= self.limits[pair][0] for pair in gone if pair not in come)
        return lost and all(self.taken[pair] + 1 <= self.limits[pair][1] for pair in come if pair not in gone)
