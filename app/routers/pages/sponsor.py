"""The sponsor's page: solutions followed, and its own people's time. (A2, A6)"""

from uuid import UUID

from fastapi import Response

from app.queries import portfolios
from app.web.page import PageDep
from app.web.router import SIGNED_IN, PageRouter

router = PageRouter()


@router.get("/portfolio/{organisation_id}", access=SIGNED_IN, name="portfolio")
def show_portfolio(page: PageDep, organisation_id: UUID) -> Response:
    portfolio = portfolios.portfolio(page.db, page.me, organisation_id, now=page.now)
    return page.render("sponsor/portfolio.html", portfolio=portfolio)
