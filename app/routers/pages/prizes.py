"""The pages of prizes: what everybody reads and where they vote, without an account too. (J6)"""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session as Db

from app.domain import prize_votes
from app.domain.policy import Action
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.prize import Prize
from app.queries import challenges, hackathons, prizes
from app.schemas.prize import PrizeVoteIn, VoteAddressIn, VoteCastIn, VoteCodeIn
from app.web import prize_views as views
from app.web.caller import Act, Now
from app.web.event import event
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, Access, PageRouter, acting

router = PageRouter()

SHOWN = "prize/prize.html"
BALLOT = "prize/ballot.html"


@router.get("/hackathons/{slug}/prizes", access=PUBLIC, name="hackathon_prizes")
def show_prizes(page: PageDep, slug: str) -> Response:
    """Show the prizes of a hackathon: those to vote for first."""
    hackathon = hackathons.by_slug(page.db, page.me, slug)
    found = [(prize, prizes.state(prize, page.now)) for prize in prizes.visible(page.db, page.me, hackathon)]
    open_first = sorted(found, key=lambda one: one[1] != "open")
    return page.render("prize/list.html", event=event(page, hackathon), hackathon=hackathon, prizes=open_first)


@router.get("/prizes/{prize_id}", access=PUBLIC, name="prize")
def show_prize(page: PageDep, prize_id: UUID) -> Response:
    return page.render(SHOWN, form=page.form({}), **_prize(page, prize_id))


@router.post("/prizes/{prize_id}/link", access=Access(everybody=True, action=Action.ASK_VOTE_LINK), name="ask_vote_link_page")
def ask_link(page: PageDep, form: FormDep, request: Request, now: Now, prize_id: UUID) -> Response:
    shown = _prize(page, prize_id)
    with form.attempt():
        given = form.validate(VoteAddressIn)
        views.ask_link(page.caller, prize_id, given.email, views.host_of(request), at=now)
        return page.go(
            "prize",
            flash=N_("A mail is on its way to %(email)s. Open its link to vote."),
            flash_params={"email": given.email},
            prize_id=prize_id,
        )
    return page.again(SHOWN, form, **shown)


@router.post("/prizes/{prize_id}/code", access=Access(everybody=True, action=Action.TYPE_VOTE_CODE), name="type_vote_code")
def type_code(page: PageDep, form: FormDep, request: Request, now: Now, prize_id: UUID) -> Response:
    shown = _prize(page, prize_id)
    with form.attempt():
        vote = views.find_code(page.caller, prize_id, form.validate(VoteCodeIn).code, views.host_of(request), at=now)
        return page.go("ballot", vote_id=vote.id, token=prize_votes.token_of(vote, page.caller.services.key))
    return page.again(SHOWN, form, **shown)


@router.post("/prizes/{prize_id}/vote", access=acting(Action.VOTE_PRIZE), name="vote_prize_page")
def vote(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    key = page.caller.services.key

    def unit(db: Db, me: Person) -> None:
        prize = prizes.for_change(db, prizes.by_id(db, me, prize_id))
        prize_votes.vote_as(db, me, prize, given.team_id, key=key, at=now)

    shown = _prize(page, prize_id)
    with form.attempt():
        given = form.validate(PrizeVoteIn)
        act(unit)
        return page.go("prize", flash=N_("Your vote is kept. You may change it until the vote closes."), prize_id=prize_id)
    return page.again(SHOWN, form, **shown)


@router.get("/votes/{vote_id}/{token}", access=PUBLIC, name="ballot")
def show_ballot(page: PageDep, vote_id: UUID, token: str) -> Response:
    """Show the ballot of a mail's link or a printed code; opening it votes for nobody, so that mail scanners do no harm."""
    return page.render(BALLOT, form=page.form({}), **_ballot(page, vote_id, token))


@router.post("/votes/{vote_id}/{token}", access=Access(everybody=True, action=Action.CAST_VOTE), name="cast_vote_page")
def cast(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, request: Request, now: Now, vote_id: UUID, token: str
) -> Response:
    shown = _ballot(page, vote_id, token)
    with form.attempt():
        given = form.validate(VoteCastIn, token=token)
        views.cast(page.caller, vote_id, token, given.team_id, views.host_of(request), at=now)
        return page.go(
            "ballot", flash=N_("Your vote is kept. You may change it until the vote closes."), vote_id=vote_id, token=token
        )
    return page.again(BALLOT, form, **shown)


def _frame(page: Page, prize: Prize) -> dict[str, Any]:
    hackathon = page.db.get_one(Hackathon, prize.hackathon_id)
    challenge = page.db.get_one(Challenge, prize.challenge_id)
    return {
        "event": event(page, hackathon), "hackathon": hackathon, "prize": prize, "state": prizes.state(prize, page.now),
        "called": challenges.called(challenge, at=page.now),
    }  # fmt: skip


def _prize(page: Page, prize_id: UUID) -> dict[str, Any]:
    prize = prizes.by_id(page.db, page.me, prize_id)
    mine = None
    if page.me is not None and views.votes_here(page.db, prize, page.me):
        mine = views.own_ballot(page.db, prize, page.me, page.caller.services.key, at=page.now)
    return {**_frame(page, prize), "mine": mine}


def _ballot(page: Page, vote_id: UUID, token: str) -> dict[str, Any]:
    prize, vote = views.held(page.db, vote_id, token, page.caller.services.key)
    return {
        **_frame(page, prize), "token": token, "vote": vote,
        "mine": views.ballot(page.db, prize, vote, vote.id, at=page.now),
    }  # fmt: skip
