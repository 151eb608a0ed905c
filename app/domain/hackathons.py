"""Hackathons: made from a blueprint, then edited; their sites, run of show and check-list. (P1, P7)"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from app.domain import clocks, journal, rotas
from app.domain.blueprints import BLUEPRINTS, Blueprint
from app.domain.policy import Action, require
from app.domain.programmes import free_slug, written
from app.errors import INVALID, STALE, code, refuse
from app.i18n import N_
from app.models.hackathon import ChecklistItem, Hackathon, Phase, Programme, Site, Step
from app.models.journal import StreamKind
from app.models.person import Person
from app.queries import hackathons as queries
from app.schemas.hackathon import (
    ChecklistIn,
    HackathonChange,
    HackathonIn,
    HackathonPatch,
    ShiftIn,
    SiteIn,
    StepIn,
    TickIn,
)

TOO_LONG: Final = timedelta(days=60)
LAST_SITE: Final = code("last_site", 409)


def create(db: Session, actor: Person, programme: Programme, draft: HackathonIn, *, at: datetime) -> Hackathon:
    """Make a hackathon from its blueprint: end, deadlines, run of show, check-list and first site follow from the start."""
    require(db, actor, Action.CREATE_HACKATHON, programme, at=at)
    blueprint = BLUEPRINTS[draft.format]
    zone = draft.timezone
    starts_at = clocks.moment(draft.starts_at, zone, "starts_at")
    hackathon = Hackathon(
        programme_id=programme.id,
        slug=free_slug(db, draft.slug, draft.title.fr or draft.title.en),
        title=written(draft.title.model_dump()),
        summary=written(draft.summary.model_dump()),
        theme=written(draft.theme.model_dump()),
        format=draft.format,
        attendance=draft.attendance or blueprint.attendance,
        place=draft.place or None,
        timezone=zone,
        phase_since=at,
        starts_at=starts_at,
        ends_at=clocks.after(starts_at, zone, blueprint.minutes),
        call_closes_at=clocks.after(starts_at, zone, -blueprint.call_closes_before * 24 * 60),
        submissions_close_at=clocks.after(starts_at, zone, blueprint.submissions_after),
        capacity=draft.capacity,
        team_min=draft.team_min if "team_min" in draft.model_fields_set else blueprint.team_min,
        team_max=draft.team_max if "team_max" in draft.model_fields_set else blueprint.team_max,
        is_demo=programme.is_demo,
        created_at=at,
    )
    if hackathon.team_min > hackathon.team_max:
        raise refuse(INVALID, N_("The smallest team cannot be larger than the largest one."), field_="team_min")
    db.add(hackathon)
    db.flush()
    journal.open_stream(db, hackathon.id, StreamKind.HACKATHON)
    _furnish(db, hackathon, blueprint)
    journal.record(db, programme.id, actor, Action.CREATE_HACKATHON, hackathon, at=at, hackathon=hackathon.id)
    journal.record(db, hackathon.id, actor, Action.CREATE_HACKATHON, hackathon, at=at, format=draft.format)
    return hackathon


def _furnish(db: Session, hackathon: Hackathon, blueprint: Blueprint) -> None:
    """Give a new hackathon what its blueprint holds."""
    zone, start = hackathon.timezone, hackathon.starts_at
    name = hackathon.place[:120] if hackathon.place else blueprint.site[hackathon.locale]
    db.add(Site(hackathon_id=hackathon.id, name=name, timezone=zone))
    for position, step in enumerate(blueprint.steps):
        begins = clocks.after(start, zone, step.after)
        ends = max(begins, clocks.after(start, zone, step.after + step.minutes))
        db.add(Step(hackathon_id=hackathon.id, position=position, title=step.title, starts_at=begins, ends_at=ends))
    for position, task in enumerate(blueprint.tasks):
        db.add(ChecklistItem(hackathon_id=hackathon.id, position=position, label=task.label, days_before=task.days_before))
    db.flush()


def change(
    db: Session,
    actor: Person,
    hackathon: Hackathon,
    draft: HackathonChange | HackathonPatch,
    *,
    revision: int | None = None,
    at: datetime,
) -> Hackathon:
    """Change what stands on the hackathon; `revision` is the one that the editor saw (`stale` when it is no longer so)."""
    require(db, actor, Action.EDIT_HACKATHON, hackathon, at=at)
    if revision is not None and revision != hackathon.revision:
        raise refuse(STALE, N_("Somebody changed this meanwhile. Reload to see their version; what you typed is still here."))
    given = draft.model_dump(exclude_unset=isinstance(draft, HackathonPatch))
    zone = given.get("timezone") or hackathon.timezone
    changed = [name for name, value in given.items() if _put(hackathon, name, value, zone)]
    _check(hackathon)
    if changed:
        hackathon.revision += 1
        db.add(hackathon)
        db.flush()
        journal.record(db, hackathon.id, actor, Action.EDIT_HACKATHON, hackathon, at=at, fields=sorted(changed))
    return hackathon


OPTIONAL: Final = {"place", "call_closes_at", "submissions_close_at", "capacity"}


def _put(hackathon: Hackathon, name: str, value: Any, zone: str) -> bool:
    """Put one value in its column; tell whether that changed anything."""
    if value is None and name not in OPTIONAL:
        return False
    if isinstance(value, datetime):
        value = clocks.moment(value, zone, name)
    elif isinstance(value, dict):
        value = written(value)
    elif value == "":
        value = None
    if getattr(hackathon, name) == value:
        return False
    setattr(hackathon, name, value)
    return True


def _check(hackathon: Hackathon) -> None:
    """Refuse dates and sizes that contradict each other, beside the field to put right."""
    start, end = hackathon.starts_at, hackathon.ends_at
    closes, call = hackathon.submissions_close_at, hackathon.call_closes_at
    if end <= start:
        raise refuse(INVALID, N_("The end has to come after the start."), field_="ends_at")
    if end - start > TOO_LONG:
        raise refuse(INVALID, N_("A hackathon lasts 60 days at most."), field_="ends_at")
    if closes and not start < closes <= end:
        raise refuse(INVALID, N_("Prototypes are handed in between the start and the end."), field_="submissions_close_at")
    if call and call > start:
        raise refuse(INVALID, N_("The call closes before the start, at the latest when it begins."), field_="call_closes_at")
    if hackathon.team_min > hackathon.team_max:
        raise refuse(INVALID, N_("The smallest team cannot be larger than the largest one."), field_="team_min")


# Sites


def add_site(db: Session, actor: Person, hackathon: Hackathon, draft: SiteIn, *, at: datetime) -> Site:
    """Add a place on its own clock."""
    require(db, actor, Action.ADD_SITE, hackathon, at=at)
    site = Site(hackathon_id=hackathon.id, **_site(draft))
    db.add(site)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.ADD_SITE, site, at=at)
    return site


def change_site(db: Session, actor: Person, site: Site, draft: SiteIn, *, at: datetime) -> Site:
    """Change a place."""
    require(db, actor, Action.CHANGE_SITE, site, at=at)
    for name, value in _site(draft).items():
        setattr(site, name, value)
    db.add(site)
    db.flush()
    journal.record(db, site.hackathon_id, actor, Action.CHANGE_SITE, site, at=at)
    return site


def _site(draft: SiteIn) -> dict[str, Any]:
    return {name: value or None for name, value in draft.model_dump().items()}


def remove_site(db: Session, actor: Person, site: Site, *, at: datetime) -> None:
    """Remove a place; its own steps become everybody's. The last one stays."""
    require(db, actor, Action.REMOVE_SITE, site, at=at)
    if len(queries.sites(db, site.hackathon_id)) == 1:
        raise refuse(LAST_SITE, N_("A hackathon has at least one site. Change this one instead."))
    for step in queries.steps(db, site.hackathon_id):
        if step.site_id == site.id:
            step.site_id = None
            db.add(step)
    db.flush()
    journal.record(db, site.hackathon_id, actor, Action.REMOVE_SITE, site, at=at)
    db.delete(site)
    db.flush()


