"""Teams repaired when people do not come, or come late: the fewest moves, and what more moves would win. (P4)"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from app.domain import computations, journal, team_demands
from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import ProposalState, TeamProposal
from app.queries import calls, team_proposals, team_rules
from app.queries import teams as team_queries
from app.schemas.composition import AbsenceIn, RepairIn
from app.schemas.team import ProposalIn
from app.science import team_kept
from app.science.team_json import dump_problem, load_problem
from app.science.team_problem import resolve
from app.science.team_types import Band, Problem, Weights

METHOD: Final = "repair_teams"
NOTHING_TO_REPAIR: Final = code("nothing_to_repair", 409)


def mark(db: Session, actor: Person, hackathon: Hackathon, draft: AbsenceIn, *, at: datetime) -> Hackathon:
    """Mark accepted people absent, or present again; their seats change by a repair only."""
    require(db, actor, Action.MARK_ABSENT, hackathon, at=at)
    found = team_proposals.applications_of(db, hackathon, draft.people)
    if len(found) < len(set(draft.people)):
        raise refuse(INVALID, N_("Choose people who are accepted in this hackathon."), field_="people")
    changed = [row for row in found if (row.absent_at is not None) != draft.absent]
    for row in changed:
        row.absent_at = at if draft.absent else None
        db.add(row)
    if changed:
        journal.record(
            db, hackathon.id, actor, Action.MARK_ABSENT, hackathon, at=at,
            absent=draft.absent, people=[str(row.person_id) for row in changed],
        )  # fmt: skip
    return hackathon


def prepare(db: Session, actor: Person, hackathon: Hackathon, asked: RepairIn, *, at: datetime) -> team_demands.Prepared:
    """Read the teams as they are, who did not come and who came late. Refused where there is nothing to repair."""
    require(db, actor, Action.PROPOSE_REPAIR, hackathon, at=at)
    people = team_proposals.to_place(db, actor, hackathon)
    present = {str(person): str(team) for person, team in team_queries.open_memberships(db, hackathon).items()}
    slots = team_demands.team_slots(db, hackathon)
    here = [row for row in people if row.absent_at is None]
    known = {str(row.person_id) for row in here}
    gone = sorted(one for one in present if one not in known)
    if not slots or not here or not (gone or known - set(present)):
        raise refuse(NOTHING_TO_REPAIR, N_("Nobody is missing and nobody waits for a team: there is nothing to repair."))
    adopted = team_proposals.last_adopted(db, hackathon)
    base = Problem(
        team_demands.people_of(here), team_demands.science_slots(slots), known=tuple(team_proposals.met_before(db, hackathon)),
        half_days=len(calls.of(db, hackathon).half_days), **_as_asked(adopted),
    )  # fmt: skip
    # A lock that the present teams do not keep is a wish of another day: a repair does not move people for it.
    problem = team_demands.add_rules(base, team_rules.standing(db, actor, hackathon), {})
    locks = {one: team for one, team in problem.locks.items() if present.get(one, team) == team}
    problem = replace(problem, locks=locks)
    needs = team_proposals.step_free(db, hackathon) if any(not slot["step_free"] for slot in slots) else set()
    inputs = {
        "problem": dump_problem(resolve(problem)),
        "options": {"seed": asked.seed, "effort": 1.0, "prove_below": 0},
        "slots": slots,
        "present": present,
        "assignment": {one: team for one, team in present.items() if one in known},
        "gone": gone,
        "move_begun": asked.move_begun,
        "asked": (adopted.inputs["asked"] if adopted else ProposalIn().model_dump(mode="json", exclude={"seed", "insist"})),
    }
    return team_demands.Prepared(inputs, frozenset(needs))


def _as_asked(adopted: TeamProposal | None) -> dict[str, Any]:
    """Return the weights, bands and demands of the composition that the teams come from."""
    if adopted is None:
        return {}
    asked = ProposalIn.model_validate(adopted.inputs["asked"])
    bands = {sector: Band(band["low"], band["high"]) for sector, band in asked.bands.model_dump().items() if band}
    return {
        "weights": Weights(**asked.weights.model_dump()), "bands": {"sector": bands} if bands else {},
        "required_skill": asked.required_skill or None, "present_min": asked.present_min,
    }  # fmt: skip


def ask(
    db: Session, actor: Person, hackathon: Hackathon, prepared: team_demands.Prepared, *, at: datetime
) -> TeamProposal:  # fmt: skip
    """Ask the worker for a repair; it changes nobody's team."""
    require(db, actor, Action.PROPOSE_REPAIR, hackathon, at=at)
    adopted = team_proposals.last_adopted(db, hackathon)
    proposal = TeamProposal(
        hackathon_id=hackathon.id, seed=prepared.inputs["options"]["seed"], inputs=prepared.inputs,
        state=ProposalState.SEARCHING, repairs_id=adopted.id if adopted else None, created_at=at,
    )  # fmt: skip
    db.add(proposal)
    db.flush()
    given = {**prepared.given(), "assignment": prepared.inputs["assignment"], "move_begun": prepared.inputs["move_begun"]}
    computations.ask(db, actor, hackathon, METHOD, subject_id=proposal.id, inputs=given, at=at)
    journal.record(
        db, hackathon.id, actor, Action.PROPOSE_REPAIR, proposal, at=at,
        gone=len(prepared.inputs["gone"]), late=len(prepared.inputs["problem"]["people"]) - len(prepared.inputs["assignment"]),
    )  # fmt: skip
    return proposal


def at_step(db: Session, proposal: TeamProposal, step: int | None) -> dict[str, Any] | None:
    """Return a repair's result at a point of its curve, weighed before any transaction; None where that is the one kept."""
    result = proposal.result
    if step is None or step == result.get("step"):
        return None
    curve: Sequence[dict[str, Any]] = result.get("curve", [])
    if step >= len(curve):
        raise refuse(INVALID, N_("Choose a point of this repair."), field_="step")
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    problem = load_problem(proposal.inputs["problem"])
    if not all(slot.accessible for slot in problem.slots):
        problem = load_problem(
            team_demands.with_needs(proposal.inputs["problem"], frozenset(team_proposals.step_free(db, hackathon)))
        )
    found = team_kept.at_step(
        problem, proposal.inputs["assignment"], result["closing"], curve[step]["changes"], proposal.seed
    )  # fmt: skip
    return found | {key: result[key] for key in ("curve", "advised", "closing")} | {"step": step}
