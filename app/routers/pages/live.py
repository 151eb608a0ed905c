"""The live stream of a hackathon for its pages. (T4)"""

from fastapi import Response

from app.queries import hackathons
from app.web import live
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/hackathons/{slug}/live", access=PUBLIC, name="live")
def open_stream(page: PageDep, slug: str) -> Response:
    return live.stream(page.caller, hackathons.by_slug(page.db, page.me, slug))
