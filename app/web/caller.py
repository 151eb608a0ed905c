"""Who is asking, when, in which language; and `act`, the way in for every change."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from sqlmodel import Session as Db
from sqlmodel import SQLModel
from starlette.datastructures import FormData

from app.domain import accounts
from app.domain.policy import Action, why_not
from app.errors import FORBIDDEN, KEY_REUSED, Refusal, SignInNeeded, refuse
from app.i18n import DEFAULT_LOCALE, LOCALES, N_, pick_locale
from app.models.base import Row
from app.models.journal import Answered
from app.models.person import Person, Session
from app.queries import sessions
from app.web.services import Services, services_of

T = TypeVar("T")

SAFE: Final = {"GET", "HEAD", "OPTIONS"}
KEY_HEADER: Final = "idempotency-key"


def session_cookie(services: Services) -> str:
    """Return the cookie's name: bound to the host wherever the address is secure."""
    return "__Host-session" if services.settings.secure else "essaim-session"


class Caller:
    """One request's asker: reads in a session of its own, changes through `act`."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.services = services_of(request)
        self.now: datetime = self.services.clock()
        # The name under which the outcome of this request is kept, so that sending it twice does it once.
        self.once: str | None = None
        self.once_must_match = True
        self._stack = ExitStack()
        self._db: Db | None = None

    @property
    def db(self) -> Db:
        """A session to read with, opened on first use."""
        if self._db is None:
            self._db = self._stack.enter_context(self.services.database.reading())
        return self._db

    def close(self) -> None:
        self._stack.close()

    @cached_property
    def secret(self) -> str | None:
        """The secret of the session: a program's bearer token, else the browser's cookie."""
        kind, _, token = self.request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return token.strip() or None
        return self.request.cookies.get(session_cookie(self.services))

    @cached_property
    def signed_in(self) -> tuple[Person, Session] | None:
        return sessions.find(self.db, self.secret, at=self.now) if self.secret else None

    @property
    def me(self) -> Person | None:
        """The person who asks, None for a visitor."""
        return self.signed_in[0] if self.signed_in else None

    @property
    def person(self) -> Person:
        """The person who asks; raises `SignInNeeded` for a visitor."""
        if self.me is None:
            raise SignInNeeded
        return self.me

    @cached_property
    def locale(self) -> str:
        """The language to answer in: asked for now, the person's own, the cookie's, the browser's, else French."""
        asked = self.request.query_params.get("lang")
        cookie = self.request.cookies.get("lang")
        for choice in (asked, cookie, self.me.locale if self.me else None):
            if choice in LOCALES:
                return choice
        return pick_locale(self.request.headers.get("accept-language", "")) or DEFAULT_LOCALE

    def why_not(self, action: Action, subject: Row | None) -> Refusal | None:
        """Return why the asker may not do this now, None when they may."""
        return why_not(self.db, self.me, action, subject, at=self.now)

    def may(self, action: Action, subject: Row | None) -> bool:
        return self.why_not(action, subject) is None

    def act(self, unit: Callable[[Db, Person], T]) -> T:
        """Run a unit as the person who asks, in one write transaction, and return its result after the commit.

        The person is read again under the transaction. Where the request carries a key, its outcome is kept with it, and
        the same request sent again returns that outcome instead of doing it twice. Units return a row or None.
        """
        try:
            return self.services.database.act(lambda db: self._unit(db, unit))
        finally:
            if self._db is not None:
                self._db.rollback()  # what this request reads from now on is what the unit left, not what was before

    def act_as_anyone(self, unit: Callable[[Db], T]) -> T:
        """Run a unit that needs no person: asking for a code, signing in."""
        return self.services.database.act(unit)

    def _unit(self, db: Db, unit: Callable[[Db, Person], T]) -> T:
        found = sessions.find(db, self.secret, at=self.now) if self.secret else None
        if found is None:
            raise SignInNeeded
        me, session = found
        if self.request.method not in SAFE and "write" not in session.scopes.split():
            raise refuse(FORBIDDEN, N_("This token may only read. Make one that may write."))
        accounts.touch(db, me, session, at=self.now)
        if not self.once:
            return unit(db, me)
        asked = self._request_fingerprint()
        key = self.once if self.once_must_match else hashlib.sha256(f"{self.once}{asked}".encode()).hexdigest()
        answered = db.get(Answered, (key, me.id))
        if answered is not None:
            if answered.request != asked:
                raise refuse(KEY_REUSED, N_("This Idempotency-Key was used for another request. Choose a new one."))
            return _outcome(db, answered)  # type: ignore[no-any-return]
        # Written before the unit runs, so that the same request under way elsewhere waits here, not at something of the unit.
        answered = Answered(key=key, person_id=me.id, request=asked, at=self.now)
        db.add(answered)
        db.flush()
        result = unit(db, me)
        if isinstance(result, Row):
            answered.outcome_kind, answered.outcome_id = str(result.__tablename__), result.id
            db.add(answered)
        return result

    def _request_fingerprint(self) -> str:
        body: bytes = getattr(self.request.state, "body", b"")
        head = f"{self.request.method} {self.request.url.path}\n".encode()
        return hashlib.sha256(head + body).hexdigest()


def _outcome(db: Db, answered: Answered) -> Any:
    """Return the row that an earlier request gave, as it is now."""
    if answered.outcome_kind is None:
        return None
    for mapper in SQLModel._sa_registry.mappers:  # noqa: SLF001 - SQLModel names no public registry
        if mapper.class_.__tablename__ == answered.outcome_kind:
            return db.get(mapper.class_, answered.outcome_id)
    return None


def digest(data: FormData) -> bytes:
    """Return a fingerprint of a form's values; of a file its name and size."""
    made = hashlib.sha256()
    for name, value in data.multi_items():
        made.update(f"{name}={value if isinstance(value, str) else (value.filename, value.size)}\n".encode())
    return made.digest()


async def _caller(request: Request) -> AsyncIterator[Caller]:
    caller = Caller(request)
    key = request.headers.get(KEY_HEADER)
    if key and request.method not in SAFE:
        if len(key) > 80:  # noqa: PLR2004 - the column's width with room for a digest
            raise refuse(KEY_REUSED, N_("An Idempotency-Key has at most 80 characters."))
        caller.once = key
        # The bytes of a form with files may have been read already; its values are there.
        is_form = request.headers.get("content-type", "").startswith("multipart/")
        request.state.body = digest(await request.form()) if is_form else await request.body()
    try:
        yield caller
    finally:
        caller.close()


CallerDep = Annotated[Caller, Depends(_caller, scope="function")]


async def _now(caller: CallerDep) -> datetime:
    return caller.now


class Unit:
    """What a handler calls with a unit (see `Caller.act`)."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def __call__(self, unit: Callable[[Db, Person], T]) -> T:
        return self._caller.act(unit)


async def _act(caller: CallerDep) -> Unit:
    return Unit(caller)


Now = Annotated[datetime, Depends(_now)]
Act = Annotated[Unit, Depends(_act)]
