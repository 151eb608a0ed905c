"""The table on which people are moved: counters for each team and a price for each count (P4)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from app.science.team_thin import NO_WISH_GIVEN, WISH_COSTS, Applicant, Cost, Slot

SECTOR: Final = "sectors"
ORGANISATION: Final = "organisations"
SKILL: Final = "skills"
LANGUAGE: Final = "languages"
MODE: Final = "modes"

WEIGHTS: Final[Mapping[str, int]] = {
    SECTOR: 100,
    ORGANISATION: 100,
    LANGUAGE: 20,
    SKILL: 8,
    MODE: 6,
    "sizes": 5,
    "wishes": 1,
}

Feature = tuple[str, str]


def organisation_key(name: str | None) -> str:
    """One spelling for one employer: case, accents and spaces do not count; "" when there is none."""
    plain = unicodedata.normalize("NFKD", name or "")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def features(person: Applicant) -> tuple[Feature, ...]:
    """Everything about a person that a team counts, in a fixed order."""
    found: list[Feature] = [(SECTOR, person.sector)]
    if key := organisation_key(person.organisation):
        found.append((ORGANISATION, key))
    found += [(SKILL, skill) for skill in sorted(person.skills)]
    if person.languages:
        found += [(LANGUAGE, "")] + [(LANGUAGE, language) for language in sorted(person.languages)]
    if person.mode in {"on_site", "remote"}:
        found.append((MODE, person.mode))
    return tuple(found)


def wish_rank(person: Applicant, challenge: str, offered: frozenset[str]) -> int | None:
    """The rank of a challenge among the person's wishes that are on offer, from 1; None when not wished."""
    wishes = [wish for wish in dict.fromkeys(person.wishes) if wish in offered]
    return wishes.index(challenge) + 1 if challenge in wishes else None


def _wish_price(person: Applicant, challenge: str, offered: frozenset[str]) -> int:
    if not offered.intersection(person.wishes):
        return 0
    rank = wish_rank(person, challenge, offered)
    return WISH_COSTS[rank - 1] if rank and rank <= len(WISH_COSTS) else NO_WISH_GIVEN


