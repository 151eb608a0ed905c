"""Pages of the commons: practice sheets, their reuses and family tree. (C1)"""

from fastapi import Response

from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/commons", access=PUBLIC, name="commons")
def list_practices(page: PageDep) -> Response:
    return page.render("commons/commons.html")
