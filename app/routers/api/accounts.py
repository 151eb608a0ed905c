"""Signing in, sessions and tokens, oneself. (T3)"""

from secrets import token_urlsafe
from uuid import UUID

from fastapi import Request
from sqlmodel import Session as Db

from app.domain import accounts
from app.domain.policy import Action
from app.models.person import Person, Session, SessionKind
from app.queries import sessions
from app.schemas.account import (
    PersonOut,
    ProfileIn,
    SessionIn,
    SessionOut,
    SignInAsked,
    SignInIn,
    TokenIn,
    TokenOut,
)
from app.web.caller import Act, CallerDep, Now
from app.web.router import PUBLIC, SIGNED_IN, Router, acting
from app.web.services import services_of

router = Router(tags=["accounts"])


@router.post("/sign-in-requests", access=PUBLIC, response_model=SignInAsked, status_code=202)
def create_sign_in_request(asked: SignInIn, caller: CallerDep) -> SignInAsked:
    """Send a code to an address; the answer is the same whether the address is known or not."""
    browser = token_urlsafe(24)
    request = caller.act_as_anyone(
        lambda db: accounts.request_sign_in(db, asked, browser=browser, locale=caller.locale, next_path=None, at=caller.now)
    )
    return SignInAsked(request_id=request.id, browser=browser, expires_at=request.expires_at)


@router.post("/sessions", access=PUBLIC, response_model=TokenOut, status_code=201)
def create_session(given: SessionIn, caller: CallerDep, request: Request) -> TokenOut:
    """Open a session with the code from the mail; the token is shown once."""
    key = services_of(request).key
    right = caller.act_as_anyone(
        lambda db: accounts.check_code(db, given.request_id, given.code, browser=given.browser, key=key, at=caller.now)
    )
    if not right:
        raise accounts.wrong_code()
    _, session, secret = caller.act_as_anyone(
        lambda db: accounts.sign_in(
            db, given.request_id, browser=given.browser, label=given.label, kind=SessionKind.TOKEN, at=caller.now
        )
    )
    return TokenOut(token=secret, **SessionOut.model_validate(session).model_dump())


@router.get("/me", access=SIGNED_IN, response_model=PersonOut)
def read_me(caller: CallerDep) -> Person:
    """Return the person whose session or token this is."""
    return caller.person


@router.patch("/me", access=acting(Action.CHANGE_PROFILE), response_model=PersonOut)
def change_me(profile: ProfileIn, act: Act, now: Now) -> Person:
    """Change one's name or language."""
    return act(lambda db, me: accounts.change_profile(db, me, profile, at=now))


@router.get("/sessions", access=SIGNED_IN, response_model=list[SessionOut])
def list_sessions(caller: CallerDep) -> list[Session]:
    """List one's open sessions and tokens, the last used first."""
    return sessions.open_of(caller.db, caller.person, at=caller.now)


@router.post("/tokens", access=acting(Action.CREATE_TOKEN), response_model=TokenOut, status_code=201)
def create_token(asked: TokenIn, caller: CallerDep, now: Now) -> TokenOut:
    """Make a token for a program; it is shown once."""
    # A token is never kept, so it cannot be given again: this act takes no Idempotency-Key.
    caller.once = None
    made: list[str] = []

    def unit(db: Db, me: Person) -> Session:
        session, secret = accounts.create_token(db, me, asked, at=now)
        made.append(secret)
        return session

    session = caller.act(unit)
    return TokenOut(token=made[-1], **SessionOut.model_validate(session).model_dump())


@router.delete("/sessions/{session_id}", access=acting(Action.END_SESSION), status_code=204)
def end_session(session_id: UUID, act: Act, now: Now) -> None:
    """End one of one's sessions or tokens."""
    act(lambda db, me: accounts.end_session(db, me, session_id, at=now))
