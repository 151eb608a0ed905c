"""The table on which people are moved: counters for each team, and what one more or one fewer of each would cost (P4).

All prices are whole numbers below 2²⁴, kept as 32-bit floats because products of matrices are then quick: every
sum is exact, so that every machine finds the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.science.team_burden import BURDEN, HARD
from app.science.team_problem import SIZE, kind_of, misfit, present_in, traits
from app.science.team_score import Lookup
from app.science.team_types import Assignment, Band

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

NEVER: Final = np.float32(1 << 22)


class Board:
    """People and teams by number; `where` is each person's team, -1 for none."""

    def __init__(self, known: Lookup, fixed: Iterable[str] = ()) -> None:
        """Prepare the prices; nobody is placed yet. People in `fixed`, once placed, are never offered in exchange."""
        self.known = known
        self.people, self.slots = known.problem.people, known.problem.slots
        self.number = {person.id: n for n, person in enumerate(self.people)}
        self.team = {slot.id: n for n, slot in enumerate(self.slots)}
        size = len(self.people), len(self.slots)
        self.where = np.full(size[0], -1, np.int64)
        self.members: list[list[int]] = [[] for _ in self.slots]
        self.frozen = np.zeros(size[0], np.bool_)
        self.frozen[[self.number[one] for one in fixed]] = True
        self._features()
        self._prices()
        self._employers()
        self._places()
        self._pairs()
        self.base = np.full(size[0], NEVER, np.float32)
        self.cost = int(sum(self.price[shape, :, 0].sum(dtype=np.float64) for shape in self.shape))

    def _features(self) -> None:
        problem = self.known.problem
        found = sorted(
            {(kind_of(a), a, v) for bands in problem.slot_bands.values() for a in bands if a != SIZE for v in bands[a]}
        )
        self.columns: list[tuple[str, str, str]] = [("size", SIZE, ""), *found]
        skills = sorted((problem.skills or frozenset()) | ({problem.required_skill} if problem.required_skill else set()))
        self.columns += [("skill", "skill", skill) for skill in skills]
        self.columns += [("presence", "presence", str(half_day)) for half_day in range(problem.half_days)]
        column = {entry[1:]: n for n, entry in enumerate(self.columns)}
        has = np.zeros((len(self.people), len(self.columns)), np.float32)
        for n, person in enumerate(self.people):
            mine = [(SIZE, ""), *traits(person), *(("skill", skill) for skill in person.skills)]
            mine += [("presence", str(half_day)) for half_day in range(problem.half_days) if present_in(person, half_day)]
            has[n, [column[entry] for entry in mine if entry in column]] = 1
        self.has = has
        self.counts = np.zeros((len(self.slots), len(self.columns)), np.int64)
        self.both = np.zeros((len(self.people), 2 * len(self.columns)), np.float32)
        self.both[:, : len(self.columns)] = has

    def _price(self, slot: str, kind: str, attribute: str, value: str) -> NDArray[np.int64]:
        """Price of each count of one column in one team, from 0 to all people and one more."""
        problem = self.known.problem
        counts = np.arange(len(self.people) + 2)
        if kind == "presence":
            short: NDArray[np.int64] = np.maximum(problem.present_min - counts, 0)
            return HARD * BURDEN["presence"] * short
        if kind == "skill":
            points = problem.weights.skill * (value in (problem.skills or ()))
            points += HARD * BURDEN["skill"] * (value == problem.required_skill)
            absent: NDArray[np.int64] = (counts == 0).astype(np.int64)
            return points * absent
        band = problem.slot_bands[slot][attribute].get(value, Band(0, None))
        weight: int = getattr(problem.weights, kind)
        over = np.maximum(counts - band.high, 0) if band.high is not None else 0 * counts
        price: NDArray[np.int64] = weight * np.maximum(np.maximum(band.low - counts, over), 0)
        if attribute == SIZE:
            mine = self.known.slots[slot]
            price = price + HARD * BURDEN["size"] * np.maximum(np.maximum(mine.low - counts, counts - mine.high), 0)
        return price

    def _prices(self) -> None:
        kept: dict[object, NDArray[np.int64]] = {}
        tables = []
        for slot in self.slots:
            key = (id(self.known.problem.slot_bands[slot.id]), slot.low, slot.high)
            if key not in kept:
                kept[key] = np.array([self._price(slot.id, *column) for column in self.columns])
            tables.append(kept[key])
        index = {id(table): n for n, table in enumerate(kept.values())}
        self.shape = [index[id(table)] for table in tables]
        price = np.array(list(kept.values()), np.float32).reshape(len(kept), len(self.columns), len(self.people) + 2)
        self.price = price
        self.more = np.diff(price, axis=2)
        self.less = np.concatenate([np.zeros_like(price[:, :, :1]), -self.more[:, :, :-1]], axis=2)
        self.span = np.arange(len(self.columns))
        added = [self.more[shape, self.span, 0] for shape in self.shape]
        self.add = np.array(added, np.float32).reshape(len(self.slots), len(self.columns))
        self.rem = np.zeros_like(self.add)

    def _employers(self) -> None:
        caps = self.known.problem.employer_caps
        names = {name: n for n, name in enumerate(sorted(caps))}
        self.employer = np.array([names.get(person.employer or "", len(names)) for person in self.people], np.int64)
        self.caps = np.array([*(caps[name] for name in names), len(self.people) + 1], np.int64)
        self.staff = np.zeros((len(self.slots), len(self.caps)), np.int64)
        self.hire = (HARD * BURDEN["employer"] * (self.staff >= self.caps)).astype(np.float32)
        self.fire = np.zeros_like(self.hire)
        found = defaultdict(list)
        for n, employer in enumerate(self.employer.tolist()):
            if employer < len(names):
                found[employer].append(n)
        self.colleagues = [np.array(found[employer], np.int64) for employer in self.employer.tolist()]

    def _places(self) -> None:
        """Price of each person in each team, whoever else is there: the wish, and what does not fit."""
        problem = self.known.problem
        fitting: dict[object, Floats] = {}
        shapes = {(slot.challenge, slot.mode, slot.language, slot.accessible): slot for slot in self.slots}
        column = {key: n for n, key in enumerate(shapes)}
        spread = [column[slot.challenge, slot.mode, slot.language, slot.accessible] for slot in self.slots]
        of = defaultdict(list)
        for n, slot in enumerate(shapes.values()):
            of[slot.challenge].append(n)
        points = [problem.weights.wish * points for points in (*problem.weights.ranks, problem.weights.unwished)]
        rows = np.zeros((len(self.people), len(shapes)), np.float32)
        for n, person in enumerate(self.people):
            key = (person.mode, person.languages, person.step_free)
            if key not in fitting:
                burdens = [HARD * BURDEN.get(misfit(person, slot) or "", 0) for slot in shapes.values()]
                fitting[key] = np.array(burdens, np.float32)
            wishes = [wish for wish in dict.fromkeys(person.wishes) if wish in of]
            rows[n] = points[-1] if wishes else 0
            for rank, wish in enumerate(wishes[: len(points)]):
                rows[n, of[wish]] = points[rank]
            rows[n] += fitting[key]
        places = rows[:, spread]
        for one, locked_to in problem.locks.items():
            places[self.number[one]] += HARD * BURDEN["lock"]
            if locked_to in self.team:
                places[self.number[one], self.team[locked_to]] -= HARD * BURDEN["lock"]
        self.places = np.ascontiguousarray(places.T)

    def _pairs(self) -> None:
        self.friends: list[list[tuple[int, int]]] = [[] for _ in self.people]
        problem = self.known.problem
        weighted = [(pair, HARD * BURDEN["apart"]) for pair in problem.apart]
        weighted += [(pair, problem.weights.known) for pair in problem.known if problem.weights.known]
        for (one, other), weight in weighted:
            a, b = self.number[one], self.number[other]
            self.friends[a].append((b, weight))
            self.friends[b].append((a, weight))

    def place(self, person: int, team: int) -> None:
        """Put a person in a team, or take them out with -1; call `refresh` for the teams concerned afterwards."""
        for side, step in ((int(self.where[person]), -1), (team, 1)):
            if side < 0:
                continue
            if step < 0:
                self.cost += int(self.rem[side] @ self.has[person] + self.fire[side, self.employer[person]])
                self.cost -= int(self.places[side, person])
                self.members[side].remove(person)
            else:
                self.cost += int(self.add[side] @ self.has[person] + self.hire[side, self.employer[person]])
                self.cost += int(self.places[side, person])
                self.members[side].append(person)
            self.counts[side] += step * self.has[person].astype(np.int64)
            self.staff[side, self.employer[person]] += step
            for friend, weight in self.friends[person]:
                self.places[side, friend] += step * weight
                if self.where[friend] >= 0:
                    self.base[friend] -= step * weight * (self.where[friend] == side)
            self._reprice(side, int(self.employer[person]))
        self.where[person] = team

    def _reprice(self, team: int, employer: int) -> None:
        shape, counts = self.shape[team], self.counts[team]
        self.add[team] = self.more[shape, self.span, counts]
        self.rem[team] = self.less[shape, self.span, counts]
        price, count, cap = HARD * BURDEN["employer"], self.staff[team, employer], self.caps[employer]
        self.hire[team, employer] = price * (count >= cap)
        self.fire[team, employer] = -price * (count > cap)

    def refresh(self, team: int) -> None:
        """Bring up to date what the members of a team are worth in an exchange."""
        members = self.members[team]
        has = self.has[members]
        self.both[members, len(self.columns) :] = has * (self.add[team] + self.rem[team])
        base = has @ self.rem[team] + self.fire[team, self.employer[members]] - self.places[team, members]
        self.base[members] = np.where(self.frozen[members], NEVER, base)

    def exchange(self, person: int, other: int, team: int) -> None:
        """Move a person to a team, in exchange for `other` unless it is -1."""
        source = int(self.where[person])
        self.place(person, -1)
        if other >= 0:
            self.place(other, -1)
            self.place(other, source)
        self.place(person, team)
        self.refresh(source)
        self.refresh(team)

    def prices(self, person: int) -> tuple[Floats, Floats]:
        """Price of exchanging a person with each other one, and of moving them to each team without exchange.

        Impossible exchanges cost `NEVER` or more. The person must have a team.
        """
        a, mine, employer = int(self.where[person]), self.has[person], int(self.employer[person])
        both = self.add[a] + self.rem[a]
        join = self.add @ mine + self.places[:, person] + self.hire[:, employer]
        leave = np.float32(self.rem[a] @ mine + self.fire[a, employer] - self.places[a, person])
        swap = self.both @ np.concatenate([self.add[a] - mine * both, -mine])
        swap += self.base
        swap += self.places[a]
        swap += self.hire[a][self.employer]
        swap += join[self.where]
        swap += leave
        same = self.colleagues[person]
        if len(same):
            teams = self.where[same]
            theirs = self.hire[teams, employer] + self.fire[teams, employer]
            swap[same] -= theirs + self.hire[a, employer] + self.fire[a, employer]
        for friend, weight in self.friends[person]:
            swap[friend] -= 2 * weight
        swap[self.members[a]] = NEVER
        join += leave
        join[a] = NEVER
        return swap, join

    def seat(self, assignment: Assignment) -> None:
        """Place everybody as an assignment says; who is absent from it is taken out."""
        for n, person in enumerate(self.people):
            team = self.team.get(assignment.get(person.id, ""), -1)
            if self.where[n] != team:
                self.place(n, team)
        for team in range(len(self.slots)):
            self.refresh(team)

    def assignment(self, of: Ints | None = None) -> dict[str, str]:
        """Who is where, by id: on the board, or on another table."""
        where = (self.where if of is None else of).tolist()
        return {person.id: self.slots[where[n]].id for n, person in enumerate(self.people) if where[n] >= 0}
