"""The gallery of solutions and each of them. (J6)"""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.queries import solutions
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()

Filter = Annotated[str, Query(max_length=160)]


@router.get("/solutions", access=PUBLIC, name="solutions")
def list_solutions(
    page: PageDep, theme: Filter = "", territory: Filter = "", number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1
) -> Response:
    gallery = solutions.gallery(page.db, page.me, theme=theme, territory=territory, page=number)
    return page.shared("public/solutions.html", gallery=gallery, theme=theme, territory=territory, number=number)


@router.get("/solutions/{team_id}", access=PUBLIC, name="solution")
def show_solution(page: PageDep, team_id: UUID) -> Response:
    return page.shared("solutions/solution.html", found=solutions.solution(page.db, page.me, team_id))
