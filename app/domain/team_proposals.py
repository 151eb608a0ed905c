"""Teams proposed by the machine: advice, kept with what it came from, until a person adopts it. (P4)"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, select

from app.domain import journal, teams
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_, gettext
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import ProposalState, Team, TeamProposal
from app.queries import challenges, team_proposals
from app.queries import teams as team_queries
from app.schemas.team import ProposalIn
from app.science.teams import Applicant, Options, Problem, Proposal, Reason, Slot, compose

NOTHING_TO_COMPOSE: Final = code("nothing_to_compose", 409)
PROPOSAL_DECIDED: Final = code("proposal_decided", 409)
PROPOSAL_OUTDATED: Final = code("proposal_outdated", 409)

Prepared = tuple[dict[str, Any], dict[str, Any], int]


def prepare(db: Session, actor: Person, hackathon: Hackathon, asked: ProposalIn, *, at: datetime) -> Prepared:
    """Read who is to be placed and find teams for them; reads only, so that nobody waits for the search.

    Returns the inputs, the result and the seed as they will be kept. Less than a second for 120 people.
    """
    require(db, actor, Action.PROPOSE_TEAMS, hackathon, at=at)
    people = team_proposals.to_place(db, actor, hackathon)
    offered = challenges.ready(db, actor, hackathon, at=at)
    if not people or not offered:
        raise refuse(NOTHING_TO_COMPOSE, N_("A proposal needs accepted people and a challenge that is ready."))
    present = {str(person): str(team) for person, team in team_queries.open_memberships(db, hackathon).items()}
    slots = _slots(db, hackathon, [view.id for view in offered], asked.teams)
    accepted_ids = {str(row.person_id) for row in people}
    slot_ids = {slot["id"] for slot in slots}
    locks = {person: team for person, team in present.items() if person in accepted_ids and team in slot_ids}
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    inputs: dict[str, Any] = {
        "people": [
            {
                "id": str(row.person_id), "sector": str(row.sector), "organisation": row.organisation, "skills": row.skills,
                "wishes": row.wishes, "mode": str(row.attendance), "languages": row.languages,
            }
            for row in people
        ],
        "slots": slots,
        "locks": locks if asked.keep_members else {},
        "present": present,
    }  # fmt: skip
    return inputs, _result(_compute(inputs, seed)), seed


def _slots(db: Session, hackathon: Hackathon, offered: list[UUID], wanted: int) -> list[dict[str, Any]]:
    """Return the teams there are, and as many new ones as are wanted beyond them, each défi in turn."""
    slots: list[dict[str, Any]] = [
        {"id": str(team.id), "name": team.name, "challenge": str(team.challenge_id), "new": False,
         "min": min(hackathon.team_min, team.seats), "max": team.seats}
        for team in team_proposals.open_teams(db, hackathon)
        if team.challenge_id in offered
    ]  # fmt: skip
    names = team_proposals.taken_names(db, hackathon)
    load = {challenge: sum(slot["challenge"] == str(challenge) for slot in slots) for challenge in offered}
    number = len(slots)
    while len(slots) < wanted:
        challenge = min(offered, key=lambda one: (load[one], offered.index(one)))
        load[challenge] += 1
        number += 1
        name = gettext(hackathon.locale, N_("Team %(number)s")) % {"number": number}
        while (challenge, name.lower()) in names:
            number += 1
            name = gettext(hackathon.locale, N_("Team %(number)s")) % {"number": number}
        slots.append(
            {"id": f"new-{number:03}", "name": name, "challenge": str(challenge), "new": True,
             "min": hackathon.team_min, "max": hackathon.team_max}
        )  # fmt: skip
    return slots


def _compute(inputs: Mapping[str, Any], seed: int) -> Proposal:
    """Run the search on kept inputs: the same inputs and seed give the same teams, today or in a year."""
    people = tuple(
        Applicant(
            person["id"], person["sector"], person["organisation"], skills=frozenset(person["skills"]),
            wishes=tuple(person["wishes"]), mode=person["mode"], languages=frozenset(person["languages"]),
        )
        for person in inputs["people"]
    )  # fmt: skip
    slots = tuple(
        Slot(slot["id"], slot["challenge"], low=slot["min"], high=slot["max"], new=slot["new"]) for slot in inputs["slots"]
    )
    return compose(Problem(people, slots, locks=inputs["locks"]), Options(seed, effort=0.1))


def again(proposal: TeamProposal) -> bool:
    """Run a kept proposal again and tell whether it gives the same teams."""
    return _result(_compute(proposal.inputs, proposal.seed)) == proposal.result


HARMS: Final = {"sector": "sectors", "skill": "skills", "size": "sizes"}


def _word(reason: Reason) -> dict[str, Any] | None:
    """Say a reason with the codes that the templates word; None for what they have no words for."""
    told, params = reason.code, dict(reason.params)
    if told == "outside_band":
        return (
            {"code": "sector_outside_band", "params": params | {"sector": params["value"]}}
            if params["attribute"] == "sector"
            else None
        )
    if told == "first_wish_costs":
        params["harms"] = HARMS.get(str(params.pop("kind")), "wishes")
    renamed = {"even": "even_mix", "skills_missing": "skill_missing", "waiting": "no_seat", "wish_closed": "no_wish"}
    told = {"first_wish_rule": "first_wish_full"}.get(told, renamed.get(told, told))
    return None if told in {"met_before", "rule_broken"} else {"code": told, "params": params}


def _result(found: Proposal) -> dict[str, Any]:
    def words(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
        return [told for reason in reasons if (told := _word(reason))]

    return {
        "assignments": dict(found.assignment),
        "unplaced": list(found.waiting),
        "closed": list(found.closed),
        "cost": dict(found.score.costs),
        "mixes": {
            slot: {"size": mix.size, "sectors": dict(mix.counts.get("sector", {})), "missing_skills": list(mix.missing_skills)}
            for slot, mix in found.explained.mixes.items()
        },
        "problems": [{"code": told.code, "params": dict(told.params)} for told in found.blame],
        "team_reasons": {slot: words(reasons) for slot, reasons in found.explained.teams.items()},
        "person_reasons": {person: words(reasons) for person, reasons in found.explained.people.items()},
        "even": found.even,
        "method": found.method,
    }


def keep(db: Session, actor: Person, hackathon: Hackathon, prepared: Prepared, *, at: datetime) -> TeamProposal:
    """Keep a proposal with its inputs, its seed and its reasons; it changes nobody's team."""
    require(db, actor, Action.PROPOSE_TEAMS, hackathon, at=at)
    inputs, result, seed = prepared
    proposal = TeamProposal(hackathon_id=hackathon.id, seed=seed, inputs=inputs, result=result, created_at=at)
    db.add(proposal)
    db.flush()
    journal.record(
        db, hackathon.id, actor, Action.PROPOSE_TEAMS, proposal, at=at,
        seed=seed, people=len(inputs["people"]), teams=len(inputs["slots"]), method=result["method"],
    )  # fmt: skip
    return proposal


