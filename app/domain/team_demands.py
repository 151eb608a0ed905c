"""What a composition is asked for, put into the terms of the search; reads only, so that nobody waits for it. (P4)"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from app.domain.policy import Action, require
from app.errors import INVALID, code, refuse
from app.i18n import N_, gettext
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.team import TeamRule, TeamRuleKind
from app.queries import calls, challenges, team_proposals, team_rules
from app.queries import teams as team_queries
from app.schemas.team import BandsIn, ProposalIn
from app.science.team_json import dump_problem, load_problem
from app.science.team_problem import fold_employer, resolve
from app.science.team_types import EITHER, ON_SITE, REMOTE, Applicant, Band, Options, Problem, Slot, Weights

NOTHING_TO_COMPOSE: Final = code("nothing_to_compose", 409)
EFFORTS: Final = {"quick": 0.1, "good": 0.4, "thorough": 1.0}
MOST_TEAMS: Final = 400


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a search starts from. `inputs` is what is kept; `needs`, those who need a place without steps, is not."""

    inputs: dict[str, Any]
    needs: frozenset[str]

    def given(self) -> dict[str, Any]:
        """Return what the worker is given."""
        return {"problem": with_needs(self.inputs["problem"], self.needs), "options": self.inputs["options"]}


def prepare(db: Session, actor: Person, hackathon: Hackathon, asked: ProposalIn, *, at: datetime) -> Prepared:
    """Read who is to be placed where and under which rules. Refused when there is nobody, or no défi that is ready."""
    require(db, actor, Action.PROPOSE_TEAMS, hackathon, at=at)
    people = [row for row in team_proposals.to_place(db, actor, hackathon) if row.absent_at is None]
    offered = [view.id for view in challenges.ready(db, actor, hackathon, at=at)]
    if not people or not offered:
        raise refuse(NOTHING_TO_COMPOSE, N_("A proposal needs accepted people and a challenge that is ready."))
    slots = _slots(db, hackathon, offered, asked)
    rules = team_rules.standing(db, actor, hackathon)
    present = {str(person): str(team) for person, team in team_queries.open_memberships(db, hackathon).items()}
    problem = _problem(db, hackathon, people, slots, asked)
    problem = add_rules(problem, rules, present if asked.keep_members else {})
    return put(db, hackathon, problem, slots=slots, present=present, asked=asked)


def put(
    db: Session,
    hackathon: Hackathon,
    problem: Problem,
    *,
    slots: list[dict[str, Any]],
    present: dict[str, str],
    asked: ProposalIn,
) -> Prepared:
    """Return a problem as it is kept, with everything made explicit that was left to defaults."""
    seed = secrets.randbelow(2**31) if asked.seed is None else asked.seed
    options = Options(seed, EFFORTS[asked.effort], prove_below=0 if asked.effort == "quick" else Options().prove_below)
    needs = team_proposals.step_free(db, hackathon) if any(not slot["step_free"] for slot in slots) else set()
    # The bands do not depend on who needs what: what is kept does not say it.
    inputs = {
        "problem": dump_problem(resolve(problem)),
        "options": {"seed": options.seed, "effort": options.effort, "prove_below": options.prove_below},
        "slots": slots,
        "present": present,
        "asked": asked.model_dump(mode="json", exclude={"seed", "insist"}),
    }
    return Prepared(inputs, frozenset(needs))


def with_needs(problem: Mapping[str, Any], needs: frozenset[str]) -> dict[str, Any]:
    """Return a kept problem with the needs of a place without steps."""
    people = [person | {"step_free": person["id"] in needs} for person in problem["people"]]
    return {**problem, "people": people}


def read(db: Session, hackathon: Hackathon, inputs: Mapping[str, Any]) -> Problem:
    """Return a kept problem to weigh changes with, today's needs included."""
    problem = load_problem(inputs["problem"])
    if all(slot.accessible for slot in problem.slots):
        return problem
    needs = team_proposals.step_free(db, hackathon)
    return replace(problem, people=tuple(replace(one, step_free=one.id in needs) for one in problem.people))


