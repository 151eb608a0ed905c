"""Pages of one's own application. (P3)"""

from typing import Any

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import applications as verbs
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_, translate
from app.models.application import Application
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import applications, challenges, charters, hackathons, organisations, selection
from app.schemas.application import COMMON_SKILLS, ApplicationIn
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


@router.get("/hackathons/{slug}/application", access=SIGNED_IN, name="application")
def show_mine(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    if found is None:
        return page.render("application/form.html", form=page.form({}), **_form(page, hackathon, None))
    return page.render("application/mine.html", form=page.form({}), **_mine(page, hackathon, found))


@router.get("/hackathons/{slug}/application/edit", access=SIGNED_IN, name="application_edit")
def show_form(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    return page.render("application/form.html", form=page.form(_stored(page, found)), **_form(page, hackathon, found))


@router.post("/hackathons/{slug}/application", access=acting(Action.APPLY), name="application_send")
def send(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        more = [skill.strip() for skill in str(form.value("more_skills")).split(",") if skill.strip()]
        wishes = [form.value(name) for name in ("wish_1", "wish_2", "wish_3") if form.value(name)]
        draft = form.validate(ApplicationIn, skills=[*form.values("skills"), *more], wishes=wishes)
        act(lambda db, me: verbs.apply(db, me, hackathons.slug_for_change(db, me, slug), draft, at=now))
        return page.go("application", flash=N_("Your application is saved."), slug=slug)
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    return page.again("application/form.html", form, **_form(page, hackathon, found))


@router.post("/hackathons/{slug}/application/withdrawal", access=acting(Action.WITHDRAW_APPLICATION), name="application_withdraw")
def withdraw(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    def unit(db: Db, me: Person) -> Application:
        hackathon = hackathons.slug_for_change(db, me, slug)
        found = applications.mine(db, me, hackathon)
        if found is None:
            raise NotFound
        return verbs.withdraw(db, me, found, at=now)

    with form.attempt():
        act(unit)
        return page.go("application", flash=N_("You have withdrawn. Thank you for telling us."), slug=slug)
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = applications.mine(page.db, page.me, hackathon)
    if found is None:
        raise NotFound
    return page.again("application/mine.html", form, **_mine(page, hackathon, found))


def _labels(page: Page, hackathon: Hackathon) -> dict[str, str]:
    """Return what to call each challenge before this viewer, by its id."""
    return {str(view.id): view.label for view in challenges.listed(page.db, page.me, hackathon, at=page.now)}


def _one(page: Page, hackathon: Hackathon, found: Application) -> dict[str, Any]:
    labels = _labels(page, hackathon)
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "application": found,
        "organisation": owner.name if owner else None,
        "wishes": [labels[wish] for wish in found.wishes if wish in labels], "rank": applications.rank_waiting(page.db, found),
        "name": applications.name_of(page.db, found),
        "places": selection.room(page.db, hackathon).left,
    }  # fmt: skip


def _mine(page: Page, hackathon: Hackathon, found: Application) -> dict[str, Any]:
    charter = charters.current(page.db, hackathon)
    signed = charters.adhesion(page.db, page.me, charter)
    return _one(page, hackathon, found) | {"charter": charter, "signed": signed}


def _form(page: Page, hackathon: Hackathon, found: Application | None) -> dict[str, Any]:
    offered = challenges.ready(page.db, page.me, hackathon, at=page.now)
    why = page.why_not(Action.EDIT_APPLICATION, found) if found else page.why_not(Action.APPLY, hackathon)
    return {
        "hackathon": hackathon, "event": event(page, hackathon), "application": found, "challenges": offered,
        "rights": [view for view in offered if view.rights],
        "refused": translate(page.locale, why.message, dict(why.params)) if why else None,
    }  # fmt: skip


def _stored(page: Page, found: Application | None) -> dict[str, Any]:
    """Return an application as its form shows it."""
    if found is None:
        return {}
    owner = organisations.by_id(page.db, found.organisation_id) if found.organisation_id else None
    common = [skill for skill in found.skills if skill in COMMON_SKILLS]
    values = {
        "sector": found.sector, "organisation": owner.name if owner else "", "skills": common, "attendance": found.attendance,
        "more_skills": ", ".join(skill for skill in found.skills if skill not in COMMON_SKILLS),
        "languages": found.languages, "motivation": found.motivation, "fifteen_or_over": "true",
    }  # fmt: skip
    return values | {f"wish_{number}": wish for number, wish in enumerate(found.wishes, 1)}