def adopt(db: Session, actor: Person, proposal: TeamProposal, *, at: datetime) -> TeamProposal:
    """Make the proposed teams real. Refused when it was decided before, or when people or teams changed since it was found."""
    require(db, actor, Action.ADOPT_PROPOSAL, proposal, at=at)
    _check_undecided(proposal)
    hackathon = db.get_one(Hackathon, proposal.hackathon_id)
    assignments: dict[str, str] = proposal.result["assignments"]
    _check_same_world(db, hackathon, proposal)
    places = _open_slots(db, actor, hackathon, proposal, at=at)
    moved = 0
    for person, slot in assignments.items():
        team = places[slot]
        present = teams.open_membership(db, hackathon.id, UUID(person))
        if present is None or present.team_id != team.id:
            teams.seat(db, team, UUID(person), present, at=at)
            moved += 1
    proposal.state, proposal.decided_at, proposal.decided_by_id = ProposalState.ADOPTED, at, actor.id
    db.add(proposal)
    journal.record(
        db, hackathon.id, actor, Action.ADOPT_PROPOSAL, proposal, at=at,
        placed=moved, teams=[str(team.id) for team in places.values()],
    )  # fmt: skip
    return proposal


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
    used = {slot: list(proposal.result["assignments"].values()).count(slot) for slot in proposal.result["assignments"].values()}
    found: dict[str, Team] = {}
    for slot in proposal.inputs["slots"]:
        if slot["id"] not in used:
            continue
        challenge = db.get(Challenge, UUID(slot["challenge"]))
        if challenge is None or challenge.status is not ChallengeStatus.READY:
            raise _outdated()
        if slot["new"]:
            team = Team(hackathon_id=hackathon.id, challenge_id=challenge.id, name=slot["name"], seats=slot["max"], created_at=at)
            if (challenge.id, team.name.lower()) in team_proposals.taken_names(db, hackathon):
                raise _outdated()
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
    if proposal.state is ProposalState.ADOPTED:
        raise refuse(
            PROPOSAL_DECIDED, N_("This proposal was adopted already: its teams are made. Change them by hand, or ask anew.")
        )
    if proposal.state is ProposalState.DISCARDED:
        raise refuse(PROPOSAL_DECIDED, N_("This proposal was put aside. Ask for a new one."))


def _outdated() -> Exception:
    return refuse(PROPOSAL_OUTDATED, N_("People or teams have changed since this proposal was made. Ask for a new one."))
