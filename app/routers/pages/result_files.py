"""Tables of published results, for everybody, and of the sheets behind them, for a team and the organisers. (J5, J6)"""

from uuid import UUID

from fastapi import Response

from app.errors import NotFound
from app.queries import hackathons, juries, results
from app.web import result_files
from app.web.page import PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter
from app.web.sheets import csv_response

router = PageRouter()


@router.get("/hackathons/{slug}/results.csv", access=PUBLIC, name="results_csv")
def take_results(page: PageDep, slug: str) -> Response:
    """Give what the page of the results says, a line for each team."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    published = [results.public_view(found) for found in results.of_hackathon(page.db, hackathon.id)]
    if not published:
        raise NotFound
    heads, lines = result_files.results(published, page.locale)
    return csv_response("essaim-results", heads, lines, locale=page.locale)


@router.get("/teams/{team_id}/sheets.csv", access=SIGNED_IN, name="team_sheets_csv")
def take_sheets(page: PageDep, team_id: UUID) -> Response:
    """Give a team the marks of its jurors, by letters dealt for it alone."""
    found = results.feedback_for(page.db, page.person, team_id)
    heads, lines = result_files.sheets([(results.name_of(page.db, team_id), found)], page.locale)
    return csv_response("essaim-sheets", heads, lines, locale=page.locale)


@router.get("/challenges/{challenge_id}/sheets.csv", access=SIGNED_IN, name="sheets_csv")
def take_all_sheets(page: PageDep, challenge_id: UUID) -> Response:
    """Give organisers the marks on every team once they are published; a letter is another juror for each team."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    publication = results.of_challenge(page.db, challenge.id)
    if publication is None:
        raise NotFound
    teams = sorted((str(team.get("team", "")), UUID(str(team["team_id"]))) for team in publication.snapshot.get("teams", []))
    heads, lines = result_files.sheets(
        [(name, results.feedback_for(page.db, page.person, team_id)) for name, team_id in teams], page.locale
    )
    return csv_response("essaim-sheets", heads, lines, locale=page.locale)
