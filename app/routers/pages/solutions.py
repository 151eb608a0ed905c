"""The gallery of solutions and each of them. (J6)"""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.queries import prizes, solutions
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()

Filter = Annotated[str, Query(max_length=160)]


@router.get("/solutions", access=PUBLIC, name="solutions")
def list_solutions(
    page: PageDep, theme: Filter = "", territory: Filter = "", number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    gallery = solutions.gallery(page.db, page.me, theme=theme, territory=territory, page=number)
    return page.shared(
        "public/solutions.html",
        gallery=gallery,
        theme=theme,
        territory=territory,
        number=number,
        won=prizes.won_by(page.db, [one.team_id for one in gallery.solutions]),
    )


@router.get("/solutions/{team_id}", access=PUBLIC, name="solution")
def show_solution(page: PageDep, team_id: UUID) -> Response:
    found = solutions.solution(page.db, page.me, team_id)
    return page.shared("solutions/solution.html", found=found, won=prizes.won_by(page.db, [team_id]).get(team_id, []))
