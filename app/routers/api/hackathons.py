"""Hackathons: their facts, life-cycle, sites, run of show, check-list, announcements, journal. (P1, P7, C5, C9)"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app.domain import announcements, hackathons, lifecycle
from app.domain.policy import Action
from app.i18n import translate
from app.models.hackathon import Announcement, ChecklistItem, Hackathon, Phase, PhaseMove, Site, Step
from app.queries import announcements as said
from app.queries import hackathons as queries
from app.queries import journal, organiser
from app.schemas.hackathon import (
    AnnouncementIn,
    AnnouncementOut,
    ChecklistIn,
    ChecklistOut,
    EntryOut,
    HackathonOut,
    HackathonPatch,
    MoveIn,
    MoveOut,
    NextMove,
    ShiftIn,
    SiteIn,
    SiteOut,
    StepIn,
    StepOut,
    TickIn,
)
from app.web.caller import Act, CallerDep, Now
from app.web.keyset import SliceDep
from app.web.revision import Revision, tag
from app.web.router import PUBLIC, SIGNED_IN, Router, acting

router = Router(tags=["hackathons"])


@router.get("/hackathons", access=PUBLIC, response_model=list[HackathonOut])
def list_hackathons(
    caller: CallerDep, part: SliceDep, phase: Phase | None = None, programme_id: UUID | None = None
) -> Sequence[Hackathon]:
    """List the hackathons that one may see, the newest first."""
    found = queries.listed(caller.db, caller.me, phase=phase, programme_id=programme_id, after=part.after, limit=part.limit)
    return part.linked(found)


@router.get("/hackathons/{hackathon_id}", access=PUBLIC, response_model=HackathonOut)
def read_hackathon(hackathon_id: UUID, caller: CallerDep, response: Response) -> Hackathon:
    """Return one hackathon; its ETag is what a change sends back as If-Match."""
    found = queries.by_id(caller.db, caller.me, hackathon_id)
    tag(response, found.revision)
    return found


@router.patch("/hackathons/{hackathon_id}", access=acting(Action.EDIT_HACKATHON), response_model=HackathonOut)
def change_hackathon(
    hackathon_id: UUID, patch: HackathonPatch, *, revision: Revision, act: Act, now: Now, response: Response
) -> Hackathon:
    """Change some of a hackathon's facts; times without an offset are on its own clock."""
    changed = act(
        lambda db, me: hackathons.change(db, me, queries.for_change(db, me, hackathon_id), patch, revision=revision, at=now)
    )
    tag(response, changed.revision)
    return changed


# The life-cycle


@router.get("/hackathons/{hackathon_id}/moves", access=PUBLIC, response_model=list[MoveOut])
def list_moves(hackathon_id: UUID, caller: CallerDep) -> list[PhaseMove]:
    """List the moves from phase to phase; who and why are told to those who hold a role in the hackathon."""
    return queries.moves_shown(caller.db, caller.me, queries.by_id(caller.db, caller.me, hackathon_id))


@router.get("/hackathons/{hackathon_id}/next-move", access=SIGNED_IN, response_model=NextMove | None)
def read_next_move(hackathon_id: UUID, caller: CallerDep) -> NextMove | None:
    """Say which phase comes next and what is missing for it; null at the end of the life-cycle."""
    hackathon = organiser.desk_by_id(caller.db, caller.person, hackathon_id)
    to = lifecycle.onward(hackathon)
    if to is None:
        return None
    lacks = lifecycle.missing(caller.db, hackathon, to, at=caller.now)
    return NextMove(to=to, missing=[translate(caller.locale, lack.message, dict(lack.params)) for lack in lacks])


@router.post("/hackathons/{hackathon_id}/moves", access=acting(Action.MOVE_PHASE), response_model=MoveOut, status_code=201)
def move_hackathon(hackathon_id: UUID, asked: MoveIn, act: Act, now: Now) -> PhaseMove:
    """Move to the next phase, pause, resume or stop; refused with what is missing."""
    return act(lambda db, me: lifecycle.move(db, me, queries.for_change(db, me, hackathon_id), asked.to, asked.reason, at=now))


# Sites


@router.get("/hackathons/{hackathon_id}/sites", access=PUBLIC, response_model=list[SiteOut])
def list_sites(hackathon_id: UUID, caller: CallerDep) -> list[Site]:
    """List the places of a hackathon."""
    return queries.sites(caller.db, queries.by_id(caller.db, caller.me, hackathon_id).id)


@router.post("/hackathons/{hackathon_id}/sites", access=acting(Action.ADD_SITE), response_model=SiteOut, status_code=201)
def add_site(hackathon_id: UUID, draft: SiteIn, act: Act, now: Now) -> Site:
    """Add a place, on its own clock."""
    return act(lambda db, me: hackathons.add_site(db, me, queries.for_change(db, me, hackathon_id), draft, at=now))


@router.put("/sites/{site_id}", access=acting(Action.CHANGE_SITE), response_model=SiteOut)
def change_site(site_id: UUID, draft: SiteIn, act: Act, now: Now) -> Site:
    """Replace what is known of a place."""
    return act(lambda db, me: hackathons.change_site(db, me, queries.part_for_change(db, me, Site, site_id), draft, at=now))


@router.delete("/sites/{site_id}", access=acting(Action.REMOVE_SITE), status_code=204)
def remove_site(site_id: UUID, act: Act, now: Now) -> None:
    """Remove a place; the last one stays."""
    act(lambda db, me: hackathons.remove_site(db, me, queries.part_for_change(db, me, Site, site_id), at=now))


# Run of show


