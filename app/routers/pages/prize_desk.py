"""The organisers' desk of prizes: made, opened, closed, checked without seeing for whom, counted, published. (J6)"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import segno
from fastapi import Query, Response
from markupsafe import Markup
from sqlmodel import Session as Db

from app.domain import prize_counts, prize_votes, prizes
from app.domain.policy import Action
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.models.prize import Prize, PrizeAside, PrizeKind, PrizeVote
from app.queries import challenges, juries
from app.queries import prizes as queries
from app.schemas.prize import PrizeCountIn, PrizeEditIn, PrizeIn, PrizeNewForm, VoteAsideIn, VoteCodesIn
from app.web import prize_views as views
from app.web.caller import Act, Now
from app.web.desk import frame
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import SIGNED_IN, PageRouter, acting

router = PageRouter()

LIST: Final = "prize/prizes.html"
DESK: Final = "prize/desk.html"
SHEET: Final = 24  # codes on one sheet of paper
GROUPS: Final = 24


@router.get("/challenges/{challenge_id}/prizes", access=SIGNED_IN, name="prizes")
def show_prizes(page: PageDep, challenge_id: UUID) -> Response:
    return page.render(LIST, form=page.form({"kind": "public"}), **_of_challenge(page, challenge_id))


@router.post("/challenges/{challenge_id}/prizes", access=acting(Action.CREATE_PRIZE), name="create_prize_page")
def create(page: PageDep, form: FormDep, act: Act, now: Now, challenge_id: UUID) -> Response:
    shown = _of_challenge(page, challenge_id)
    with form.attempt():
        given = PrizeIn(**form.validate(PrizeNewForm).model_dump())
        made = act(lambda db, me: prizes.create(db, me, queries.challenge_for_change(db, me, challenge_id), given, at=now))
        return page.go("prize_desk", prize_id=made.id)
    return page.again(LIST, form, **shown)


@router.get("/prizes/{prize_id}/desk", access=SIGNED_IN, name="prize_desk")
def show_desk(page: PageDep, prize_id: UUID) -> Response:
    found = _desk(page, prize_id)
    return page.render(DESK, form=page.form(_stored(found["prize"])), **found)


@router.post("/prizes/{prize_id}/desk", access=acting(Action.EDIT_PRIZE), name="edit_prize_page")
def edit(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    shown = _desk(page, prize_id)
    with form.attempt():
        given = form.validate(PrizeEditIn)
        act(lambda db, me: prizes.edit(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), given, at=now))
        return page.go("prize_desk", flash=N_("The prize is saved."), prize_id=prize_id)
    return page.again(DESK, form, **shown)


@router.post("/prizes/{prize_id}/removal", access=acting(Action.REMOVE_PRIZE), name="remove_prize_page")
def remove(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    shown = _desk(page, prize_id)
    challenge_id = shown["prize"].challenge_id
    with form.attempt():
        act(lambda db, me: prizes.remove(db, me, queries.for_change(db, queries.of_organisers(db, me, prize_id)), at=now))
        return page.go("prizes", flash=N_("The prize is taken away."), challenge_id=challenge_id)
    return page.again(DESK, form, **shown)


@router.post("/prizes/{prize_id}/opening", access=acting(Action.OPEN_PRIZE), name="open_prize_page")
def open_vote(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    return _press(page, form, act, prize_id, partial(prizes.open_vote, at=now), N_("The vote is open."))


@router.post("/prizes/{prize_id}/closure", access=acting(Action.CLOSE_PRIZE), name="close_prize_page")
def close_vote(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    said = N_("The vote is closed. Look at how the votes came, then have them counted.")
    return _press(page, form, act, prize_id, partial(prizes.close_vote, at=now), said)


@router.get("/prizes/{prize_id}/codes", access=SIGNED_IN, name="vote_codes")
def show_codes(page: PageDep, prize_id: UUID, number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1) -> Response:
    """Show the codes that nobody has used yet, to print and to cut out."""
    prize = queries.of_organisers(page.db, page.me, prize_id)
    hackathon = page.db.get_one(Hackathon, prize.hackathon_id)
    fresh = [vote for vote in queries.codes(page.db, prize) if vote.cast_at is None]
    cards = [_card(page, vote) for vote in fresh[(number - 1) * SHEET : number * SHEET]]
    return page.render(
        "prize/codes.html", prize=prize, cards=cards, number=number, size=SHEET, total=len(fresh), **frame(page, hackathon)
    )


@router.post("/prizes/{prize_id}/codes", access=acting(Action.ISSUE_VOTE_CODES), name="issue_vote_codes_page")
def issue_codes(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    key = page.caller.services.key

    def unit(db: Db, me: Person) -> Prize:
        prize = queries.for_change(db, queries.of_organisers(db, me, prize_id))
        return prize_votes.issue_codes(db, me, prize, given.number, key=key, at=now)

    shown = _desk(page, prize_id)
    with form.attempt():
        given = form.validate(VoteCodesIn)
        act(unit)
        return page.go("vote_codes", flash=N_("The codes are ready to be printed."), prize_id=prize_id)
    return page.again(DESK, form, **shown)


@router.post("/prizes/{prize_id}/asides", access=acting(Action.SET_VOTES_ASIDE), name="set_votes_aside_page")
def set_aside(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    def unit(db: Db, me: Person) -> PrizeAside:
        prize = queries.for_change(db, queries.of_keepers(db, me, prize_id))
        return prize_counts.set_aside(db, me, prize, given.groups, given.reason, at=now)

    shown = _desk(page, prize_id)
    with form.attempt():
        given = form.validate(VoteAsideIn)
        act(unit)
        return page.go("prize_desk", flash=N_("These votes are set aside, with your reason."), prize_id=prize_id)
    return page.again(DESK, form, **shown)


@router.post("/prizes/{prize_id}/asides/{aside_id}/undo", access=acting(Action.SET_VOTES_ASIDE), name="take_votes_back_page")
def take_back(  # noqa: PLR0917 - FastAPI passes them by name
    page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID, aside_id: UUID
) -> Response:
    verb = partial(prize_counts.take_back, aside_id=aside_id, at=now)
    return _press(page, form, act, prize_id, verb, N_("These votes count again."), find=queries.of_keepers)


@router.post("/prizes/{prize_id}/count", access=acting(Action.COUNT_PRIZE), name="count_prize_page")
def count(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    key = page.caller.services.key

    def unit(db: Db, me: Person) -> Prize:
        prize = queries.for_change(db, queries.of_keepers(db, me, prize_id))
        return prize_counts.count(db, me, prize, given.seen, key=key, at=now)

    shown = _desk(page, prize_id)
    with form.attempt():
        given = form.validate(PrizeCountIn)
        act(unit)
        return page.go("prize_desk", flash=N_("The votes are counted."), prize_id=prize_id)
    return page.again(DESK, form, **shown)


@router.post("/prizes/{prize_id}/publication", access=acting(Action.PUBLISH_PRIZE), name="publish_prize_page")
def publish(page: PageDep, form: FormDep, act: Act, now: Now, prize_id: UUID) -> Response:
    return _press(page, form, act, prize_id, partial(prizes.publish, at=now), N_("The prize is published."), to="prize")


def _press(  # noqa: PLR0917 - what every button of the desk is pressed with
    page: Page,
    form: FormDep,
    act: Act,
    prize_id: UUID,
    verb: Callable[[Db, Person, Prize], object],
    said: str,
    *,
    find: Callable[[Db, Person, UUID], Prize] = queries.of_organisers,
    to: str = "prize_desk",
) -> Response:
    """Answer a button that asks for nothing: do it and say so, or show the desk again with what stands against it."""
    shown = _desk(page, prize_id)
    with form.attempt():
        act(lambda db, me: verb(db, me, queries.for_change(db, find(db, me, prize_id))))
        return page.go(to, flash=said, prize_id=prize_id)
    return page.again(DESK, form, **shown)


def _card(page: Page, vote: PrizeVote) -> dict[str, Any]:
    services = page.caller.services
    token = prize_votes.token_of(vote, services.key)
    path = page.caller.request.app.url_path_for("ballot", vote_id=str(vote.id), token=token)
    drawn = segno.make(f"{services.settings.url}{path}", error="m", micro=False)
    svg = drawn.svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    return {"code": prize_votes.code_of(vote, services.key), "drawn": Markup(svg)}  # noqa: S704 - made here of squares


def _of_challenge(page: Page, challenge_id: UUID) -> dict[str, Any]:
    challenge = queries.challenge(page.db, page.me, challenge_id)
    found = [views.for_keepers(page.db, prize, at=page.now) for prize in queries.of_challenge(page.db, challenge.id)]
    return {**_around(page, challenge), "prizes": found}


def _around(page: Page, challenge: Challenge) -> dict[str, Any]:
    hackathon = page.db.get_one(Hackathon, challenge.hackathon_id)
    return {"challenge": challenge, "called": challenges.called(challenge, at=page.now), **frame(page, hackathon)}


def _stored(prize: Prize) -> dict[str, Any]:
    names = ("name", "giver", "ties", "by_mail", "with_result", "opens_at", "closes_at", "chosen", "reason")
    return {name: getattr(prize, name) for name in names}


def _desk(page: Page, prize_id: UUID) -> dict[str, Any]:
    prize = queries.of_keepers(page.db, page.me, prize_id)
    around = _around(page, page.db.get_one(Challenge, prize.challenge_id))
    shown = views.for_keepers(page.db, prize, at=page.now)
    teams = juries.teams_of(page.db, prize.challenge_id)
    checking = shown["state"] == "closed"
    audit = queries.audit(page.db, prize) if checking else None
    return {
        **around, "prize": prize, "shown": shown, "state": shown["state"], "audit": audit, "most": GROUPS, "teams": teams,
        "settled": prizes.settled(prize), "result": juries.published(page.db, prize.challenge_id),
        "by_vote": prize.kind is not PrizeKind.GIVEN,
        "address": f"{page.caller.services.settings.url}{page.caller.request.app.url_path_for('prize', prize_id=str(prize.id))}",
        "codes": len(queries.codes(page.db, prize)) if prize.kind is PrizeKind.PUBLIC else 0,
    }  # fmt: skip
