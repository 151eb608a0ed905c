"""The organisers' plan: run of show, check-list, sites. (P1, P7)"""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Form as Field
from fastapi import Response

from app.domain import hackathons as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.hackathon import ChecklistItem, Hackathon, Site, Step
from app.queries import hackathons, organiser
from app.schemas.hackathon import ChecklistIn, ShiftIn, SiteIn, StepIn, TickIn
from app.web import words
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting
from app.web.text import input_moment

router = PageRouter()

STEP = "organiser/step.html"
SITE = "organiser/site.html"
CHECKLIST = "organiser/checklist.html"

# Run of show


@router.get("/hackathons/{slug}/organise/steps", access=SIGNED_IN, name="organise_steps")
def show_steps(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render("organiser/steps.html", days=_days(page, hackathon), **frame(page, hackathon))


def _days(page: Page, hackathon: Hackathon) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Return the run of show by day of the hackathon's clock, each step as the timeline wants it."""
    zone = ZoneInfo(hackathon.timezone)
    places = {site.id: site.name for site in hackathons.sites(page.db, hackathon.id)}
    days: dict[Any, list[dict[str, Any]]] = {}
    for step in hackathons.steps(page.db, hackathon.id):
        state = "past" if step.ends_at <= page.now else "now" if step.starts_at <= page.now else "next"
        href = page.caller.request.app.url_path_for("organise_step", slug=hackathon.slug, step_id=step.id)
        days.setdefault(step.starts_at.astimezone(zone).date(), []).append(
            {"step": step, "state": state, "href": str(href), "who": places.get(step.site_id) if step.site_id else None}
        )
    return list(days.items())


@router.get("/hackathons/{slug}/organise/steps/new", access=SIGNED_IN, name="organise_step_new")
def show_new_step(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    last = next(reversed(hackathons.steps(page.db, hackathon.id)), None)
    starts = input_moment(last.ends_at if last else hackathon.starts_at, hackathon.timezone)
    return page.render(STEP, form=page.form({"starts_at": starts, "minutes": 60}), **_step(page, hackathon, None))


@router.post("/hackathons/{slug}/organise/steps/new", access=acting(Action.ADD_STEP), name="organise_add_step")
def add_step(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(StepIn)
        act(lambda db, me: verbs.add_step(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("organise_steps", flash=N_("The step is in the run of show."), slug=slug)
    return page.again(STEP, form, **_step(page, organiser.desk(page.db, page.me, slug), None))


@router.get("/hackathons/{slug}/organise/steps/{step_id}", access=SIGNED_IN, name="organise_step")
def show_step(page: PageDep, slug: str, step_id: UUID) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    step = _found(page, hackathon, step_id)
    return page.render(STEP, form=page.form(_stored(page, hackathon, step)), **_step(page, hackathon, step))


@router.post("/hackathons/{slug}/organise/steps/{step_id}", access=acting(Action.CHANGE_STEP), name="organise_save_step")
def save_step(page: PageDep, slug: str, step_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    with form.attempt():
        draft = form.validate(StepIn)
        act(
            lambda db, me: verbs.change_step(
                db, me, hackathons.part_for_change(db, me, Step, step_id, of=hackathon), draft, at=now
            )
        )
        return page.go("organise_steps", flash=N_("The step is changed."), slug=slug)
    return page.again(STEP, form, **_step(page, hackathon, _found(page, hackathon, step_id)))


@router.post("/hackathons/{slug}/organise/steps/{step_id}/shift", access=acting(Action.SHIFT_STEPS), name="organise_shift")
def shift(page: PageDep, slug: str, step_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    with form.attempt():
        asked = form.validate(ShiftIn)
        act(
            lambda db, me: verbs.shift_steps(
                db, me, hackathons.part_for_change(db, me, Step, step_id, of=hackathon), asked, at=now
            )
        )
        return page.go("organise_steps", flash=N_("This step and those after it are moved."), slug=slug)
    step = _found(page, hackathon, step_id)
    form.errors = {"shift" if name == "minutes" else name: said for name, said in form.errors.items()}
    stored = _stored(page, hackathon, step)
    return page.again(STEP, form, stored=stored, **_step(page, hackathon, step))


@router.post("/hackathons/{slug}/organise/steps/{step_id}/remove", access=acting(Action.REMOVE_STEP), name="organise_remove_step")
def remove_step(page: PageDep, slug: str, step_id: UUID, act: Act, now: Now) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    act(lambda db, me: verbs.remove_step(db, me, hackathons.part_for_change(db, me, Step, step_id, of=hackathon), at=now))
    return page.go("organise_steps", flash=N_("The step is taken out."), slug=slug)


def _found(page: Page, hackathon: Hackathon, step_id: UUID) -> Step:
    step = next((step for step in hackathons.steps(page.db, hackathon.id) if step.id == step_id), None)
    if step is None:
        raise NotFound
    return step


def _stored(page: Page, hackathon: Hackathon, step: Step) -> dict[str, Any]:
    zones = {site.id: site.timezone for site in hackathons.sites(page.db, hackathon.id)}
    zone = zones.get(step.site_id, hackathon.timezone) if step.site_id else hackathon.timezone
    minutes = int((step.ends_at - step.starts_at).total_seconds() // 60)
    site_id = str(step.site_id) if step.site_id else ""
    return {"title": step.title, "starts_at": input_moment(step.starts_at, zone), "minutes": minutes, "site_id": site_id}


def _step(page: Page, hackathon: Hackathon, step: Step | None) -> dict[str, Any]:
    sites = hackathons.sites(page.db, hackathon.id)
    options = [(site.id, site.name) for site in sites]
    return {"step": step, "sites": sites, "site_options": options, **frame(page, hackathon)}


# Check-list


@router.get("/hackathons/{slug}/organise/checklist", access=SIGNED_IN, name="organise_checklist")
def show_checklist(page: PageDep, slug: str) -> Response:
    return page.render(CHECKLIST, form=page.form({}), **_checklist(page, slug))


@router.post("/hackathons/{slug}/organise/checklist", access=acting(Action.ADD_CHECKLIST_ITEM), name="organise_add_item")
def add_item(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(ChecklistIn)
        act(lambda db, me: verbs.add_item(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("organise_checklist", flash=N_("It is on the check-list."), slug=slug)
    return page.again(CHECKLIST, form, **_checklist(page, slug))


@router.post("/hackathons/{slug}/organise/checklist/tick", access=acting(Action.TICK_CHECKLIST), name="organise_tick")
def tick(
    page: PageDep, slug: str, *, act: Act, now: Now, done: Annotated[UUID | None, Field()] = None,
    undone: Annotated[UUID | None, Field()] = None,
) -> Response:  # fmt: skip
    hackathon = organiser.desk(page.db, page.me, slug)
    if (item_id := done or undone) is None:
        raise NotFound
    asked = TickIn(done=done is not None)
    act(
        lambda db, me: verbs.tick(db, me, hackathons.part_for_change(db, me, ChecklistItem, item_id, of=hackathon), asked, at=now)
    )
    return page.go("organise_checklist", slug=hackathon.slug)


@router.post(
    "/hackathons/{slug}/organise/checklist/remove", access=acting(Action.REMOVE_CHECKLIST_ITEM), name="organise_remove_item"
)
def remove_item(page: PageDep, slug: str, *, act: Act, now: Now, item: Annotated[UUID | None, Field()] = None) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    if item is None:
        raise NotFound
    act(lambda db, me: verbs.remove_item(db, me, hackathons.part_for_change(db, me, ChecklistItem, item, of=hackathon), at=now))
    return page.go("organise_checklist", flash=N_("It is off the check-list."), slug=slug)


def _checklist(page: Page, slug: str) -> dict[str, Any]:
    hackathon = organiser.desk(page.db, page.me, slug)
    today = page.now.astimezone(ZoneInfo(hackathon.timezone)).date()
    dated = [(item, organiser.due_on(hackathon, item)) for item in hackathons.checklist(page.db, hackathon.id)]
    return {
        "late": [pair for pair in dated if not pair[0].done_at and pair[1] < today],
        "open": [pair for pair in dated if not pair[0].done_at and pair[1] >= today],
        "done": [pair for pair in dated if pair[0].done_at],
        **frame(page, hackathon),
    }


# Sites


@router.get("/hackathons/{slug}/organise/sites/new", access=SIGNED_IN, name="organise_site_new")
def show_new_site(page: PageDep, slug: str) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    return page.render(SITE, form=page.form({"timezone": hackathon.timezone}), **_site(page, hackathon, None))


@router.post("/hackathons/{slug}/organise/sites/new", access=acting(Action.ADD_SITE), name="organise_add_site")
def add_site(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(SiteIn)
        act(lambda db, me: verbs.add_site(db, me, organiser.desk_for_change(db, me, slug), draft, at=now))
        return page.go("organise_settings", flash=N_("The site is added."), slug=slug)
    return page.again(SITE, form, **_site(page, organiser.desk(page.db, page.me, slug), None))


@router.get("/hackathons/{slug}/organise/sites/{site_id}", access=SIGNED_IN, name="organise_site")
def show_site(page: PageDep, slug: str, site_id: UUID) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    given = _site(page, hackathon, site_id)
    return page.render(SITE, form=page.form(given["site"].model_dump()), **given)


@router.post("/hackathons/{slug}/organise/sites/{site_id}", access=acting(Action.CHANGE_SITE), name="organise_save_site")
def save_site(page: PageDep, slug: str, site_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    with form.attempt():
        draft = form.validate(SiteIn)
        act(
            lambda db, me: verbs.change_site(
                db, me, hackathons.part_for_change(db, me, Site, site_id, of=hackathon), draft, at=now
            )
        )
        return page.go("organise_settings", flash=N_("The site is changed."), slug=slug)
    return page.again(SITE, form, **_site(page, hackathon, site_id))


@router.post("/hackathons/{slug}/organise/sites/{site_id}/remove", access=acting(Action.REMOVE_SITE), name="organise_remove_site")
def remove_site(page: PageDep, slug: str, site_id: UUID, *, form: FormDep, act: Act, now: Now) -> Response:
    hackathon = organiser.desk(page.db, page.me, slug)
    with form.attempt():
        act(lambda db, me: verbs.remove_site(db, me, hackathons.part_for_change(db, me, Site, site_id, of=hackathon), at=now))
        return page.go("organise_settings", flash=N_("The site is removed."), slug=slug)
    given = _site(page, hackathon, site_id)
    form.fill(given["site"].model_dump())
    return page.again(SITE, form, **given)


def _site(page: Page, hackathon: Hackathon, site_id: UUID | None) -> dict[str, Any]:
    site = next((site for site in hackathons.sites(page.db, hackathon.id) if site.id == site_id), None)
    if site_id and site is None:
        raise NotFound
    current = (site.timezone,) if site else ()
    return {"site": site, "zones": words.zones(*current, hackathon.timezone), **frame(page, hackathon)}