# Run of show


def add_step(db: Session, actor: Person, hackathon: Hackathon, draft: StepIn, *, at: datetime) -> Step:
    """Add a step to the run of show."""
    require(db, actor, Action.ADD_STEP, hackathon, at=at)
    position = 1 + max((step.position for step in queries.steps(db, hackathon.id)), default=-1)
    step = Step(hackathon_id=hackathon.id, position=position, **_step(db, hackathon, draft))
    db.add(step)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.ADD_STEP, step, at=at, starts_at=step.starts_at, ends_at=step.ends_at)
    return step


def change_step(db: Session, actor: Person, step: Step, draft: StepIn, *, at: datetime) -> Step:
    """Change a step: its words, its time, its site."""
    require(db, actor, Action.CHANGE_STEP, step, at=at)
    hackathon = db.get_one(Hackathon, step.hackathon_id)
    before = step.starts_at
    for name, value in _step(db, hackathon, draft).items():
        setattr(step, name, value)
    db.add(step)
    db.flush()
    rotas.follow(db, step, step.starts_at - before)
    journal.record(db, hackathon.id, actor, Action.CHANGE_STEP, step, at=at, starts_at=step.starts_at, ends_at=step.ends_at)
    return step


def _step(db: Session, hackathon: Hackathon, draft: StepIn) -> dict[str, Any]:
    zone = hackathon.timezone
    if draft.site_id:
        site = next((site for site in queries.sites(db, hackathon.id) if site.id == draft.site_id), None)
        if site is None:
            raise refuse(INVALID, N_("Choose one of this hackathon’s sites."), field_="site_id")
        zone = site.timezone
    starts_at = clocks.moment(draft.starts_at, zone, "starts_at")
    ends_at = starts_at + timedelta(minutes=draft.minutes)
    return {"title": written(draft.title.model_dump()), "site_id": draft.site_id, "starts_at": starts_at, "ends_at": ends_at}


