"""The components in all their states, shown in development only."""

from fastapi import Response

from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/styleguide", access=PUBLIC, name="styleguide")
def show_styleguide(page: PageDep) -> Response:
    return page.render("styleguide.html")
