"""Pages that everybody can open: home, hackathons, and what the service says of itself."""

from typing import Annotated

from fastapi import Query, Response

from app.domain import privacy
from app.queries import hackathons, showcase
from app.web.event import event
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/", access=PUBLIC, name="home")
def show_home(page: PageDep) -> Response:
    groups = {state: showcase.highlights(page.db, state) for state in ("now", "open", "after")}
    return page.shared("public/home.html", groups=groups)


@router.get("/hackathons", access=PUBLIC, name="hackathons")
def list_hackathons(page: PageDep, state: str = "", number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1) -> Response:
    listing = showcase.listed(page.db, page.me, state or None, number)
    return page.shared("public/hackathons.html", listing=listing, state=state, number=number)


@router.get("/hackathons/{slug}", access=PUBLIC, name="hackathon")
def show_hackathon(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return page.render(
        "public/hackathon.html",
        event=event(page, hackathon),
        hackathon=hackathon,
        challenges=showcase.challenges_of(page.db, hackathon.id, at=page.now),
        teams=showcase.teams_of(page.db, hackathon.id),
        sponsors=showcase.sponsors_of(page.db, hackathon.id),
        moment=showcase.moment_of(page.db, hackathon.id, at=page.now),
    )


@router.get("/accessibilite", access=PUBLIC, name="accessibility")
def show_accessibility(page: PageDep) -> Response:
    return page.shared("public/accessibility.html")


@router.get("/ecoconception", access=PUBLIC, name="eco_design")
def show_eco_design(page: PageDep) -> Response:
    return page.shared("public/eco_design.html")


@router.get("/confidentialite", access=PUBLIC, name="privacy")
def show_privacy(page: PageDep) -> Response:
    return page.shared("public/privacy.html", register=privacy.register())
