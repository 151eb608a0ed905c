"""Incubations: owner, milestones, accounts, decisions, outcome. (A1)"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlmodel import Session as Db

from app.domain import incubation_work
from app.domain import incubations as verbs
from app.domain.policy import Action, require
from app.models.incubation import CheckIn, Incubation, Milestone, Review
from app.models.person import Person
from app.queries import hackathons, incubations
from app.schemas.incubation import (
    CheckInIn,
    CheckInOut,
    CheckInRow,
    IncubationOut,
    IncubationRow,
    LeadIn,
    MilestoneIn,
    MilestoneRow,
    OutcomeIn,
    OwnerIn,
    ReviewIn,
    ReviewOut,
    ReviewRow,
    VisibilityIn,
)
from app.web.caller import Act, Caller, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["incubations"])

Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/incubations", access=PUBLIC, response_model=list[IncubationOut])
def list_incubations(
    caller: CallerDep, hackathon: str | None = None, after: UUID | None = None, limit: Limit = 50
) -> list[incubations.IncubationView]:
    """List incubations in the order of their opening; `after` is the id of the last one seen."""
    place = hackathons.by_slug(caller.db, caller.me, hackathon).id if hackathon else None
    return incubations.listed(caller.db, caller.me, now=caller.now, hackathon_id=place, after=after, limit=limit)


@router.get("/incubations/{incubation_id}", access=PUBLIC, response_model=IncubationOut)
def read_incubation(incubation_id: UUID, caller: CallerDep) -> incubations.IncubationView:
    """Return the public part of an incubation; lateness is computed from dates."""
    return incubations.shown(caller.db, caller.me, incubation_id, now=caller.now)


@router.put("/incubations/{incubation_id}/owner", access=acting(Action.NAME_OWNER), response_model=IncubationRow)
def name_incubation_owner(incubation_id: UUID, given: OwnerIn, act: Act, now: Now) -> Incubation:
    """Name the organisation that will use the solution; without it, nothing starts."""
    return act(lambda db, me: verbs.name_owner(db, me, _one(db, me, incubation_id), given.organisation_id, at=now))


@router.put("/incubations/{incubation_id}/lead", access=acting(Action.NAME_LEAD), response_model=IncubationRow)
def name_incubation_lead(incubation_id: UUID, given: LeadIn, act: Act, now: Now) -> Incubation:
    """Name the person who holds the plan."""
    return act(lambda db, me: verbs.name_lead(db, me, _one(db, me, incubation_id), given.person_id, at=now))


@router.post("/incubations/{incubation_id}/start", access=acting(Action.START_INCUBATION), response_model=IncubationRow)
def start_incubation(incubation_id: UUID, act: Act, now: Now) -> Incubation:
    """Start the twenty-six weeks; refused with `no_owner` while nobody owns the solution."""
    return act(lambda db, me: verbs.start(db, me, _one(db, me, incubation_id), at=now))


@router.put("/incubations/{incubation_id}/visibility", access=acting(Action.SHOW_INCUBATION), response_model=IncubationRow)
def show_incubation(incubation_id: UUID, given: VisibilityIn, act: Act, now: Now) -> Incubation:
    """Open the public part to everybody, or close it."""
    return act(lambda db, me: verbs.show(db, me, _one(db, me, incubation_id), is_public=given.is_public, at=now))


@router.put("/incubations/{incubation_id}/outcome", access=acting(Action.END_INCUBATION), response_model=IncubationRow)
def end_incubation(incubation_id: UUID, given: OutcomeIn, act: Act, now: Now) -> Incubation:
    """End a running incubation with what became of the solution."""
    return act(lambda db, me: verbs.end(db, me, _one(db, me, incubation_id), given, at=now))


@router.patch("/milestones/{milestone_id}", access=acting(Action.CHANGE_MILESTONE), response_model=MilestoneRow)
def change_milestone(milestone_id: UUID, given: MilestoneIn, act: Act, now: Now) -> Milestone:
    """Say where a milestone stands; dropping it needs a reason in `note`."""
    return act(
        lambda db, me: incubation_work.change_milestone(
            db, me, *incubations.milestone_for_change(db, me, milestone_id), given, at=now
        )
    )


@router.put("/milestones/{milestone_id}/validation", access=acting(Action.VALIDATE_MILESTONE), response_model=MilestoneRow)
def validate_milestone(milestone_id: UUID, act: Act, now: Now) -> Milestone:
    """Let the association validate a milestone that is done."""
    return act(
        lambda db, me: incubation_work.validate_milestone(
            db, me, *incubations.milestone_for_change(db, me, milestone_id), at=now
        )
    )  # fmt: skip


@router.get("/incubations/{incubation_id}/check-ins", access=SIGNED_IN, response_model=list[CheckInOut])
def list_check_ins(incubation_id: UUID, caller: CallerDep) -> list[dict[str, Any]]:
    """List the accounts of an incubation, the newest first; for its people."""
    found = incubations.check_ins(caller.db, inside(caller, incubation_id))
    named = incubations.names(caller.db, {one.person_id for one in found})
    return [one.model_dump() | {"person": named.get(one.person_id) if one.person_id else None} for one in found]


@router.post("/incubations/{incubation_id}/check-ins", access=acting(Action.CHECK_IN), response_model=CheckInRow, status_code=201)
def create_check_in(incubation_id: UUID, given: CheckInIn, act: Act, now: Now) -> CheckIn:
    """Tell what is done, what comes next, what blocks, and how far along it feels."""
    return act(lambda db, me: incubation_work.check_in(db, me, _one(db, me, incubation_id), given, at=now))


@router.get("/incubations/{incubation_id}/reviews", access=SIGNED_IN, response_model=list[ReviewOut])
def list_reviews(incubation_id: UUID, caller: CallerDep) -> list[dict[str, Any]]:
    """List the decisions of an incubation, the newest first; for its people."""
    found = incubations.reviews(caller.db, inside(caller, incubation_id))
    named = incubations.names(caller.db, {one.decided_by_id for one in found})
    return [one.model_dump() | {"person": named.get(one.decided_by_id) if one.decided_by_id else None} for one in found]


@router.post(
    "/incubations/{incubation_id}/reviews", access=acting(Action.REVIEW_INCUBATION), response_model=ReviewRow, status_code=201
)
def create_review(incubation_id: UUID, given: ReviewIn, act: Act, now: Now) -> Review:
    """Decide to go on, change or stop; stopping needs its cause and ends the incubation as dropped."""
    return act(lambda db, me: verbs.review(db, me, _one(db, me, incubation_id), given, at=now))


def _one(db: Db, me: Person, incubation_id: UUID) -> Incubation:
    return incubations.for_change(db, me, incubation_id)


def inside(caller: Caller, incubation_id: UUID) -> Incubation:
    """Return an incubation to one of its people; others are refused."""
    incubation = incubations.by_id(caller.db, caller.me, incubation_id)
    require(caller.db, caller.me, Action.SEE_INCUBATION_WORK, incubation, at=caller.now)
    return incubation