def people_of(rows: Sequence[Any]) -> tuple[Applicant, ...]:
    """Return accepted people as the search knows them, numbered in their order."""
    return tuple(
        Applicant(
            str(row.person_id), str(row.sector), row.organisation, row.gender, row.age_band,
            None if row.experienced is None else ("used" if row.experienced else "new"),
            frozenset(row.skills), frozenset(row.languages), str(row.attendance),
            frozenset(row.half_days) if row.half_days else None, wishes=tuple(row.wishes), number=number,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip


def science_slots(slots: Sequence[Mapping[str, Any]]) -> tuple[Slot, ...]:
    """Return kept slots as the search knows them."""
    return tuple(
        Slot(
            slot["id"], slot["challenge"], slot["mode"], slot["language"], slot["step_free"], slot["min"], slot["max"],
            slot["new"], slot["begun"],
        )
        for slot in slots
    )  # fmt: skip


def _problem(
    db: Session, hackathon: Hackathon, people: Sequence[Any], slots: Sequence[Mapping[str, Any]], asked: ProposalIn
) -> Problem:  # fmt: skip
    applicants = people_of(people)
    caps: dict[str, int] = {}
    if asked.employer_cap is not None:
        staff = Counter(fold_employer(one.employer) for one in applicants if one.employer)
        caps = {employer: asked.employer_cap for employer, number in staff.items() if number > asked.employer_cap}
    return Problem(
        applicants,
        science_slots(slots),
        known=tuple(team_proposals.met_before(db, hackathon)),
        employer_caps=caps,
        bands=_bands(asked.bands),
        required_skill=asked.required_skill or None,
        half_days=len(calls.of(db, hackathon).half_days),
        present_min=asked.present_min,
        weights=Weights(**asked.weights.model_dump()),
    )


def _bands(asked: BandsIn) -> dict[str, dict[str, Band]]:
    given = {sector: Band(band.low, band.high) for sector in BandsIn.model_fields if (band := getattr(asked, sector))}
    for sector, band in given.items():
        if band.high is not None and band.high < band.low:
            raise refuse(INVALID, N_("The most is below the least."), field_=f"bands.{sector}.high")
    return {"sector": given} if given else {}


def add_rules(problem: Problem, rules: Sequence[TeamRule], kept: Mapping[str, str]) -> Problem:
    """Return the problem with the organisers' rules; `kept` are people who stay in the team where they are.

    Rules about people or teams that are not among these count for nothing.
    """
    people, teams = {one.id for one in problem.people}, {slot.id for slot in problem.slots}
    locks = {person: team for person, team in kept.items() if person in people and team in teams}
    together, apart = [], []
    for rule in rules:
        here = sorted(one for one in rule.people if one in people)
        if rule.kind is TeamRuleKind.TOGETHER:
            together.append(frozenset(here))
        elif rule.kind is TeamRuleKind.APART:
            apart += list(combinations(here, 2))
        elif str(rule.team_id) in teams:
            locks |= dict.fromkeys(here, str(rule.team_id))
    return replace(problem, together=tuple(together), apart=tuple(apart), locks=locks)


def team_slots(db: Session, hackathon: Hackathon, offered: Sequence[UUID] | None = None) -> list[dict[str, Any]]:
    """Return the open teams as slots, the oldest first; with `offered` those of these défis only."""
    return [
        {"id": str(team.id), "name": team.name, "challenge": str(team.challenge_id), "new": False,
         "min": min(hackathon.team_min, team.seats), "max": team.seats, "mode": str(team.attendance), "language": team.language,
         "step_free": team.step_free, "begun": team.begun}
        for team in team_proposals.open_teams(db, hackathon)
        if offered is None or team.challenge_id in offered
    ]  # fmt: skip


def _slots(db: Session, hackathon: Hackathon, offered: list[UUID], asked: ProposalIn) -> list[dict[str, Any]]:
    """Return the teams there are, and as many new ones as are wanted beyond them."""
    low, high = asked.size_min or hackathon.team_min, asked.size_max or hackathon.team_max
    if low > high:
        raise refuse(INVALID, N_("The largest size is below the smallest."), field_="size_max")
    slots = team_slots(db, hackathon, offered)
    wanted = _wanted(slots, offered, asked)
    names = team_proposals.taken_names(db, hackathon)
    number, remote = len(slots), asked.remote_teams
    for challenge in wanted:
        number += 1
        name = gettext(hackathon.locale, N_("Team %(number)s")) % {"number": number}
        while (challenge, name.lower()) in names:
            number += 1
            name = gettext(hackathon.locale, N_("Team %(number)s")) % {"number": number}
        mode = EITHER if not asked.remote_teams else REMOTE if remote > 0 else ON_SITE
        remote -= 1
        slots.append(
            {"id": f"new-{number:03}", "name": name, "challenge": str(challenge), "new": True, "min": low, "max": high,
             "mode": mode, "language": None, "step_free": True, "begun": False}
        )  # fmt: skip
    return slots


def _wanted(slots: Sequence[Mapping[str, Any]], offered: list[UUID], asked: ProposalIn) -> list[UUID]:
    """Return the défi of each new team: as many on each as are asked for, else each défi in turn."""
    load = {challenge: sum(slot["challenge"] == str(challenge) for slot in slots) for challenge in offered}
    if strange := set(asked.teams_on) - set(offered):
        raise refuse(INVALID, N_("Choose challenges of this hackathon that are ready."), field_=f"teams_on.{min(strange)}")
    found: list[UUID] = []
    for challenge, number in asked.teams_on.items():
        found += [challenge] * max(0, number - load[challenge])
    total = len(slots) + len(found)
    if asked.teams is None and not asked.teams_on and not slots:
        raise refuse(INVALID, N_("Say how many teams."), field_="teams")
    for challenge in found:
        load[challenge] += 1
    while asked.teams is not None and not asked.teams_on and total < asked.teams:
        challenge = min(offered, key=lambda one: (load[one], offered.index(one)))
        load[challenge] += 1
        total += 1
        found.append(challenge)
    if not 0 < total <= MOST_TEAMS:
        raise refuse(INVALID, N_("Say how many teams, from 1 to %(most)s."), field_="teams", most=MOST_TEAMS)
    return found