def remove_step(db: Session, actor: Person, step: Step, *, at: datetime) -> None:
    """Take a step out of the run of show."""
    require(db, actor, Action.REMOVE_STEP, step, at=at)
    journal.record(db, step.hackathon_id, actor, Action.REMOVE_STEP, step, at=at, starts_at=step.starts_at)
    rotas.forget(db, step)
    db.delete(step)
    db.flush()


def shift_steps(db: Session, actor: Person, step: Step, draft: ShiftIn, *, at: datetime) -> Step:
    """Move a step, and every one that begins with it or after it, by some minutes; steps of other sites stay."""
    require(db, actor, Action.SHIFT_STEPS, step, at=at)
    span, start = timedelta(minutes=draft.minutes), step.starts_at
    moved = 0
    for other in queries.steps(db, step.hackathon_id):
        if other.starts_at >= start and (step.site_id is None or other.site_id in (None, step.site_id)):
            other.starts_at, other.ends_at = other.starts_at + span, other.ends_at + span
            db.add(other)
            rotas.follow(db, other, span)
            moved += 1
    db.flush()
    journal.record(db, step.hackathon_id, actor, Action.SHIFT_STEPS, step, at=at, minutes=draft.minutes, steps=moved)
    return step


# Check-list


def tick(db: Session, actor: Person, item: ChecklistItem, draft: TickIn, *, at: datetime) -> ChecklistItem:
    """Tick an item, or take the tick away; doing it twice changes nothing."""
    require(db, actor, Action.TICK_CHECKLIST, item, at=at)
    if draft.done == (item.done_at is not None):
        return item
    item.done_at, item.done_by_id = (at, actor.id) if draft.done else (None, None)
    db.add(item)
    db.flush()
    journal.record(db, item.hackathon_id, actor, Action.TICK_CHECKLIST, item, at=at, done=draft.done)
    return item


def add_item(db: Session, actor: Person, hackathon: Hackathon, draft: ChecklistIn, *, at: datetime) -> ChecklistItem:
    """Add something to do so many days before day 0."""
    require(db, actor, Action.ADD_CHECKLIST_ITEM, hackathon, at=at)
    position = 1 + max((item.position for item in queries.checklist(db, hackathon.id)), default=-1)
    label = written(draft.label.model_dump())
    item = ChecklistItem(hackathon_id=hackathon.id, position=position, label=label, days_before=draft.days_before)
    db.add(item)
    db.flush()
    journal.record(db, hackathon.id, actor, Action.ADD_CHECKLIST_ITEM, item, at=at, days_before=draft.days_before)
    return item


def remove_item(db: Session, actor: Person, item: ChecklistItem, *, at: datetime) -> None:
    """Take an item off the check-list."""
    require(db, actor, Action.REMOVE_CHECKLIST_ITEM, item, at=at)
    journal.record(db, item.hackathon_id, actor, Action.REMOVE_CHECKLIST_ITEM, item, at=at, days_before=item.days_before)
    db.delete(item)
    db.flush()


def phase_before_pause(hackathon: Hackathon) -> Phase:
    """Return the phase that the hackathon is in, or was in when it was paused."""
    return hackathon.resume_phase or hackathon.phase
