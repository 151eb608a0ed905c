"""A team's page about its result, and a juror's page of words to share. (J6)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import contests, feedback
from app.domain.policy import Action
from app.i18n import N_
from app.models.deliberation import Contest
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import challenges, juries, results
from app.queries import contests as found
from app.schemas.contest import ContestAnswerIn, ContestIn, SharedForm
from app.web import standings
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


@router.get("/teams/{team_id}/result", access=SIGNED_IN, name="team_result")
def show_team_result(page: PageDep, team_id: UUID) -> Response:
    return page.render("contest/contest.html", **_context(page, team_id))


@router.post("/teams/{team_id}/award-refusal", access=acting(Action.DECLINE_AWARD), name="decline_award_page")
def decline_award(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        act(lambda db, me: contests.decline(db, me, found.team_for_change(db, me, team_id), at=now))
        return page.go("team_result", flash=N_("It is noted: your team takes no award."), team_id=team_id)
    return page.again("contest/contest.html", form, **_context(page, team_id))


@router.post("/teams/{team_id}/contest", access=acting(Action.CONTEST_RESULT), name="contest_result_page")
def contest_result(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(ContestIn)
        act(lambda db, me: contests.contest(db, me, found.team_for_change(db, me, team_id), given, at=now))
        return page.go("team_result", flash=N_("Your contest is with the organisers."), team_id=team_id)
    return page.again("contest/contest.html", form, **_context(page, team_id))


@router.post("/teams/{team_id}/contest/answer", access=acting(Action.ANSWER_CONTEST), name="answer_contest_page")
def answer_contest(page: PageDep, form: FormDep, act: Act, now: Now, team_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(ContestAnswerIn)

        def unit(db: Db, me: Person) -> Contest:
            team = found.team_for_change(db, me, team_id)
            return contests.answer(db, me, team, found.of_team_for_change(db, team.id), given, at=now)

        act(unit)
        return page.go("team_result", flash=N_("The answer is public, beside the result."), team_id=team_id)
    return page.again("contest/contest.html", form, **_context(page, team_id))


@router.get("/challenges/{challenge_id}/words", access=SIGNED_IN, name="shared_words")
def show_words(page: PageDep, challenge_id: UUID) -> Response:
    return page.render("contest/words.html", **_words(page, challenge_id))


@router.post("/challenges/{challenge_id}/words", access=acting(Action.SHARE_WORDS), name="share_words_page")
def share_words(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        chosen = set(form.validate(SharedForm).teams)

        def unit(db: Db, me: Person) -> None:
            feedback.share_all(db, me, juries.challenge_for_change(db, me, challenge_id), chosen, at=now)

        act(unit)
        return page.go("shared_words", flash=N_("Your choice is kept."), challenge_id=challenge_id)
    return page.again("contest/words.html", form, **_words(page, challenge_id))


def _context(page: Page, team_id: UUID) -> dict[str, Any]:
    team = found.team(page.db, page.person, team_id)
    hackathon = page.db.get_one(Hackathon, team.hackathon_id)
    publication = results.of_challenge(page.db, team.challenge_id)
    return {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "team": team,
        "publication": publication,
        "feedback": results.feedback_for(page.db, page.person, team.id) if publication else None,
        "mine": standings.mine([results.public_view(publication)], team.id) if publication else None,
        "until": contests.until(publication) if publication else None,
        "contest": found.of_team(page.db, team.id),
        "declined": results.withdrawal_of(page.db, team.id),
    }


def _words(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge(page.db, page.person, challenge_id)
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    return {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "challenge": challenge,
        "title": challenges.called(challenge, at=page.now),
        "rubric": juries.rubric_of(page.db, challenge.id),
        "words": feedback.words_of(page.db, page.person, challenge),
        "published": juries.published(page.db, challenge.id),
    }