@router.get("/hackathons/{hackathon_id}/steps", access=PUBLIC, response_model=list[StepOut])
def list_steps(hackathon_id: UUID, caller: CallerDep) -> list[Step]:
    """List the run of show in the order of time."""
    return queries.steps(caller.db, queries.by_id(caller.db, caller.me, hackathon_id).id)


@router.post("/hackathons/{hackathon_id}/steps", access=acting(Action.ADD_STEP), response_model=StepOut, status_code=201)
def add_step(hackathon_id: UUID, draft: StepIn, act: Act, now: Now) -> Step:
    """Add a step; a time without an offset is on the clock of its site, else of the hackathon."""
    return act(lambda db, me: hackathons.add_step(db, me, queries.for_change(db, me, hackathon_id), draft, at=now))


@router.put("/steps/{step_id}", access=acting(Action.CHANGE_STEP), response_model=StepOut)
def change_step(step_id: UUID, draft: StepIn, act: Act, now: Now) -> Step:
    """Replace a step."""
    return act(lambda db, me: hackathons.change_step(db, me, queries.part_for_change(db, me, Step, step_id), draft, at=now))


@router.delete("/steps/{step_id}", access=acting(Action.REMOVE_STEP), status_code=204)
def remove_step(step_id: UUID, act: Act, now: Now) -> None:
    """Take a step out of the run of show."""
    act(lambda db, me: hackathons.remove_step(db, me, queries.part_for_change(db, me, Step, step_id), at=now))


@router.post("/steps/{step_id}/shift", access=acting(Action.SHIFT_STEPS), response_model=StepOut)
def shift_steps(step_id: UUID, asked: ShiftIn, act: Act, now: Now) -> Step:
    """Move a step and all that begin after it by some minutes."""
    return act(lambda db, me: hackathons.shift_steps(db, me, queries.part_for_change(db, me, Step, step_id), asked, at=now))


# Check-list


def _dated(hackathon: Hackathon, item: ChecklistItem) -> ChecklistOut:
    return ChecklistOut.model_validate(item.model_dump() | {"due_on": organiser.due_on(hackathon, item)})


@router.get("/hackathons/{hackathon_id}/checklist", access=SIGNED_IN, response_model=list[ChecklistOut])
def list_checklist(hackathon_id: UUID, caller: CallerDep) -> list[ChecklistOut]:
    """List what is to be done, dated back from day 0."""
    hackathon = organiser.desk_by_id(caller.db, caller.person, hackathon_id)
    return [_dated(hackathon, item) for item in queries.checklist(caller.db, hackathon.id)]


@router.post(
    "/hackathons/{hackathon_id}/checklist",
    access=acting(Action.ADD_CHECKLIST_ITEM),
    response_model=ChecklistOut,
    status_code=201,
)
def add_checklist_item(hackathon_id: UUID, draft: ChecklistIn, act: Act, now: Now, caller: CallerDep) -> ChecklistOut:
    """Add something to do so many days before day 0."""
    item = act(lambda db, me: hackathons.add_item(db, me, queries.for_change(db, me, hackathon_id), draft, at=now))
    return _dated(queries.by_id(caller.db, caller.person, item.hackathon_id), item)


@router.put("/checklist/{item_id}/done", access=acting(Action.TICK_CHECKLIST), response_model=ChecklistOut)
def tick_checklist_item(item_id: UUID, asked: TickIn, act: Act, now: Now, caller: CallerDep) -> ChecklistOut:
    """Tick an item, or take the tick away."""
    item = act(lambda db, me: hackathons.tick(db, me, queries.part_for_change(db, me, ChecklistItem, item_id), asked, at=now))
    return _dated(queries.by_id(caller.db, caller.person, item.hackathon_id), item)


@router.delete("/checklist/{item_id}", access=acting(Action.REMOVE_CHECKLIST_ITEM), status_code=204)
def remove_checklist_item(item_id: UUID, act: Act, now: Now) -> None:
    """Take an item off the check-list."""
    act(lambda db, me: hackathons.remove_item(db, me, queries.part_for_change(db, me, ChecklistItem, item_id), at=now))


# Announcements and journal


@router.get("/hackathons/{hackathon_id}/announcements", access=SIGNED_IN, response_model=list[AnnouncementOut])
def list_announcements(hackathon_id: UUID, caller: CallerDep, part: SliceDep) -> Sequence[Announcement]:
    """List the announcements to those who take part, the newest first."""
    hackathon = said.inside(caller.db, caller.person, queries.by_id(caller.db, caller.person, hackathon_id))
    return part.linked(said.latest(caller.db, hackathon.id, after=part.after, limit=part.limit))


@router.post(
    "/hackathons/{hackathon_id}/announcements", access=acting(Action.ANNOUNCE), response_model=AnnouncementOut, status_code=201
)
def announce(hackathon_id: UUID, draft: AnnouncementIn, act: Act, now: Now) -> Announcement:
    """Tell everybody who takes part."""
    return act(lambda db, me: announcements.announce(db, me, queries.for_change(db, me, hackathon_id), draft, at=now))


@router.get("/hackathons/{hackathon_id}/journal", access=SIGNED_IN, response_model=list[EntryOut])
def list_journal(
    hackathon_id: UUID,
    caller: CallerDep,
    before: Annotated[int | None, Query(ge=1, le=2**31, description="Only entries with a smaller number.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Sequence[Any]:
    """List the acts of a hackathon, the newest first; each carries the fingerprint that chains it."""
    hackathon = organiser.desk_by_id(caller.db, caller.person, hackathon_id)
    return journal.entries(caller.db, hackathon.id, before=before, limit=limit)
