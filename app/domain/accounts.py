"""Signing in and out, API tokens, one's own profile. (T3)"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import col, func, select, update

from app.domain import journal
from app.domain.policy import Action, require
from app.errors import TOO_MANY, NotFound, code, refuse
from app.i18n import N_
from app.models.person import Person, Session, SessionKind, SignInRequest
from app.schemas.account import ProfileIn, SignInIn, TokenIn
from app.security import derived_code, derived_token, email_key, fingerprint, new_token, same

SIGN_IN_MINUTES: Final = 15
ATTEMPTS: Final = 10
REQUESTS_AN_HOUR: Final = 8
SESSION_DAYS: Final = 60
SEEN_EVERY: Final = timedelta(minutes=10)

WRONG_CODE: Final = code("wrong_code", 422)
LINK_ENDED: Final = code("link_ended", 409)


def request_sign_in(db: Db, asked: SignInIn, *, browser: str, locale: str, next_path: str | None, at: datetime) -> SignInRequest:
    """Send a link and a code to an address; whether it is known makes no difference to what the caller sees.

    A new request ends the ones before. More than eight an hour for one address are refused (`too_many`).
    """
    key = email_key(asked.email)
    recent = select(func.count()).where(SignInRequest.email_key == key, col(SignInRequest.created_at) > at - timedelta(hours=1))
    journal.lock(db, journal.ACCOUNTS)
    if db.exec(recent).one() >= REQUESTS_AN_HOUR:
        raise refuse(TOO_MANY, N_("Too many codes were asked for this address. Try again in an hour."), field_="email")
    db.exec(
        update(SignInRequest)
        .where(col(SignInRequest.email_key) == key, col(SignInRequest.ended_at).is_(None))
        .values(ended_at=at)
    )
    person = db.exec(select(Person).where(Person.email_key == key)).first()
    request = SignInRequest(
        # Mail goes to the address on file, never to another spelling of it.
        email=person.email if person else asked.email,
        email_key=key,
        locale=person.locale if person else locale,
        browser=fingerprint(browser),
        next_path=next_path,
        created_at=at,
        expires_at=at + timedelta(minutes=SIGN_IN_MINUTES),
    )
    db.add(request)
    journal.record(db, journal.ACCOUNTS, None, Action.REQUEST_SIGN_IN, request, at=at)
    return request


def check_code(db: Db, request_id: UUID, given: str, *, browser: str, key: bytes, at: datetime) -> bool:
    """Count one try, and tell whether the code or the link's token is right. In a unit of its own, so that the count stays."""
    request = _open_request(db, request_id, browser, at)
    expected = derived_code(key, "sign-in", request.id)
    typed = "".join(given.split()).upper()
    if same(typed, expected) or same(given, derived_token(key, "sign-in", request.id)):
        return True
    request.attempts += 1
    if request.attempts >= ATTEMPTS:
        request.ended_at = at
    db.add(request)
    return False


def wrong_code() -> Exception:
    return refuse(WRONG_CODE, N_("This code is not the one we sent. Check the six characters in the mail."), field_="code")


def sign_in(
    db: Db, request_id: UUID, *, browser: str, label: str, kind: SessionKind, at: datetime
) -> tuple[Person, Session, str]:
    """Consume a request whose code was right: find or make the person, open a session, return its secret (shown once)."""
    request = _open_request(db, request_id, browser, at)
    journal.lock(db, journal.ACCOUNTS)
    db.refresh(request)
    if request.ended_at is not None:
        raise _ended()
    request.ended_at = at
    db.add(request)
    person = db.exec(select(Person).where(Person.email_key == request.email_key)).first()
    if person is None:
        name = request.email.split("@")[0].replace(".", " ").replace("_", " ").title()[:80]
        person = Person(email=request.email, email_key=request.email_key, display_name=name, locale=request.locale, created_at=at)
        db.add(person)
        db.flush()
    session, secret = open_session(db, person, kind=kind, label=label, at=at)
    return person, session, secret


def open_session(
    db: Db, person: Person, *, kind: SessionKind, label: str, at: datetime, scopes: str = "read write", days: int = SESSION_DAYS
) -> tuple[Session, str]:
    """Open a session; the secret is returned once and only its fingerprint is kept."""
    secret = ("essaim_" if kind is SessionKind.TOKEN else "") + new_token()
    session = Session(
        person_id=person.id,
        kind=kind,
        secret=fingerprint(secret),
        label=label[:200],
        scopes=scopes,
        created_at=at,
        seen_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.add(session)
    person.last_seen_at = at
    db.add(person)
    db.flush()
    action = Action.CREATE_TOKEN if kind is SessionKind.TOKEN else Action.SIGN_IN
    journal.record(db, journal.ACCOUNTS, person, action, session, at=at)
    return session, secret


def create_token(db: Db, actor: Person, asked: TokenIn, *, at: datetime) -> tuple[Session, str]:
    """Make a token for a program of the actor's, with scopes and an end."""
    require(db, actor, Action.CREATE_TOKEN, actor, at=at)
    scopes = "read write" if asked.write else "read"
    return open_session(db, actor, kind=SessionKind.TOKEN, label=asked.label, at=at, scopes=scopes, days=asked.days)


def end_session(db: Db, actor: Person, session_id: UUID, *, at: datetime) -> Session:
    """End one of one's own sessions or tokens; ending it twice is no error."""
    require(db, actor, Action.END_SESSION, actor, at=at)
    session = db.exec(select(Session).where(Session.id == session_id, Session.person_id == actor.id)).first()
    if session is None:
        raise NotFound
    if session.ended_at is None:
        session.ended_at = at
        db.add(session)
        journal.record(db, journal.ACCOUNTS, actor, Action.END_SESSION, session, at=at)
    return session


def change_profile(db: Db, actor: Person, profile: ProfileIn, *, at: datetime) -> Person:
    """Change one's name or language."""
    require(db, actor, Action.CHANGE_PROFILE, actor, at=at)
    actor.display_name, actor.locale = profile.display_name, profile.locale
    db.add(actor)
    journal.record(db, journal.ACCOUNTS, actor, Action.CHANGE_PROFILE, actor, at=at)
    return actor


def _open_request(db: Db, request_id: UUID, browser: str, at: datetime) -> SignInRequest:
    request = db.exec(select(SignInRequest).where(SignInRequest.id == request_id).with_for_update()).first()
    if request is not None and (request.ended_at is not None or request.expires_at <= at):
        raise _ended()
    if request is None or request.browser != fingerprint(browser):
        raise refuse(
            LINK_ENDED,
            N_("Open the link on the device and in the browser where you asked for it, or type the code there."),
        )
    return request


def _ended() -> Exception:
    return refuse(LINK_ENDED, N_("This code has been used or has expired. Ask for a new one."))


def touch(db: Db, person: Person, session: Session, *, at: datetime) -> None:
    """Note that a session was at work, every ten minutes at most, so that reading costs no write."""
    if at - session.seen_at >= SEEN_EVERY:
        session.seen_at, person.last_seen_at = at, at
        db.add(session)
        db.add(person)


def next_path(db: Db, request_id: UUID) -> str | None:
    """Return the page that the person wanted when they were asked to sign in."""
    request = db.get(SignInRequest, request_id)
    return request.next_path if request else None
