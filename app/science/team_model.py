"""A composition as a linear model, over single teams or over classes of teams that are alike (P4).

Over classes every rule of the teams in it is summed: there is no symmetry left, and what the model costs at least, no
composition can cost less. Over single teams (classes of one) the model is exact. An elastic model may give any hard
rule up at its burden, and costs nothing else. This is the only module of the composition that loads the solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from app.science.team_burden import BURDEN
from app.science.team_linear import Linear, Solved
from app.science.team_problem import SIZE, kind_of, misfit, present_in, traits, wish_points
from app.science.team_score import Lookup
from app.science.team_types import Applicant, Slot

Slack = tuple[str, str, dict[str, str | int], tuple[str, ...]]
SEVERAL: Final = 2
Key = TypeVar("Key")


class TeamClass(NamedTuple):
    """Teams with the same challenge, mode, language, access, sizes and bands."""

    slot: Slot
    slots: tuple[str, ...]

    @property
    def number(self) -> int:
        return len(self.slots)


def classes_of(known: Lookup, *, single: bool) -> list[TeamClass]:
    """Put teams that are alike together, or each alone."""
    found: defaultdict[object, list[Slot]] = defaultdict(list)
    for slot in known.problem.slots:
        alike = (slot.challenge, slot.mode, slot.language, slot.accessible, slot.low, slot.high)
        found[slot.id if single else (*alike, repr(known.problem.slot_bands[slot.id]))].append(slot)
    return [TeamClass(slots[0], tuple(slot.id for slot in slots)) for slots in found.values()]


def gather(pairs: Iterable[tuple[Key, Applicant]]) -> defaultdict[Key, list[str]]:
    """Ids of people by what they have."""
    found: defaultdict[Key, list[str]] = defaultdict(list)
    for key, person in pairs:
        found[key].append(person.id)
    return found


class TeamModel:
    """The columns and rows of one problem; `seats` finds a person's column in a class, `slacks` what a slack stands for."""

    def __init__(self, known: Lookup, *, single: bool, elastic: bool = False) -> None:
        """Build the model: with `elastic`, what must be given up; without, what it costs."""
        self.known, self.elastic = known, elastic
        self.classes = classes_of(known, single=single)
        self.of = {slot: n for n, one in enumerate(self.classes) for slot in one.slots}
        self.linear = Linear()
        self.slacks: dict[int, Slack] = {}
        self.seats: dict[str, dict[int, int]] = {}
        self._people()
        self._teams()
        self._groups()

    def _give_up(self, rule: str, code: str, params: Mapping[str, str | int], people: Sequence[str] = (), most: int = 0) -> int:
        """A column that lets a rule be broken, by `most` at most (0: as much as it takes)."""
        column = self.linear.column(BURDEN[rule], float(most) if most else None, whole=True)
        self.slacks[column] = (rule, code, dict(params), tuple(people))
        return column

    def _people(self) -> None:
        problem = self.known.problem
        for person in problem.people:
            mine: dict[int, int] = {}
            lock = self.of.get(problem.locks.get(person.id, ""))
            for n, one in enumerate(self.classes):
                rule = misfit(person, one.slot)
                if self.elastic:
                    mine[n] = self._elastic_seat(person, n, rule, lock)
                elif lock == n if lock is not None else rule is None:
                    cost = wish_points(problem, person, one.slot.challenge, self.known.offered)
                    mine[n] = self.linear.column(cost, 1.0, whole=True)
            self.seats[person.id] = mine
            self.linear.row([(column, 1.0) for column in mine.values()], 1.0, 1.0)

    def _elastic_seat(self, person: Applicant, n: int, rule: str | None, lock: int | None) -> int:
        slot, moved = self.classes[n].slot, lock is not None and lock != n
        column = self.linear.column((BURDEN[rule] if rule else 0) + BURDEN["lock"] * moved, 1.0, whole=True)
        if moved:
            self.slacks[column] = ("lock", "lock", {"slot": self.known.problem.locks[person.id]}, (person.id,))
        elif rule:
            self.slacks[column] = (rule, rule, {"slot": slot.id}, (person.id,))
        return column

    def _sum(self, n: int, people: Sequence[str]) -> list[tuple[int, float]]:
        return [(self.seats[one][n], 1.0) for one in people if n in self.seats[one]]

    def _teams(self) -> None:
        problem = self.known.problem
        everybody = [person.id for person in problem.people]
        having = gather((trait, person) for person in problem.people for trait in traits(person))
        holders = gather((skill, person) for person in problem.people for skill in person.skills)
        staff = gather((person.employer, person) for person in problem.people if person.employer)
        days = range(problem.half_days)
        there = gather((day, person) for person in problem.people for day in days if present_in(person, day))
        for n, one in enumerate(self.classes):
            self._size(n, one, everybody)
            for employer, people in sorted(staff.items()):
                self._employer(n, one, employer, people)
            if problem.required_skill:
                self._required(n, one, holders[problem.required_skill])
            for day in days:
                self._presence(n, one, day, there[day])
            if not self.elastic:
                self._bands(n, one, having, everybody)
                self._skills(n, one, holders)

    def _skills(self, n: int, one: TeamClass, holders: Mapping[str, list[str]]) -> None:
        weight = self.known.problem.weights.skill
        for skill in sorted(self.known.problem.skills or ()) if weight else ():
            lacks = self.linear.column(weight, float(one.number))
            self.linear.row([*self._sum(n, holders.get(skill, ())), (lacks, 1.0)], float(one.number), None)

    def _size(self, n: int, one: TeamClass, everybody: Sequence[str]) -> None:
        entries, low, high = self._sum(n, everybody), float(one.slot.low * one.number), float(one.slot.high * one.number)
        if not self.elastic:
            self.linear.row(entries, low, high)
            return
        figures: dict[str, str | int] = {"slot": one.slot.id, "low": one.slot.low, "high": one.slot.high}
        short, over = (self._give_up("size", code, figures) for code in ("short", "over"))
        self.linear.row([*entries, (short, 1.0), (over, -1.0)], low, high)

    def _employer(self, n: int, one: TeamClass, employer: str, people: Sequence[str]) -> None:
        cap = self.known.problem.employer_caps.get(employer, len(people)) * one.number
        entries = self._sum(n, people)
        if len(entries) <= cap:
            return
        if self.elastic:
            figures: dict[str, str | int] = {"slot": one.slot.id, "employer": employer, "cap": cap // one.number}
            entries.append((self._give_up("employer", "employer", figures, people), -1.0))
        self.linear.row(entries, None, float(cap))

    def _required(self, n: int, one: TeamClass, people: Sequence[str]) -> None:
        entries, skill = self._sum(n, people), self.known.problem.required_skill or ""
        if self.elastic:
            entries.append((self._give_up("skill", "skill", {"slot": one.slot.id, "skill": skill}, (), one.number), 1.0))
        self.linear.row(entries, float(one.number), None)

    def _presence(self, n: int, one: TeamClass, half_day: int, people: Sequence[str]) -> None:
        entries, least = self._sum(n, people), self.known.problem.present_min
        if self.elastic:
            figures: dict[str, str | int] = {"slot": one.slot.id, "half_day": half_day, "minimum": least}
            entries.append((self._give_up("presence", "presence", figures), 1.0))
        self.linear.row(entries, float(least * one.number), None)

    def _bands(self, n: int, one: TeamClass, having: Mapping[tuple[str, str], list[str]], everybody: list[str]) -> None:
        problem = self.known.problem
        for attribute, bands in problem.slot_bands[one.slot.id].items():
            kind = SIZE if attribute == SIZE else kind_of(attribute)
            weight: int = getattr(problem.weights, kind)
            for value, band in bands.items() if weight else ():
                entries = self._sum(n, everybody if attribute == SIZE else having.get((attribute, value), []))
                under, over = self.linear.column(weight), self.linear.column(weight)
                high = None if band.high is None else float(band.high * one.number)
                self.linear.row([*entries, (under, 1.0), (over, -1.0)], float(band.low * one.number), high)

    def _groups(self) -> None:
        problem = self.known.problem
        for group in problem.together:
            first, *others = [person.id for person in problem.people if person.id in group]
            for other in others:
                split = self._give_up("together", "together", {}, tuple(sorted(group)), 1) if self.elastic else -1
                for n in range(len(self.classes)):
                    entries = [*self._sum(n, [first]), *((column, -1.0) for column, _ in self._sum(n, [other]))]
                    if entries:
                        self.linear.row(entries + [(split, -1.0)] * self.elastic, None if self.elastic else 0.0, 0.0)
        for pair in problem.apart:
            joined = self._give_up("apart", "apart", {}, pair, 1) if self.elastic else -1
            self._meeting(pair, joined)
        if problem.weights.known and not self.elastic and all(one.number == 1 for one in self.classes):
            for pair in problem.known:
                self._meeting(pair, self.linear.column(problem.weights.known, 1.0))

    def _meeting(self, pair: Sequence[str], joined: int) -> None:
        for n, one in enumerate(self.classes):
            entries = self._sum(n, pair)
            if one.number == 1 and len(entries) == SEVERAL:
                self.linear.row(entries + ([(joined, -1.0)] if joined >= 0 else []), None, 1.0)

    def solve(
        self,
        *,
        whole: bool = True,
        nodes: int = 0,
        start: Mapping[str, str] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Solved:
        """Solve it; `start`: person id → slot id, a composition to begin from (single teams only)."""
        begin = None
        if start is not None:
            begin = {self.seats[one][self.of[slot]]: 1.0 for one, slot in start.items() if self.of.get(slot) in self.seats[one]}
        return self.linear.solve(whole=whole, nodes=nodes, start=begin, stop=stop)

    def read(self, values: Sequence[float]) -> dict[str, int]:
        """Person id → class, as a solution has it."""
        return {one: max(mine, key=lambda n: values[mine[n]]) for one, mine in self.seats.items() if mine}
