"""Pages that everybody can open: home, hackathons, and what the service says of itself."""

from fastapi import Response

from app.queries import hackathons
from app.web.page import PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter

router = PageRouter()


@router.get("/", access=PUBLIC, name="home")
def show_home(page: PageDep) -> Response:
    return page.render("public/home.html")


@router.get("/hackathons", access=PUBLIC, name="hackathons")
def list_hackathons(page: PageDep) -> Response:
    return page.render("public/hackathons.html")


@router.get("/hackathons/{slug}", access=PUBLIC, name="hackathon")
def show_hackathon(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    return page.render("public/hackathon.html", hackathon=hackathon)


@router.get("/solutions", access=PUBLIC, name="solutions")
def list_solutions(page: PageDep) -> Response:
    return page.render("public/solutions.html")


@router.get("/accessibilite", access=PUBLIC, name="accessibility")
def show_accessibility(page: PageDep) -> Response:
    return page.render("public/accessibility.html")


@router.get("/ecoconception", access=PUBLIC, name="eco_design")
def show_eco_design(page: PageDep) -> Response:
    return page.render("public/eco_design.html")


@router.get("/confidentialite", access=PUBLIC, name="privacy")
def show_privacy(page: PageDep) -> Response:
    return page.render("public/privacy.html")


@router.get("/home", access=SIGNED_IN, name="home_me")
def show_home_me(page: PageDep) -> Response:
    return page.render("account/home.html")
