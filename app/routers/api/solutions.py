"""Published solutions. (J6)"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from app.queries import solutions
from app.schemas.result import SolutionOut, SolutionPageOut
from app.web.caller import CallerDep
from app.web.router import PUBLIC, Router
from app.web.text import local_text

router = Router(tags=["results"])

Filter = Annotated[str, Query(max_length=160)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/solutions", access=PUBLIC, response_model=list[SolutionOut])
def list_solutions_api(caller: CallerDep, theme: Filter = "", territory: Filter = "", page: PageNumber = 1) -> Sequence[Any]:
    """List published solutions, 25 a page, the retained and the newest first."""
    found = solutions.gallery(caller.db, caller.me, theme=theme, territory=territory, page=page).solutions
    return [{**row._mapping, "hackathon": local_text(row.hackathon, caller.locale)} for row in found]  # noqa: SLF001 - SQLAlchemy's public name


@router.get("/solutions/{team_id}", access=PUBLIC, response_model=SolutionPageOut)
def read_solution(team_id: UUID, caller: CallerDep) -> dict[str, Any]:
    """Return one published solution as its jury read it."""
    return solutions.as_page(solutions.solution(caller.db, caller.me, team_id), caller.locale)
