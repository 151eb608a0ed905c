"""Coaches, designers and mentors for all teams at once: a plan by language, way of working, sector, load and ties. (P5)"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.domain import journal, team_company, teams
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.person import Person, Role
from app.models.team import Team
from app.science.companion_types import Missing

PLAN_OUTDATED: Final = code("plan_outdated", 409)
ROLES: Final[Mapping[teams.Companion, Role]] = {"coach": Role.COACH, "designer": Role.DESIGNER, "mentor": Role.MENTOR}


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would accompany whom. `pairs`: role → team → person; `new`: the pairs that are not so yet; `missing` by role.

    `people`: role → how many hold it here. `names` of people and `teams`, by id.
    """

    pairs: dict[str, dict[str, str]]
    new: dict[str, dict[str, str]]
    missing: dict[str, tuple[Missing, ...]]
    people: dict[str, int]
    names: dict[str, str]
    teams: dict[str, str]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.new, sort_keys=True).encode()).hexdigest()


def plan(db: Session, actor: Person | None, hackathon: Hackathon) -> Plan:
    """Find a coach, a designer and a mentor for each team that lacks one; those who accompany a team stay. Reads only.

    Done while the page waits: .2 s of one core for 300 teams with 330 people in each role (see `science.companions`).
    """
    from app.science.companions import accompany  # noqa: PLC0415 - the solver is for who composes only

    places, named = team_company.places(db, actor, hackathon)
    found = Plan({}, {}, {}, {}, {}, named)
    for key, role in ROLES.items():
        kept = {team: one for team, one in team_company.kept(db, hackathon, role) if team in named}
        companions, known = team_company.companions(db, hackathon, role, len(places), kept)
        given = accompany([place for place in places if place.id not in kept], companions)
        found.new[key] = {team: ids[0] for team, ids in given.companions.items() if ids}
        found.pairs[key] = kept | found.new[key]
        found.missing[key] = given.missing
        found.people[key] = len(companions)
        found.names.update(known)
    found.names.update(
        team_company.names(db, {one for given in found.pairs.values() for one in given.values()} - set(found.names))
    )
    return found


def adopt(
    db: Session, actor: Person, hackathon: Hackathon, found: Plan, fingerprint: str, *, at: datetime
) -> Hackathon:  # fmt: skip
    """Give the teams the companions of a plan, which must still be the one that the person saw."""
    require(db, actor, Action.ASSIGN_COMPANION, hackathon, at=at)
    if found.fingerprint != fingerprint or not any(found.new.values()):
        raise refuse(PLAN_OUTDATED, N_("Teams or companions have changed since this plan was shown. Look at it again."))
    for role in ROLES:
        for team_id, person_id in found.new[role].items():
            teams.assign(db, actor, db.get_one(Team, UUID(team_id)), role, UUID(person_id), at=at)
    journal.record(
        db, hackathon.id, actor, Action.ASSIGN_COMPANION, hackathon, at=at,
        role="all", teams=sum(len(one) for one in found.new.values()),
    )  # fmt: skip
    return hackathon
