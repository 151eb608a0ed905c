"""The page of a jury's rounds: a preselection, a final, and who goes on. (J1)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.domain import jury_rounds, rubrics
from app.domain.assessments import assess
from app.domain.policy import Action
from app.i18n import N_
from app.models.hackathon import Hackathon
from app.queries import juries, rounds
from app.schemas.base import In
from app.schemas.jury import RoundIn
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()
ROUNDS = "jury/rounds.html"


class FinalistsForm(In):
    """The teams ticked."""

    teams: list[UUID] = Field(default_factory=list, max_length=2000)


@router.get("/challenges/{challenge_id}/rounds", access=SIGNED_IN, name="jury_rounds")
def show_rounds(page: PageDep, challenge_id: UUID) -> Response:
    return page.render(ROUNDS, form=page.form({}), **_rounds(page, challenge_id))


@router.post("/challenges/{challenge_id}/rounds", access=acting(Action.ADD_ROUND), name="add_round_page")
def add(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(RoundIn)
        act(lambda db, me: jury_rounds.add(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("jury_rounds", flash=N_("The round is added; look at its grid."), challenge_id=challenge_id)
    return page.again(ROUNDS, form, **_rounds(page, challenge_id))


@router.post("/challenges/{challenge_id}/rounds/{position}/remove", access=acting(Action.REMOVE_ROUND), name="remove_round_page")
def remove(page: PageDep, act: Act, now: Now, challenge_id: UUID, position: int) -> Response:
    act(lambda db, me: jury_rounds.remove(db, me, juries.challenge_for_change(db, me, challenge_id), position, at=now))
    return page.go("jury_rounds", flash=N_("The round is taken away."), challenge_id=challenge_id)


@router.post("/challenges/{challenge_id}/finalists", access=acting(Action.CHOOSE_FINALISTS), name="choose_finalists_page")
def choose(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        teams = form.validate(FinalistsForm).teams
        act(lambda db, me: jury_rounds.choose(db, me, juries.challenge_for_change(db, me, challenge_id), teams, at=now))
        return page.go("jury_rounds", flash=N_("The teams that go on are chosen."), challenge_id=challenge_id)
    return page.again(ROUNDS, form, **_rounds(page, challenge_id))


def _rounds(page: Page, challenge_id: UUID) -> dict[str, Any]:
    """Return the rounds, and of the one that closed last before another the teams in their order, to choose from."""
    challenge = juries.challenge_of_organiser(page.db, page.person, challenge_id)
    found = rounds.rounds_of(page.db, challenge.id) or [rubrics.blank(challenge)]
    current = rounds.current(page.db, challenge.id) or found[0]
    closed = next((one for one in reversed(found[:-1]) if one.closed_at is not None), None)
    ranked: list[tuple[str, str, int | None, Any, bool]] = []
    if closed is not None:
        told = assess(page.db, challenge, closed)
        within = {str(team.id): team.name for team in juries.teams_in(page.db, challenge.id, closed)}
        for row in told.ranking.rows if told.ranking else ():
            if row.team in within:
                chosen = closed.goes_on is None or row.team in closed.goes_on
                ranked.append((row.team, within[row.team], row.rank, row.score, chosen))
    return {
        **frame(page, page.db.get_one(Hackathon, challenge.hackathon_id)),
        "challenge": challenge,
        "rounds": found,
        "current": current,
        "closed": closed,
        "ranked": sorted(ranked, key=lambda one: (one[2] is None, one[2] or 0, one[1])),
        "progress": juries.progress_of(page.db, challenge, current),
        "begun": closed is not None and any(one.locked_at for one in found if one.position > closed.position),
    }
