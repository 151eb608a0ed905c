"""The guards of the policy: each looks at one question and returns why not, or None. (see `policy`)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import Refusal, code
from app.i18n import N_
from app.models.application import Application, ApplicationStatus
from app.models.base import Row
from app.models.challenge import Challenge
from app.models.commons import Author
from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation, Pledge
from app.models.lot import LotEntry
from app.models.person import Person, Role, RoleHeld
from app.models.team import Membership, Team
from app.queries import charters, registrations, rounds
from app.queries.roles import is_member, roles_within

NOT_ALLOWED: Final = code("not_allowed", 403)
WRONG_PHASE: Final = code("wrong_phase", 409)
CHARTER_UNSIGNED: Final = code("charter_unsigned", 409)
CALL_CLOSED: Final = code("call_closed", 409)
PAUSED: Final = code("paused", 409)


@dataclass(frozen=True)
class Ask:
    """A question to the policy: may this person do this to that, now?"""

    db: Session
    actor: Person | None
    subject: Row | None
    at: datetime

    @cached_property
    def hackathon(self) -> Hackathon | None:
        """The hackathon that the subject belongs to."""
        if isinstance(self.subject, Hackathon):
            return self.subject
        found: UUID | None = getattr(self.subject, "hackathon_id", None)
        if found is None and (challenge := getattr(self.subject, "challenge_id", None)):
            found = getattr(self.db.get(Challenge, challenge), "hackathon_id", None)
        if found is None and self.team is not None:
            found = self.team.hackathon_id
        if found is None and (incubation := getattr(self.subject, "incubation_id", None)):
            found = getattr(self.db.get(Incubation, incubation), "hackathon_id", None)
        return self.db.get(Hackathon, found) if found else None

    @cached_property
    def team(self) -> Team | None:
        """The team that the subject belongs to."""
        if isinstance(self.subject, Team):
            return self.subject
        team_id = getattr(self.subject, "team_id", None)
        return self.db.get(Team, team_id) if team_id else None

    @cached_property
    def challenge_id(self) -> UUID | None:
        """The défi that the subject belongs to."""
        if isinstance(self.subject, Challenge):
            return self.subject.id
        found: UUID | None = getattr(self.subject, "challenge_id", None)
        return found or (self.team.challenge_id if self.team else None)

    @cached_property
    def roles(self) -> set[Role]:
        """The roles that the actor holds on the subject or on what it is part of, from the programme down."""
        hackathon = self.hackathon
        return roles_within(
            self.db,
            self.actor,
            self.subject.id if self.subject else None,
            self.team.id if self.team else None,
            self.challenge_id,
            getattr(self.subject, "incubation_id", None),
            hackathon.id if hackathon else None,
            hackathon.programme_id if hackathon else None,
            getattr(self.subject, "programme_id", None),
        )


Guard = Callable[[Ask], Refusal | None]

NOT_YOURS: Final = Refusal(NOT_ALLOWED, N_("Your role here does not include this. Ask an organiser if you think it should."))


def holding(*roles: Role) -> Guard:
    """Return the guard that wants one of the roles on the subject or on what it is part of."""

    def guard(ask: Ask) -> Refusal | None:
        return None if ask.roles & set(roles) else NOT_YOURS

    guard.__name__ = "holding_" + "_or_".join(roles)
    return guard


def during(*phases: Phase) -> Guard:
    """Return the guard that wants the hackathon to stand in one of the phases."""

    def guard(ask: Ask) -> Refusal | None:
        hackathon = ask.hackathon
        if hackathon is None or hackathon.phase in phases:
            return None
        if hackathon.phase is Phase.PAUSED:
            return Refusal(PAUSED, N_("The hackathon is paused. You can go on when an organiser resumes it."))
        return Refusal(
            WRONG_PHASE, N_("This is not possible in the present phase of the hackathon."), {"phase": hackathon.phase.value}
        )

    guard.__name__ = "during_" + "_or_".join(phases)
    return guard


CARERS: Final = holding(Role.INCUBATION_LEAD, Role.PROJECT_HOLDER, Role.ORGANISER)


def signed_in(ask: Ask) -> Refusal | None:
    return None if ask.actor else Refusal("unauthenticated", N_("Sign in to go on."))


def member(ask: Ask) -> Refusal | None:
    """Want a member of the team, as of now."""
    if ask.actor is None or ask.team is None:
        return NOT_YOURS
    return None if is_member(ask.db, ask.actor, ask.team.id) else NOT_YOURS


def presiding(ask: Ask) -> Refusal | None:
    """Want the president of the défi's jury; where none is named, an organiser."""
    rubric = rounds.deciding(ask.db, ask.challenge_id) if ask.challenge_id else None
    if rubric is None or rubric.president_id is None:
        return None if Role.ORGANISER in ask.roles else NOT_YOURS
    mine = ask.actor is not None and rubric.president_id == ask.actor.id and Role.JUROR in ask.roles
    return None if mine else Refusal(NOT_ALLOWED, N_("Only the president of this jury does that."))


