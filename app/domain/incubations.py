"""Six months of care for each retained solution: opened by publication, started by its owner, ended with an outcome. (A1)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal, roles
from app.domain.incubation_plan import TEMPLATE
from app.domain.policy import Action, require
from app.errors import code, refuse
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.models.incubation import Incubation, IncubationState, Milestone, Outcome, Review, ReviewDecision
from app.models.journal import StreamKind
from app.models.person import Person, Role, Within
from app.queries import incubations
from app.schemas.incubation import OutcomeIn, ReviewIn

NO_OWNER: Final = code("no_owner", 409)
ALREADY_STARTED: Final = code("already_started", 409)
NOT_RUNNING: Final = code("incubation_not_running", 409)
NOT_A_CANDIDATE: Final = code("not_a_candidate", 422)
NO_DROP_REASON: Final = code("drop_reason_missing", 422)


def open_for(  # noqa: PLR0917 - the publication names every one of them
    db: Db, actor: Person, hackathon: Hackathon, challenge_id: UUID, team_id: UUID, title: str, *, at: datetime
) -> Incubation:
    """Open the incubation of a retained solution, once per team; it waits for an owner and gives nothing else.

    Called by the publication of results, under the hackathon's lock; publication's own rule says who may.
    """
    found = db.exec(select(Incubation).where(Incubation.team_id == team_id)).first()
    if found is not None:
        return found
    incubation = Incubation(
        hackathon_id=hackathon.id, challenge_id=challenge_id, team_id=team_id, title=title.strip()[:160], created_at=at
    )
    db.add(incubation)
    journal.open_stream(db, incubation.id, StreamKind.INCUBATION)
    journal.record(db, incubation.id, actor, Action.OPEN_INCUBATION, incubation, at=at, hackathon_id=hackathon.id)
    return incubation


def name_owner(db: Db, actor: Person, incubation: Incubation, organisation_id: UUID, *, at: datetime) -> Incubation:
    """Name the organisation that will use the solution: one that the défi is for, or a sponsor of the hackathon."""
    require(db, actor, Action.NAME_OWNER, incubation, at=at)
    refuse_if_ended(incubation)
    if organisation_id not in {organisation.id for organisation in incubations.possible_owners(db, incubation)}:
        raise refuse(NOT_A_CANDIDATE, N_("Choose an organisation from the list."), field_="organisation_id")
    incubation.owner_id = organisation_id
    db.add(incubation)
    journal.record(db, incubation.id, actor, Action.NAME_OWNER, incubation, at=at, organisation_id=organisation_id)
    return incubation


def name_lead(db: Db, actor: Person, incubation: Incubation, person_id: UUID, *, at: datetime) -> Incubation:
    """Name the person who holds the plan; the one before gives the role back."""
    require(db, actor, Action.NAME_LEAD, incubation, at=at)
    refuse_if_ended(incubation)
    found = {person.id: person for person in incubations.possible_leads(db, incubation)}.get(person_id)
    if found is None:
        raise refuse(NOT_A_CANDIDATE, N_("Choose a person from the list."), field_="person_id")
    if incubation.lead_id and incubation.lead_id != found.id:
        roles.end(db, incubation.lead_id, Role.INCUBATION_LEAD, incubation.id, at=at)
    roles.give(
        db, found, Role.INCUBATION_LEAD, Within.INCUBATION, incubation.id,
        at=at, hackathon_id=incubation.hackathon_id, by=actor,
    )  # fmt: skip
    incubation.lead_id = found.id
    db.add(incubation)
    journal.record(db, incubation.id, actor, Action.NAME_LEAD, incubation, at=at, person_id=found.id)
    return incubation


def start(db: Db, actor: Person, incubation: Incubation, *, at: datetime) -> Incubation:
    """Start the twenty-six weeks and lay the template's milestones; without an owner, nothing starts (`no_owner`)."""
    require(db, actor, Action.START_INCUBATION, incubation, at=at)
    refuse_if_ended(incubation)
    if incubation.state is not IncubationState.WAITING_OWNER:
        raise refuse(ALREADY_STARTED, N_("This incubation has already started."))
    if incubation.owner_id is None:
        raise refuse(NO_OWNER, N_("No owner, no start: first name the organisation that will use this solution."))
    incubation.state, incubation.started_at = IncubationState.RUNNING, at
    db.add(incubation)
    db.add_all(
        Milestone(incubation_id=incubation.id, position=position, week=planned.week, title=dict(planned.title))
        for position, planned in enumerate(TEMPLATE, 1)
    )
    journal.record(db, incubation.id, actor, Action.START_INCUBATION, incubation, at=at, organisation_id=incubation.owner_id)
    return incubation


def show(db: Db, actor: Person, incubation: Incubation, *, is_public: bool, at: datetime) -> Incubation:
    """Open the public part of an incubation to everybody, or close it."""
    require(db, actor, Action.SHOW_INCUBATION, incubation, at=at)
    incubation.is_public = is_public
    db.add(incubation)
    journal.record(db, incubation.id, actor, Action.SHOW_INCUBATION, incubation, at=at, is_public=is_public)
    return incubation


def review(db: Db, actor: Person, incubation: Incubation, decided: ReviewIn, *, at: datetime) -> Review:
    """Decide to go on, change or stop, with a reason and a line on the why; stopping names its cause and ends it all."""
    require(db, actor, Action.REVIEW_INCUBATION, incubation, at=at)
    stops = decided.decision is ReviewDecision.STOP
    refuse_if_ended(incubation)
    if not stops:
        refuse_unless_running(incubation)
    if stops and decided.drop_reason is None:
        raise refuse(NO_DROP_REASON, N_("Say why the solution stops: choose the cause that fits best."), field_="drop_reason")
    made = Review(
        incubation_id=incubation.id,
        decision=decided.decision,
        reason=decided.reason,
        serves_why=decided.serves_why,
        drop_reason=decided.drop_reason if stops else None,
        decided_at=at,
        decided_by_id=actor.id,
    )
    db.add(made)
    if stops:
        incubation.state, incubation.ended_at, incubation.outcome = IncubationState.ENDED, at, Outcome.DROPPED
        db.add(incubation)
    journal.record(
        db, incubation.id, actor, Action.REVIEW_INCUBATION, made,
        at=at, decision=made.decision, drop_reason=made.drop_reason,
    )  # fmt: skip
    return made


def end(db: Db, actor: Person, incubation: Incubation, ended: OutcomeIn, *, at: datetime) -> Incubation:
    """End a running incubation with what became of the solution, in words that everybody may read."""
    require(db, actor, Action.END_INCUBATION, incubation, at=at)
    refuse_unless_running(incubation)
    incubation.state, incubation.ended_at = IncubationState.ENDED, at
    incubation.outcome, incubation.outcome_text = ended.outcome, ended.outcome_text
    db.add(incubation)
    journal.record(db, incubation.id, actor, Action.END_INCUBATION, incubation, at=at, outcome=ended.outcome)
    return incubation


def refuse_if_ended(incubation: Incubation) -> None:
    if incubation.state is IncubationState.ENDED:
        raise refuse(NOT_RUNNING, N_("This incubation has ended; its record stays as it is."))


def refuse_unless_running(incubation: Incubation) -> None:
    refuse_if_ended(incubation)
    if incubation.state is IncubationState.WAITING_OWNER:
        raise refuse(NOT_RUNNING, N_("This incubation has not started: it needs an owner first."))
