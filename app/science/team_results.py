"""What the composition of teams returns (P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.science.team_types import Assignment, Band, Problem


class Broken(NamedTuple):
    """One hard rule broken in one place, by `amount`, with the people concerned by id (for who composes, never shown to them).

    params by rule (`slot` is a team id): lock{slot} access{slot} mode{slot,mode} language{slot,language} apart{slot}
    together{slots} size{slot,size,low,high} skill{slot,skill} employer{slot,employer,count,cap}
    presence{slot,half_day,count,minimum} unknown ids in locks: lock{slot} with the person.
    """

    rule: str
    amount: int
    params: Mapping[str, str | int]
    people: tuple[str, ...] = ()


class Blame(NamedTuple):
    """One demand that cannot be met with the others: give it up by `amount` and, with the rest of the list, all fits.

    `rule` is one of RULES; `code` says how it was found and what the figures are:
    counted: too_few_people{people,needed,missing} too_many_people{people,seats,over} mode_seats{mode,people,seats,over}
    access_seats{people,seats,over} language_seats{language,people,seats,over} too_few_skilled{skill,people,needed,missing}
    employer_over_cap{employer,people,seats,cap,over} group_too_large{size,largest} group_apart{} group_fits_nowhere{size}
    range_impossible{slot,low,high} no_teams{} lock_unknown_team{slot} lock_does_not_fit{slot,why} locks_over_maximum{slot,over}
    locks_apart{slot} locks_split_group{} presence_short{half_day,people,needed,missing}
    found by the model: lock{} access{slots} apart{} together{} mode{slot} language{slot} size{slot,low,high,short|over}
    skill{slot,skill} employer{slot,employer,cap} presence{slot,half_day,minimum}
    """

    rule: str
    code: str
    amount: int
    params: Mapping[str, str | int]
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What an assignment is worth: the hard rules it breaks, and its cost in points by kind (keys of KINDS, all there)."""

    costs: Mapping[str, int]
    broken: tuple[Broken, ...]

    @property
    def total(self) -> int:
        """Points of all kinds; lower is better, 0 is as even as whole people allow."""
        return sum(self.costs.values())

    @property
    def excess(self) -> int:
        """By how much hard rules are broken, all together; 0 for a composition that keeps them."""
        return sum(broken.amount for broken in self.broken)


class Reason(NamedTuple):
    """A code and its figures, for a template to put into words; never another person or their attribute.

    Teams: even{size} (nothing outside its band) outside_band{attribute,value,count,low,high} (`high` -1: none)
    skills_missing{skill} met_before{pairs} rule_broken{rule,amount}.
    People: locked{slot} waiting{} no_wish{} wish_given{rank} wish_not_given{}, then for who did not get the first wish
    exactly one of first_wish_rule{challenge,rule} (getting there breaks that hard rule, whichever way)
    first_wish_costs{challenge,points,kind} (what the least costly way there costs the others, and the kind in KINDS
    that loses most) first_wish_full{challenge} (nobody there may be exchanged). wish_closed{}: what was wished is not on offer.
    """

    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class TeamMix:
    """One proposed team, counted: attribute → value → people, beside the bands that apply (same keys)."""

    slot: str
    size: int
    counts: Mapping[str, Mapping[str, int]]
    bands: Mapping[str, Mapping[str, Band]]
    modes: Mapping[str, int]
    missing_skills: tuple[str, ...]
    largest_employer: int
    present: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Why each team is as it is (slot id) and why each person is there (person id)."""

    mixes: Mapping[str, TeamMix]
    teams: Mapping[str, tuple[Reason, ...]]
    people: Mapping[str, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Advice until a person adopts it.

    `problem` is the one solved: resolved, with the open teams and seated people only; keep it (`team_json.dump_problem`)
    and give it to `what_if`, `evaluate` and `repair`.
    `waiting`: people for whom no fitting seat is left, drawn by lot with the seed; `closed`: teams that stay empty.
    `score` is of `assignment` with the open teams. `bound`: no composition of the same people and teams costs less.
    `fingerprint`: SHA-256 of the problem as resolved, the options, the method and the assignment: the same in any process.
    """

    problem: Problem
    assignment: Assignment
    waiting: tuple[str, ...]
    closed: tuple[str, ...]
    score: Score
    blame: tuple[Blame, ...]
    bound: int
    proved: bool
    interrupted: bool
    explained: Explained
    seed: int
    method: str
    fingerprint: str

    @property
    def percent(self) -> int | None:
        """How far from the best possible at most, in percent, rounded up; None when the bound is 0 and the cost is not."""
        if self.proved or self.score.total == self.bound:
            return 0
        return -(-100 * (self.score.total - self.bound) // self.bound) if self.bound else None

    @property
    def even(self) -> bool:
        """True when every attribute is as evenly spread as whole people allow."""
        return not any(self.score.costs[kind] for kind in ("sector", "gender", "age", "senior", "extra"))


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What moving people would change: points by kind (positive: worse), rules newly broken, rules mended."""

    delta: Mapping[str, int]
    breaks: tuple[Broken, ...]
    mends: tuple[Broken, ...]

    @property
    def points(self) -> int:
        return sum(self.delta.values())

    @property
    def allowed(self) -> bool:
        """True when no hard rule is newly broken."""
        return not self.breaks


@dataclass(frozen=True, slots=True)
class RepairStep:
    """A repaired composition in which `moved` people (person id → new team) leave the team they were in."""

    moved: Assignment
    assignment: Assignment
    score: Score

    @property
    def moves(self) -> int:
        return len(self.moved)


@dataclass(frozen=True, slots=True)
class Repair:
    """The curve of moves against quality, fewest moves first, and the one that is advised.

    Every step seats the latecomers it can; `waiting` are those for whom there is no seat. `closed`: teams given up
    for want of people. `curve[0]` moves nobody or, when a team closes, only who was in it.
    """

    curve: tuple[RepairStep, ...]
    advised: int
    waiting: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def step(self) -> RepairStep:
        return self.curve[self.advised]


@dataclass(frozen=True, slots=True)
class Requests:
    """Friends' requests sorted: `groups` linked by mutual requests; `one_sided` (who asked, whom), told to who composes."""

    groups: tuple[frozenset[str], ...]
    one_sided: tuple[tuple[str, str], ...]
