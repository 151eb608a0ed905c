"""Published results of a hackathon. (J5, J6)"""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.errors import NotFound
from app.queries import contests, hackathons, prizes, results
from app.web import standings
from app.web.event import event
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/hackathons/{slug}/results", access=PUBLIC, name="results")
def show_results(
    page: PageDep,
    slug: str,
    challenge: UUID | None = None,
    number: Annotated[int | None, Query(alias="page", ge=1, le=1000)] = None,
) -> Response:
    """Show the results; `challenge`: of one défi alone, and with `page` its teams in a table, the first page being 1."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    published = [results.public_view(found) for found in results.of_hackathon(page.db, hackathon.id)]
    chosen = [result for result in published if challenge in {None, result["challenge_id"]}]
    if challenge and not chosen:
        raise NotFound
    feedback = results.feedback_to(page.db, page.me, hackathon.id)
    around = {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "contests": contests.answered(page.db, hackathon.id),
        "mine": standings.mine(published, feedback.team_id) if feedback else None,
        "alone": challenge,
    }
    if challenge and number:
        [result] = chosen
        rows = standings.table(result["teams"], len(result["criteria"]), number)
        return page.shared("results/table.html", **around, result=result, table=rows)
    shape = standings.form_of(chosen)
    together = standings.TOGETHER if shape is standings.Form.SHORT else len(chosen)
    number = min(number or 1, max(1, -(-len(chosen) // max(together, 1))))
    return page.shared(
        "results/results.html",
        **around,
        results=chosen[(number - 1) * together : number * together],
        shape=shape.value,
        number=number,
        together=together,
        total=len(chosen),
        standings=standings,
        awaited=results.awaited(page.db, hackathon.id),
        prizes=prizes.published(page.db, hackathon.id),
        votes=prizes.to_vote(page.db, page.me, hackathon, at=page.now),
        feedback=feedback,
    )
