"""Teams proposed by the machine: advice, kept with what it came from, until a person adopts it. (P4)"""

from collections import Counter
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, select

from app.domain import computations, journal, team_demands, teams
from app.domain.policy import Action, require
from app.domain.team_demands import Prepared
from app.errors import code, refuse
from app.i18n import N_, gettext
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.computation import Computation
from app.models.hackathon import Attendance, Hackathon
from app.models.person import Person
from app.models.team import ProposalState, Team, TeamProposal
from app.queries import team_proposals
from app.queries import teams as team_queries
from app.science import team_kept
from app.science.team_json import load_problem

METHOD: Final = "compose_teams"
PROPOSAL_DECIDED: Final = code("proposal_decided", 409)
PROPOSAL_OUTDATED: Final = code("proposal_outdated", 409)
PROPOSAL_SEARCHING: Final = code("proposal_searching", 409)
NOT_REPEATABLE: Final = code("not_repeatable", 409)
DEMAND_IMPOSSIBLE: Final = code("demand_impossible", 409)
# Up to so many people, demands that cannot be met are named before the search rather than with its result.
BLAME_AT_ONCE: Final = 250


def impossible(prepared: Prepared) -> list[dict[str, Any]]:
    """Return the demands that cannot all be met, as the least that must be given up; empty where they may, or are many people."""
    from app.science.team_blame import blame  # noqa: PLC0415 - the solver is for who composes only

    given = prepared.given()["problem"]
    if len(given["people"]) > BLAME_AT_ONCE:
        return []
    return team_kept.plain_blame(blame(load_problem(given)))


def ask(
    db: Session, actor: Person, hackathon: Hackathon, prepared: Prepared, *, at: datetime
) -> TeamProposal:  # fmt: skip
    """Ask the worker for a composition; it changes nobody's team. The search stands in `computations`."""
    proposal = _keep(db, actor, hackathon, prepared, ProposalState.SEARCHING, at=at)
    computations.ask(db, actor, hackathon, METHOD, subject_id=proposal.id, inputs=prepared.given(), at=at)
    return proposal


def find(db: Session, actor: Person, hackathon: Hackathon, prepared: Prepared, *, at: datetime) -> TeamProposal:
    """Compose at once, in this process: for demonstrations and small tests, not for pages."""
    proposal = _keep(db, actor, hackathon, prepared, ProposalState.READY, at=at)
    _write(proposal, team_kept.run(prepared.given(), lambda *_: None, lambda: False))
    db.add(proposal)
    return proposal


def repeat(db: Session, actor: Person, proposal: TeamProposal, *, at: datetime) -> TeamProposal:
    """Search again from what a proposal came from: the same inputs and seed, so that the fingerprints can be compared."""
    if "problem" not in proposal.inputs or "gone" in proposal.inputs or proposal.method == team_kept.BY_HAND:
        raise refuse(NOT_REPEATABLE, N_("Only a composition that the machine searched can be run again."))
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    needs = frozenset(team_proposals.step_free(db, hackathon))
    inputs = {**proposal.inputs, "repeats": str(proposal.id)}
    return ask(db, actor, hackathon, Prepared(inputs, needs), at=at)


def _keep(
    db: Session, actor: Person, hackathon: Hackathon, prepared: Prepared, state: ProposalState, *, at: datetime
) -> TeamProposal:  # fmt: skip
    """Keep a proposal of the machine, before or after its search."""
    require(db, actor, Action.PROPOSE_TEAMS, hackathon, at=at)
    seed = prepared.inputs["options"]["seed"]
    proposal = TeamProposal(hackathon_id=hackathon.id, seed=seed, inputs=prepared.inputs, state=state, created_at=at)
    db.add(proposal)
    db.flush()
    problem = prepared.inputs["problem"]
    journal.record(
        db, hackathon.id, actor, Action.PROPOSE_TEAMS, proposal, at=at,
        seed=seed, people=len(problem["people"]), teams=len(problem["slots"]),
    )  # fmt: skip
    return proposal


def settle(db: Session, computation: Computation, at: datetime) -> None:
    """Write what a search found into its proposal; one that found nothing is put aside."""
    proposal = db.get_one(TeamProposal, computation.subject_id)
    if proposal.state is not ProposalState.SEARCHING:
        return
    found = computation.best
    if found and "fingerprint" in found:
        _write(proposal, found)
        proposal.state = ProposalState.READY
    else:
        proposal.result = {"failed": True}
        proposal.state, proposal.decided_at = ProposalState.DISCARDED, at
    # Who needs a place without steps was for the search alone.
    computation.inputs, computation.best = {}, None
    db.add(computation)
    db.add(proposal)


def _write(proposal: TeamProposal, found: dict[str, Any]) -> None:
    proposal.result, proposal.method, proposal.fingerprint = found, found["method"][:40], found["fingerprint"]


def again(db: Session, proposal: TeamProposal) -> bool:
    """Run a kept proposal again and tell whether it gives the same teams, to the fingerprint."""
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    problem = proposal.inputs["problem"]
    needs = team_proposals.step_free(db, hackathon) if not all(slot["accessible"] for slot in problem["slots"]) else set()
    given = {"problem": team_demands.with_needs(problem, frozenset(needs)), "options": proposal.inputs["options"]}
    return bool(team_kept.run(given, lambda *_: None, lambda: False)["fingerprint"] == proposal.fingerprint)


