"""What moving people by hand would change in a composition, and keeping such a change as a variant. (P4)"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal, team_demands, team_rules
from app.domain.policy import Action, require
from app.domain.team_proposals import PROPOSAL_DECIDED
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import ProposalState, TeamProposal, TeamRuleKind
from app.schemas.composition import RuleIn, VariantIn
from app.science import team_kept
from app.science.team_results import Broken, Score
from app.science.team_score import evaluate
from app.science.team_types import Problem

NOTHING_MOVES: Final = code("nothing_moves", 422)
CANDIDATES: Final = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What a change would do: points by kind (positive is worse), rules newly broken and rules mended."""

    moves: dict[str, str]
    delta: dict[str, int]
    breaks: tuple[dict[str, Any], ...]
    mends: tuple[dict[str, Any], ...]

    @property
    def points(self) -> int:
        return sum(self.delta.values())


class Scales:
    """A composition on the scales: read once, weighed with as many changes as one likes."""

    def __init__(self, db: Session, hackathon: Hackathon, proposal: TeamProposal) -> None:
        self.problem: Problem = team_demands.read(db, hackathon, proposal.inputs)
        self.assignment: dict[str, str] = dict(proposal.result.get("assignments", {}))
        self._before: Score | None = None

    def weigh(self, moves: Mapping[str, str]) -> Change:
        """Return what moving people (id → team) would change; strangers and teams that are not there are refused."""
        people, teams = {one.id for one in self.problem.people}, {slot.id for slot in self.problem.slots}
        if not set(moves) <= people or not set(moves.values()) <= teams:
            raise refuse(INVALID, N_("Choose people and teams of this proposal."), field_="moves")
        moves = {person: team for person, team in moves.items() if self.assignment.get(person) != team}
        if not moves:
            raise refuse(NOTHING_MOVES, N_("Nobody would change team."), field_="moves")
        self._before = self._before or evaluate(self.problem, self.assignment)
        after = evaluate(self.problem, {**self.assignment, **moves})
        delta = {kind: after.costs[kind] - self._before.costs[kind] for kind in after.costs}
        return Change(
            dict(moves),
            {kind: points for kind, points in delta.items() if points},
            tuple(team_kept.plain_broken(_beyond(after.broken, self._before.broken))),
            tuple(team_kept.plain_broken(_beyond(self._before.broken, after.broken))),
        )

    def swap(self, person: str, team: str, other: str | None = None) -> dict[str, str]:
        """Return the moves of a person to a team, in exchange for one of its people where one is named."""
        moves = {person: team}
        if other and person in self.assignment:
            moves[other] = self.assignment[person]
        return moves

    def ways(self, person: str, teams: Iterable[str]) -> list[tuple[str, Change]]:
        """Weigh a plain move of a person to each of some teams."""
        others = [team for team in dict.fromkeys(teams) if self.assignment.get(person) != team]
        return [(team, self.weigh({person: team})) for team in others[:CANDIDATES]]

    def exchanges(self, person: str, team: str) -> list[tuple[str, Change]]:
        """Weigh the exchange of a person with each one of a team, the best first."""
        inside = sorted(one for one, where in self.assignment.items() if where == team)
        found = [(one, self.weigh(self.swap(person, team, one))) for one in inside if person in self.assignment]
        return sorted(found, key=lambda pair: (len(pair[1].breaks), pair[1].points, pair[0]))


def _beyond(broken: Sequence[Broken], known: Sequence[Broken]) -> list[Broken]:
    """Return the rules broken in one list and not in the other, or by more."""

    def key(one: Broken) -> str:
        return repr((one.rule, sorted(one.params.items(), key=str), one.people))

    amounts = Counter({key(one): one.amount for one in known})
    return [one for one in broken if one.amount > amounts[key(one)]]


def prepare(db: Session, hackathon: Hackathon, proposal: TeamProposal, draft: VariantIn) -> dict[str, Any]:
    """Weigh and explain a variant before its transaction; returns its result."""
    if proposal.state is not ProposalState.READY:
        raise refuse(PROPOSAL_DECIDED, N_("Only a proposal that waits for a decision can be varied."))
    scales = Scales(db, hackathon, proposal)
    change = scales.weigh({str(person): team for person, team in draft.moves.items()})
    return team_kept.by_hand(scales.problem, {**scales.assignment, **change.moves}, proposal.result, seed=proposal.seed)


def keep(
    db: Session, actor: Person, proposal: TeamProposal, draft: VariantIn, result: dict[str, Any], *, at: datetime
) -> TeamProposal:  # fmt: skip
    """Keep a change made by hand as a proposal of its own; with `lock`, also as rules where the teams exist already."""
    require(db, actor, Action.VARY_PROPOSAL, proposal, at=at)
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    moves = {str(person): team for person, team in draft.moves.items()}
    variant = TeamProposal(
        hackathon_id=proposal.hackathon_id, seed=proposal.seed, inputs={**proposal.inputs, "varies": str(proposal.id)},
        result=result, state=ProposalState.READY, method=team_kept.BY_HAND, fingerprint=result["fingerprint"],
        repairs_id=proposal.repairs_id, created_at=at,
    )  # fmt: skip
    db.add(variant)
    db.flush()
    if draft.lock:
        made = {slot["id"] for slot in proposal.inputs["slots"] if not slot["new"]}
        for person, team in moves.items():
            if team in made:
                rule = RuleIn(kind=TeamRuleKind.LOCK, people=[UUID(person)], team_id=UUID(team))
                team_rules.add(db, actor, hackathon, rule, at=at)
    journal.record(
        db, hackathon.id, actor, Action.VARY_PROPOSAL, variant, at=at, varies=proposal.id, moves=moves, locked=draft.lock
    )
    return variant
