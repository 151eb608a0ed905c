"""Published results of a hackathon. (J5, J6)"""

from fastapi import Response

from app.queries import contests, hackathons, prizes, results
from app.web.event import event
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/hackathons/{slug}/results", access=PUBLIC, name="results")
def show_results(page: PageDep, slug: str) -> Response:
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    published = [results.public_view(found) for found in results.of_hackathon(page.db, hackathon.id)]
    return page.shared(
        "results/results.html",
        event=event(page, hackathon),
        hackathon=hackathon,
        results=published,
        awaited=results.awaited(page.db, hackathon.id),
        contests=contests.answered(page.db, hackathon.id),
        prizes=prizes.published(page.db, hackathon.id),
        votes=prizes.to_vote(page.db, page.me, hackathon, at=page.now),
        feedback=results.feedback_to(page.db, page.me, hackathon.id),
    )
