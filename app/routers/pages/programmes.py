"""Programmes, and making a hackathon in one. (P1)"""

from typing import Any

from fastapi import Response

from app.domain import hackathons as verbs
from app.domain import invitations
from app.domain import programmes as programme_verbs
from app.domain.blueprints import BLUEPRINTS
from app.domain.policy import Action, require
from app.i18n import N_
from app.models.hackathon import Format
from app.queries import hackathons, programmes
from app.schemas.hackathon import HackathonIn
from app.schemas.invitation import OrganiserIn
from app.schemas.programme import ProgrammeIn
from app.web import words
from app.web.caller import Act, Now
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting
from app.web.text import local_text

router = PageRouter()

NEW = "organiser/programme_new.html"
ONE = "organiser/programme.html"
MAKE = "organiser/hackathon_new.html"


@router.get("/programmes/new", access=SIGNED_IN, name="programme_new")
def show_new_programme(page: PageDep) -> Response:
    return page.render(NEW, form=page.form({}))


@router.post("/programmes/new", access=acting(Action.CREATE_PROGRAMME), name="programme_create")
def create_programme(page: PageDep, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        draft = form.validate(ProgrammeIn)
        made = act(lambda db, me: programme_verbs.create(db, me, draft, at=now))
        return page.go("programme", flash=N_("The programme is yours. Now make its first hackathon."), slug=made.slug)
    return page.again(NEW, form)


@router.get("/programmes/{slug}", access=PUBLIC, name="programme")
def show_programme(page: PageDep, slug: str) -> Response:
    return page.render(ONE, form=page.form({"locale": page.locale}), **_programme(page, slug))


@router.post("/programmes/{slug}/organisers", access=acting(Action.INVITE), name="programme_invite")
def invite_organiser(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        asked = form.validate(OrganiserIn)
        act(
            lambda db, me: invitations.invite_to_programme(
                db, me, programmes.slug_for_change(db, me, slug), asked.email, locale=asked.locale, at=now
            )
        )
        return page.go("programme", flash=N_("The invitation is on its way."), slug=slug)
    return page.again(ONE, form, **_programme(page, slug))


def _programme(page: Page, slug: str) -> dict[str, Any]:
    programme = programmes.by_slug(page.db, page.me, slug)
    return {
        "programme": programme,
        "hackathons": hackathons.listed(page.db, page.me, programme_id=programme.id, limit=50),
    }


@router.get("/programmes/{slug}/hackathons/new", access=SIGNED_IN, name="hackathon_new")
def show_new_hackathon(page: PageDep, slug: str) -> Response:
    values = {"format": Format.ON_SITE_24H.value, "timezone": "Europe/Paris"}
    return page.render(MAKE, form=page.form(values), **_make(page, slug))


@router.post("/programmes/{slug}/hackathons/new", access=acting(Action.CREATE_HACKATHON), name="hackathon_create")
def create_hackathon(page: PageDep, slug: str, form: FormDep, act: Act, now: Now) -> Response:
    given = _make(page, slug)
    with form.attempt():
        draft = form.validate(HackathonIn)
        made = act(lambda db, me: verbs.create(db, me, programmes.slug_for_change(db, me, slug), draft, at=now))
        said = N_("The hackathon is made, with its run of show and its check-list. Only your programme sees it for now.")
        return page.go("organise", flash=said, slug=made.slug)
    return page.again(MAKE, form, **given)


def _make(page: Page, slug: str) -> dict[str, Any]:
    programme = programmes.by_slug(page.db, page.me, slug)
    require(page.db, page.me, Action.CREATE_HACKATHON, programme, at=page.now)
    formats = [
        (one.format.value, local_text(one.name, page.locale), local_text(one.about, page.locale)) for one in BLUEPRINTS.values()
    ]
    return {"programme": programme, "formats": formats, "zones": words.zones()}
