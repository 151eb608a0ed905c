"""The projection screen of an event: the clock, the step, what comes next, the latest announcement. (P7)"""

from typing import Any

from fastapi import Response

from app.queries import announcements, hackathons, showcase
from app.web.event import event
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter

router = PageRouter()


@router.get("/hackathons/{slug}/screen", access=SIGNED_IN, name="screen")
def show_screen(page: PageDep, slug: str) -> Response:
    return page.render("projector/screen.html", **_screen(page, slug))


@router.get("/hackathons/{slug}/screen/now", access=SIGNED_IN, name="screen_now")
def show_screen_now(page: PageDep, slug: str) -> Response:
    """Return the part that changes, for the page to put in."""
    return page.render("projector/_now.html", **_screen(page, slug))


def _screen(page: Page, slug: str) -> dict[str, Any]:
    hackathon = announcements.inside(page.db, page.me, hackathons.by_slug(page.db, page.me, slug))
    said = announcements.latest(page.db, hackathon.id, limit=1)
    return {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "moment": showcase.moment_of(page.db, hackathon.id, at=page.now),
        "said": said[0] if said else None,
    }