def accepted(ask: Ask) -> Refusal | None:
    """Want somebody whose application was accepted."""
    if ask.actor is None or ask.hackathon is None:
        return NOT_YOURS
    statement = select(Application.id).where(
        Application.hackathon_id == ask.hackathon.id,
        Application.person_id == ask.actor.id,
        Application.status == ApplicationStatus.ACCEPTED,
    )
    return None if ask.db.exec(statement).first() else NOT_YOURS


def charter_signed(ask: Ask) -> Refusal | None:
    """Want a signature under the present version of the hackathon's charter, where there is one."""
    if ask.hackathon is None or ask.actor is None:
        return None
    charter = charters.in_force(ask.db, ask.actor, ask.hackathon.id)
    if charter is None or charter.signed:
        return None
    return Refusal(CHARTER_UNSIGNED, N_("Sign the charter of this hackathon first; then you can go on here."))


def holder_of_challenge(ask: Ask) -> Refusal | None:
    """Want a project holder of this very défi; holding another one, or a role in the hackathon, is not enough."""
    return None if Role.PROJECT_HOLDER in roles_within(ask.db, ask.actor, ask.challenge_id) else NOT_YOURS


def scoping_together(ask: Ask) -> Refusal | None:
    """Want somebody of the défi's scoping: a project holder of it, or an organiser."""
    return None if Role.ORGANISER in ask.roles else holder_of_challenge(ask)


def call_open(ask: Ask) -> Refusal | None:
    """Want the call to be open by its phase and by the clock."""
    closes = ask.hackathon.call_closes_at if ask.hackathon else None
    if closes is not None and ask.at >= closes:
        return Refusal(CALL_CLOSED, N_("The call has closed. Write to the organisers if you still wish to take part."))
    return None


def before_sprint(ask: Ask) -> Refusal | None:
    """Want the sprint not to have begun, a pause notwithstanding."""
    hackathon = ask.hackathon
    phase = hackathon.phase if hackathon else None
    if hackathon and phase is Phase.PAUSED:
        phase = hackathon.resume_phase
    if phase in {Phase.DRAFT, Phase.SCOPING, Phase.CALL, Phase.TEAMING}:
        return None
    return Refusal(WRONG_PHASE, N_("The sprint has begun. Tell your coach or an organiser, who will see to it with you."))


def bound(ask: Ask) -> Refusal | None:
    """Want somebody whom the charter binds: a role in the hackathon, or an application that stands."""
    if ask.actor is None or ask.hackathon is None:
        return NOT_YOURS
    held = select(RoleHeld.id).where(
        RoleHeld.person_id == ask.actor.id,
        col(RoleHeld.ended_at).is_(None),
        (col(RoleHeld.hackathon_id) == ask.hackathon.id)
        | col(RoleHeld.within_id).in_([ask.hackathon.id, ask.hackathon.programme_id]),
    )
    applied = select(Application.id).where(
        Application.hackathon_id == ask.hackathon.id,
        Application.person_id == ask.actor.id,
        col(Application.status).in_(charters.STANDING),
    )
    if ask.db.exec(held).first() or ask.db.exec(applied).first():
        return None
    return Refusal(NOT_ALLOWED, N_("The charter is signed by those who take part. Apply first, or ask the organisers."))