class Board:
    """People and teams by number; prices are whole numbers, so every machine finds the same result."""

    def __init__(self, people: Sequence[Applicant], slots: Sequence[Slot], sizes: Mapping[str, int]) -> None:
        """Prepare the prices; nobody is placed yet. `sizes` are the planned sizes."""
        self.people, self.slots = people, slots
        self.plan = [sizes[slot.id] for slot in slots]
        totals = Counter(feature for person in people for feature in features(person))
        self.names = sorted(totals)
        self.totals = [totals[name] for name in self.names]
        number = {name: n for n, name in enumerate(self.names)}
        self.has = [frozenset(number[feature] for feature in features(person)) for person in people]
        self.counts = [[0] * len(self.names) for _ in slots]
        self.size = [0] * len(slots)
        self.where = [-1] * len(people)
        self.cap_floor: dict[int, int] = {}
        offered = frozenset(slot.challenge for slot in slots)
        self.wish = [[WEIGHTS["wishes"] * _wish_price(p, slot.challenge, offered) for slot in slots] for p in people]
        self.speech = [n for n, name in enumerate(self.names) if name[0] == LANGUAGE]
        self.modes = [n for n, name in enumerate(self.names) if name[0] == MODE]
        if any(self.totals[n] == self.totals[self.speech[0]] for n in self.speech[1:]):
            self.speech = []
        if len(self.modes) == 1:
            self.modes = []
        self.price: list[list[list[int]]] = []

    def set_prices(self) -> None:
        """Fix the bands; called once the locked are placed, whose groups raise their employer's cap."""
        for n in range(len(self.names)):
            if self.names[n][0] == ORGANISATION:
                self.cap_floor[n] = max(count[n] for count in self.counts)
        self.price = [[self._prices(team, n) for n in range(len(self.names))] for team in range(len(self.slots))]

    def band(self, team: int, n: int) -> tuple[int, int]:
        """The least and the most of a feature that an even spread gives to a team."""
        kind, total, people = self.names[n][0], self.totals[n], max(1, len(self.people))
        if kind == SECTOR:
            share = total * self.plan[team]
            return share // people, -(-share // people)
        if kind == ORGANISATION:
            return 0, max(1, -(-total // len(self.slots)), self.cap_floor.get(n, 0))
        return (1, total) if kind == SKILL else (0, total)

    def _prices(self, team: int, n: int) -> list[int]:
        low, high = self.band(team, n)
        weight = WEIGHTS[self.names[n][0]]
        return [weight * max(low - count, count - high, 0) for count in range(self.totals[n] + 1)]

    def place(self, person: int, team: int) -> None:
        """Put a person in a team, or take them out with -1."""
        for side, step in ((self.where[person], -1), (team, 1)):
            if side >= 0:
                self.size[side] += step
                for n in self.has[person]:
                    self.counts[side][n] += step
        self.where[person] = team

    def _group_cost(self, team: int) -> tuple[int, int]:
        """Points for people who do not speak their team's main language, and for a team split by mode."""
        counts = self.counts[team]
        speech = WEIGHTS[LANGUAGE] * (counts[self.speech[0]] - max(counts[n] for n in self.speech[1:])) if self.speech else 0
        return speech, WEIGHTS[MODE] * min(counts[n] for n in self.modes) if self.modes else 0

    def _size_cost(self, team: int) -> int:
        return WEIGHTS["sizes"] * abs(self.size[team] - self.plan[team])

    def change(self, person: int, other: int | None, team: int) -> int:
        """Points gained (negative) or lost by moving a person to a team, in exchange for `other` if any."""
        source = self.where[person]
        mine = self.has[person]
        theirs = self.has[other] if other is not None else frozenset()
        delta = self.wish[person][team] - self.wish[person][source]
        if other is not None:
            delta += self.wish[other][source] - self.wish[other][team]
        here, there = self.counts[source], self.counts[team]
        price_here, price_there = self.price[source], self.price[team]
        for n in mine - theirs:
            delta += price_here[n][here[n] - 1] - price_here[n][here[n]]
            delta += price_there[n][there[n] + 1] - price_there[n][there[n]]
        for n in theirs - mine:
            delta += price_here[n][here[n] + 1] - price_here[n][here[n]]
            delta += price_there[n][there[n] - 1] - price_there[n][there[n]]
        if other is None or self.speech or self.modes:
            delta += self._change_of_groups(person, other, team)
        return delta

    def _change_of_groups(self, person: int, other: int | None, team: int) -> int:
        source = self.where[person]
        before = self._grouped(source) + self._grouped(team)
        self.exchange(person, other, team)
        after = self._grouped(source) + self._grouped(team)
        self.place(person, source)
        if other is not None:
            self.place(other, team)
        return after - before

    def _grouped(self, team: int) -> int:
        return sum(self._group_cost(team)) + self._size_cost(team)

    def exchange(self, person: int, other: int | None, team: int) -> None:
        """Do what `change` priced."""
        source = self.where[person]
        self.place(person, team)
        if other is not None:
            self.place(other, source)

    def cost(self) -> Cost:
        """The whole price of the table, by kind."""
        parts: Counter[str] = Counter()
        for team in range(len(self.slots)):
            for n, (kind, _) in enumerate(self.names):
                parts[kind] += self.price[team][n][self.counts[team][n]]
            speech, modes = self._group_cost(team)
            parts[LANGUAGE] += speech
            parts[MODE] += modes
            parts["sizes"] += self._size_cost(team)
        parts["wishes"] = sum(self.wish[p][team] for p, team in enumerate(self.where) if team >= 0)
        return Cost(**{kind: parts[kind] for kind in WEIGHTS})