def adopt(
    db: Session, actor: Person, proposal: TeamProposal, *, at: datetime, chosen: dict[str, Any] | None = None
) -> TeamProposal:
    """Make the proposed teams real. Refused when it was decided before, or when people or teams changed since it was found.

    `chosen` is the result at another point of a repair's curve (`team_repairs.at_step`).
    """
    require(db, actor, Action.ADOPT_PROPOSAL, proposal, at=at)
    _check_undecided(proposal)
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    if chosen is not None:
        _write(proposal, chosen)
    assignments: dict[str, str] = proposal.result["assignments"]
    _check_same_world(db, hackathon, proposal)
    places = _open_slots(db, actor, hackathon, proposal, at=at)
    repair = "gone" in proposal.inputs
    _let_go(db, hackathon, proposal, at=at)
    why = gettext(hackathon.locale, N_("Repair of the teams")) if repair else None
    wanted = {UUID(person): places[slot] for person, slot in assignments.items()}
    moved = teams.seat_all(db, hackathon.id, wanted, at=at, proposal_id=proposal.id, reason=why)
    for slot in proposal.result.get("closing", []):
        teams.close(db, actor, db.get_one(Team, UUID(slot)), at=at)
    proposal.state, proposal.decided_at, proposal.decided_by_id = ProposalState.ADOPTED, at, actor.id
    db.add(proposal)
    journal.record(
        db, hackathon.id, actor, Action.ADOPT_PROPOSAL, proposal, at=at,
        placed=moved, teams=[str(team.id) for team in places.values()], closed=proposal.result.get("closing", []),
    )  # fmt: skip
    return proposal


def _let_go(db: Session, hackathon: Hackathon, proposal: TeamProposal, *, at: datetime) -> None:
    """End the stays that a repair ends without another: of those who did not come, and of those for whom no seat is left."""
    leaving = dict.fromkeys(proposal.inputs.get("gone", []), N_("Absent"))
    if leaving or "gone" in proposal.inputs:
        leaving |= {one: N_("Repair of the teams") for one in proposal.result.get("unplaced", [])}
    for present in teams.open_stays(db, hackathon.id) if leaving else ():
        if (reason := leaving.get(str(present.person_id))) is not None:
            present.left_at, present.reason = at, gettext(hackathon.locale, reason)
            db.add(present)
    db.flush()


def _check_same_world(db: Session, hackathon: Hackathon, proposal: TeamProposal) -> None:
    """Want everybody who is assigned to be accepted still, and in the team where the search saw them."""
    accepted = select(Application.person_id).where(
        Application.hackathon_id == hackathon.id, Application.status == ApplicationStatus.ACCEPTED
    )
    present = {str(person): str(team) for person, team in team_queries.open_memberships(db, hackathon).items()}
    assigned = set(proposal.result["assignments"])
    if not assigned <= {str(person) for person in db.exec(accepted)} or present != proposal.inputs["present"]:
        raise _outdated()


def _open_slots(
    db: Session, actor: Person, hackathon: Hackathon, proposal: TeamProposal, *, at: datetime
) -> dict[str, Team]:  # fmt: skip
    """Return the team of every slot that has people, made now where it is new."""
    used = Counter(proposal.result["assignments"].values())
    taken = team_proposals.taken_names(db, hackathon)
    found: dict[str, Team] = {}
    for slot in proposal.inputs["slots"]:
        if slot["id"] not in used:
            continue
        challenge = db.get(Challenge, UUID(slot["challenge"]))
        if challenge is None or challenge.status is not ChallengeStatus.READY:
            raise _outdated()
        if slot["new"]:
            team = Team(
                hackathon_id=hackathon.id, challenge_id=challenge.id, name=slot["name"], seats=slot["max"],
                attendance=Attendance(slot.get("mode", "either")), created_at=at,
            )  # fmt: skip
            if (challenge.id, team.name.lower()) in taken:
                raise _outdated()
            taken.add((challenge.id, team.name.lower()))
            db.add(team)
            db.flush()
            journal.record(db, hackathon.id, actor, Action.CREATE_TEAM, team, at=at, challenge_id=challenge.id, seats=team.seats)
        else:
            team = db.get_one(Team, UUID(slot["id"]))
            if team.closed_at is not None or team.seats < used[slot["id"]]:
                raise _outdated()
        found[slot["id"]] = team
    return found


def discard(db: Session, actor: Person, proposal: TeamProposal, *, at: datetime) -> TeamProposal:
    """Put a proposal aside; it stays on record."""
    require(db, actor, Action.DISCARD_PROPOSAL, proposal, at=at)
    _check_undecided(proposal)
    proposal.state, proposal.decided_at, proposal.decided_by_id = ProposalState.DISCARDED, at, actor.id
    db.add(proposal)
    journal.record(db, proposal.hackathon_id, actor, Action.DISCARD_PROPOSAL, proposal, at=at)
    return proposal


def _check_undecided(proposal: TeamProposal) -> None:
    if proposal.state is ProposalState.SEARCHING:
        raise refuse(PROPOSAL_SEARCHING, N_("The search goes on. Wait for its end, or stop it and keep the best so far."))
    if proposal.state is ProposalState.ADOPTED:
        raise refuse(
            PROPOSAL_DECIDED, N_("This proposal was adopted already: its teams are made. Change them by hand, or ask anew.")
        )
    if proposal.state is ProposalState.DISCARDED:
        raise refuse(PROPOSAL_DECIDED, N_("This proposal was put aside. Ask for a new one."))


def _outdated() -> Exception:
    return refuse(PROPOSAL_OUTDATED, N_("People or teams have changed since this proposal was made. Ask for a new one."))