def own_application(ask: Ask) -> Refusal | None:
    """Want the person whose application it is."""
    return None if ask.actor and getattr(ask.subject, "person_id", None) == ask.actor.id else NOT_YOURS


def registering(ask: Ask) -> Refusal | None:
    """Want an organiser, or somebody of an organisation that sponsors the hackathon."""
    if Role.ORGANISER in ask.roles:
        return None
    return None if ask.hackathon and registrations.registers(ask.db, ask.actor, ask.hackathon) else NOT_YOURS


def by_the_clock(_ask: Ask) -> Refusal | None:
    """Let nobody: what the service does by itself, when its time has come, is not asked for."""
    return NOT_YOURS


def anyone(_ask: Ask) -> Refusal | None:
    """Let everybody: the scoped query or the verb's own rule decides."""
    return None


def at_work(ask: Ask) -> Refusal | None:
    """Want a member of the team, or its designer."""
    if ask.team and Role.DESIGNER in roles_within(ask.db, ask.actor, ask.team.id):
        return None
    return member(ask)


def in_a_team(ask: Ask) -> Refusal | None:
    """Want somebody who is in a team of the hackathon now."""
    if ask.actor is None or ask.hackathon is None:
        return NOT_YOURS
    statement = select(Membership.id).where(
        Membership.hackathon_id == ask.hackathon.id,
        Membership.person_id == ask.actor.id,
        col(Membership.left_at).is_(None),
    )
    return None if ask.db.exec(statement).first() else NOT_YOURS


def building(ask: Ask) -> Refusal | None:
    """Want the sprint; a pause stops the clocks, not the hands."""
    if ask.hackathon and ask.hackathon.phase is Phase.PAUSED and ask.hackathon.resume_phase is Phase.SPRINT:
        return None
    return during(Phase.SPRINT)(ask)


def took_part(ask: Ask) -> Refusal | None:
    """Want somebody who is or was in a team of the hackathon, or accompanied one."""
    if ask.actor is None or ask.hackathon is None:
        return NOT_YOURS
    if ask.roles & {Role.COACH, Role.DESIGNER, Role.MENTOR, Role.WITNESS}:
        return None
    statement = select(Membership.id).where(Membership.hackathon_id == ask.hackathon.id, Membership.person_id == ask.actor.id)
    return None if ask.db.exec(statement).first() else NOT_YOURS


def own(ask: Ask) -> Refusal | None:
    """Want the person that the subject is about."""
    return None if ask.actor and getattr(ask.subject, "person_id", None) == ask.actor.id else NOT_YOURS


def of_the_incubation(ask: Ask) -> Refusal | None:
    """Want its people: lead, project holder, organiser, or a volunteer of this incubation."""
    if CARERS(ask) is None:
        return None
    if ask.actor is None or ask.subject is None:
        return NOT_YOURS
    if Role.SPONSOR_VOLUNTEER in roles_within(ask.db, ask.actor, ask.subject.id):
        return None
    pledge = select(Pledge.id).where(
        Pledge.incubation_id == ask.subject.id, Pledge.person_id == ask.actor.id, col(Pledge.ended_at).is_(None)
    )
    return None if ask.db.exec(pledge).first() else NOT_YOURS


def an_author(ask: Ask) -> Refusal | None:
    """Want somebody who began the practice sheet, or agreed to be one of its authors."""
    if ask.actor is None or ask.subject is None:
        return NOT_YOURS
    if getattr(ask.subject, "created_by_id", None) == ask.actor.id:
        return None
    statement = select(Author.id).where(
        Author.practice_id == ask.subject.id, Author.person_id == ask.actor.id, col(Author.agreed_at).is_not(None)
    )
    return None if ask.db.exec(statement).first() else NOT_YOURS


def in_the_pool(ask: Ask) -> Refusal | None:
    """Want somebody who is in the pool of the draw by lot."""
    if ask.actor is None or ask.subject is None:
        return NOT_YOURS
    statement = select(LotEntry.id).where(LotEntry.lot_id == ask.subject.id, LotEntry.person_id == ask.actor.id)
    return None if ask.db.exec(statement).first() else NOT_YOURS
