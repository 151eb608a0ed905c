"""The jury's deliberation: its page, the screen of the room, the minutes to print. (J6)"""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session as Db

from app.domain import deliberations, minutes, talks
from app.domain.assessments import assess
from app.domain.policy import Action
from app.errors import NotFound
from app.i18n import N_
from app.models.deliberation import Deliberation, Motion
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import challenges, juries
from app.queries.deliberations import motion_for_change
from app.schemas.deliberation import CallIn, DeliberationIn, MotionIn, VoteIn
from app.web import minutes as words
from app.web import pdf
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()


@router.get("/challenges/{challenge_id}/deliberation", access=SIGNED_IN, name="deliberation")
def show_deliberation(page: PageDep, challenge_id: UUID) -> Response:
    return page.render("deliberation/deliberation.html", **_context(page, challenge_id))


@router.get("/challenges/{challenge_id}/deliberation/screen", access=SIGNED_IN, name="deliberation_screen")
def show_screen(page: PageDep, challenge_id: UUID) -> Response:
    return page.render("deliberation/screen.html", **_context(page, challenge_id))


@router.get("/challenges/{challenge_id}/deliberation/screen/now", access=SIGNED_IN, name="deliberation_screen_now")
def show_screen_now(page: PageDep, challenge_id: UUID) -> Response:
    """Return the part of the screen that changes."""
    return page.render("deliberation/_now.html", **_context(page, challenge_id))


@router.get("/challenges/{challenge_id}/deliberation/minutes", access=SIGNED_IN, name="deliberation_minutes")
def show_minutes(page: PageDep, challenge_id: UUID) -> Response:
    challenge = juries.challenge(page.db, page.person, challenge_id)
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    found = minutes.of(page.db, page.person, challenge_id, at=page.now)
    return page.render(
        "deliberation/minutes.html",
        event=event(page, hackathon),
        hackathon=hackathon,
        challenge=challenge,
        title=challenges.called(challenge, at=page.now),
        blocks=words.blocks(found, page.locale) if found else [],
        shown=words.SHOWN,
        pdf=pdf.ready(),
    )


@router.get("/challenges/{challenge_id}/deliberation/minutes.pdf", access=SIGNED_IN, name="minutes_pdf")
def take_minutes(page: PageDep, challenge_id: UUID) -> Response:
    found = minutes.of(page.db, page.person, challenge_id, at=page.now)
    if found is None:
        raise NotFound
    return pdf.response("essaim-minutes", words.document(found, page.locale), at=words.moment(found))


@router.post("/challenges/{challenge_id}/deliberation", access=acting(Action.OPEN_DELIBERATION), name="open_deliberation_page")
def open_deliberation(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(DeliberationIn)

        def unit(db: Db, me: Person) -> Deliberation:
            return deliberations.open_(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

        act(unit)
        return page.go("deliberation", flash=N_("The jury deliberates; the scoring is closed."), challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


@router.post("/challenges/{challenge_id}/deliberation/team", access=acting(Action.CALL_TEAM), name="call_team_page")
def call_team(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(CallIn)

        def unit(db: Db, me: Person) -> Deliberation:
            return deliberations.call(db, me, juries.challenge_for_change(db, me, challenge_id), given.team_id, at=now)

        act(unit)
        return page.go("deliberation", challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


@router.post("/challenges/{challenge_id}/deliberation/motions", access=acting(Action.PROPOSE_MOTION), name="propose_motion_page")
def propose_motion(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        given = form.validate(MotionIn)

        def unit(db: Db, me: Person) -> Motion:
            return deliberations.propose(db, me, juries.challenge_for_change(db, me, challenge_id), given, at=now)

        act(unit)
        return page.go("deliberation", flash=N_("The jury votes."), challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


@router.post("/challenges/{challenge_id}/motions/{motion_id}/vote", access=acting(Action.VOTE_MOTION), name="vote_motion_page")
def vote_motion(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, motion_id: UUID
) -> Response:
    with form.attempt():
        given = form.validate(VoteIn)

        def unit(db: Db, me: Person) -> Motion:
            challenge, _, motion = motion_for_change(db, me, motion_id)
            return deliberations.vote(db, me, challenge, motion, given.vote, at=now)

        act(unit)
        said = N_("Your vote is kept. You can change it until the vote is closed.")
        return page.go("deliberation", flash=said, challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


@router.post("/challenges/{challenge_id}/motions/{motion_id}/close", access=acting(Action.CLOSE_MOTION), name="close_motion_page")
def close_motion(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID, motion_id: UUID
) -> Response:
    with form.attempt():

        def unit(db: Db, me: Person) -> Motion:
            challenge, kept, motion = motion_for_change(db, me, motion_id)
            return deliberations.close(db, me, challenge, kept, motion, at=now)

        done = act(unit)
        said = N_("The change is carried.") if done.carried else N_("The change is not carried; the places stay.")
        return page.go("deliberation", flash=said, challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


@router.post("/challenges/{challenge_id}/deliberation/end", access=acting(Action.END_DELIBERATION), name="end_deliberation_page")
def end_deliberation(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    with form.attempt():
        act(lambda db, me: deliberations.end(db, me, juries.challenge_for_change(db, me, challenge_id), at=now))
        said = N_("The deliberation ended. The organisers publish what was decided.")
        return page.go("deliberation", flash=said, challenge_id=challenge_id)
    return page.again("deliberation/deliberation.html", form, **_context(page, challenge_id))


def _context(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = juries.challenge(page.db, page.person, challenge_id)
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    found = assess(page.db, challenge)
    leads = page.may(Action.OPEN_DELIBERATION, challenge)
    return {
        "event": event(page, hackathon),
        "hackathon": hackathon,
        "challenge": challenge,
        "title": challenges.called(challenge, at=page.now),
        "talk": talks.of(page.db, page.person, challenge, found),
        "rubric": found.rubric,
        "ready": found.ready,
        "leads": leads,
        # Whom the marks put on the podium is for who leads the talk, once it is open.
        "podium_differs": leads and found.ready and found.guard.podium_differs,
        "published": juries.published(page.db, challenge.id),
    }
