"""What the composition of teams reads (P4); what it returns is in `team_results`.

Ids are opaque text and never leave these types; every figure of a reason is a count or a code. Called like this:

    resolve(problem) -> Problem                       app.science.team_problem  everything left to a default made explicit
    evaluate(problem, assignment) -> Score            app.science.team_score    the one evaluator: rules broken, cost by kind
    blame(problem) -> tuple[Blame, ...]               app.science.team_blame    why no composition keeps every rule; () if one may
    compose(problem, options=Options(), progress=None, should_stop=None) -> Proposal        app.science.teams
    what_if(problem, assignment, moves) -> WhatIf     app.science.team_moves    `moves`: person id → team id; a swap has two
    repair(problem, assignment, gone=(), late=(), *, move_cost=60, move_locked=False, seed=1) -> Repair   app.science.team_repair
    explain(problem, assignment) -> Explained         app.science.team_reasons  (a proposal carries its own already)
    fold_employer(name) -> str                        app.science.team_problem  one spelling for one employer, "" for none
    group_requests(requests) -> Requests              app.science.team_problem  mutual requests become groups

`problem` may be given resolved or not; keep the resolved one with the result (it holds the bands and weights that
were applied), and pass it to `what_if`, which is then quick. `compose` is a plain importable function whose argument
and result are picklable: run it in a process of its own, because the search holds the interpreter. `progress` is
called with a `Progress` some times a second, the first usable one within two seconds; `should_stop` is asked
as often, and True makes `compose` return the best so far with `interrupted` set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

EITHER: Final = "either"
ON_SITE: Final = "on_site"
REMOTE: Final = "remote"

Assignment = Mapping[str, str]
"""Person id → team id; who is absent from it has no team."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person to place. Only `id` is needed; what is not known is held against nobody.

    `number` is a stable number of the person, such as the order of application: the search goes by it, so that
    renaming ids changes nothing; equal numbers are told apart by what else is known, then by id.
    `wishes` are challenge ids, the dearest first. `mode` is "on_site", "remote" or "either".
    No `languages`: speaks any. `present` holds the numbers, from 0, of the half-days the person is there; None is all.
    `step_free` is the need of an accessible place and nothing more. `employer` may be in any spelling.
    `gender`, `age`, `senior` are optional bands used for balance only; `extra` holds the event's own attributes.
    """

    id: str
    sector: str = ""
    employer: str | None = None
    gender: str | None = None
    age: str | None = None
    senior: str | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    mode: str = EITHER
    present: frozenset[int] | None = None
    step_free: bool = False
    wishes: tuple[str, ...] = ()
    number: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slot:
    """A team to fill, of `low` to `high` people, on one challenge.

    `language` None: any language will do. `locked`: the team has begun working, so that `repair` moves nobody
    out of it unless asked (it may receive people). `new`: not made yet, the first to stay closed.
    """

    id: str
    challenge: str = ""
    mode: str = EITHER
    language: str | None = None
    accessible: bool = True
    low: int = 5
    high: int = 8
    new: bool = False
    locked: bool = False


class Band(NamedTuple):
    """The least and the most of something that costs nothing in a team; `high` None is no upper limit."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for one person outside a band, one skill that nobody brings, one wish not given, one pair that meets again.

    Whole numbers of 0 or more; 0 takes the kind out. `wish` multiplies the points of the rank: `ranks` for the first,
    second, … wish, `unwished` for none of them. A person without any wish on offer costs nothing.
    """

    sector: int = 10
    skill: int = 8
    gender: int = 6
    size: int = 5
    known: int = 4
    age: int = 3
    senior: int = 3
    extra: int = 3
    wish: int = 2
    ranks: tuple[int, ...] = (0, 1, 3)
    unwished: int = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """Who is to be placed where, under which rules. The order of sequences changes nothing.

    `together`: groups that stay one unit (declared beforehand); `apart`: pairs never in one team; `known`: pairs who
    worked together before. `locks`: person id → team id, kept whatever they cost. `employer_caps`: folded employer →
    the most of its people in one team; absent ones follow the rule: the larger of 1, ⌈n/teams⌉, the same within each
    mode, and its members in one group or locked to one team. `bands`: attribute ("sector", "gender", "age", "senior"
    or a key of `extra`) → value → band for every team, "size" under the value ""; absent ones are the even share of the
    team's expected size, rounded down and up. `skills`: those a team should have; None is all that anyone brings.
    `required_skill`: at least one person in each team has it. `present_min`: so many people of a team at least are
    there in each of the `half_days`.
    """

    people: tuple[Applicant, ...]
    slots: tuple[Slot, ...]
    together: tuple[frozenset[str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    locks: Mapping[str, str] = field(default_factory=dict)
    employer_caps: Mapping[str, int] = field(default_factory=dict)
    bands: Mapping[str, Mapping[str, Band]] = field(default_factory=dict)
    skills: frozenset[str] | None = None
    required_skill: str | None = None
    half_days: int = 0
    present_min: int = 0
    weights: Weights = field(default_factory=Weights)
    slot_bands: Mapping[str, Mapping[str, Mapping[str, Band]]] = field(default_factory=dict)
    """Slot id → bands as they apply to that team; filled by `resolve`, not by hand."""
    resolved: bool = False


RULES: Final = ("lock", "access", "apart", "together", "mode", "language", "size", "skill", "employer", "presence")
"""Every hard rule. Blame weighs them lock 50, access 40, apart and together 30, mode and language 20, size 10, skill 8,
employer 6, presence 5: the lightest set is the one to give up."""

KINDS: Final = ("sector", "skill", "gender", "size", "wish", "known", "age", "senior", "extra")
"""Every kind of cost."""


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how far to search; budgets are iterations, never seconds, so that a seed reproduces.

    `effort` multiplies the budget (1.0: about 10 s at 120 people, 30 s at 500, 60 s at 2,000 on one idle core; .1 for a
    first look). `prove_below`: up to so many people the optimum is looked for until it is proved.
    """

    seed: int = 1
    effort: float = 1.0
    prove_below: int = 60
    explain: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """The best so far. `share` of the work done, 0 to 1; `stage` "seats", "first", "bound", "search", "proof" or "reasons"."""

    stage: str
    share: float
    assignment: Assignment
    cost: int | None
    excess: int | None
    bound: int | None
