"""The worker: turns the journal's entries into mails and sends them, at least once, with leases, back-off and an end.

A mail is *claimed* (leased for a while) in one transaction, sent outside of any, and *settled* in another. A worker that dies
in between leaves the lease to run out, and the mail goes again under the same Message-ID. Two workers never hold one lease.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlmodel import Session, col, select

from app import mail
from app.background import Background
from app.domain import invitations, notifications, offers, reminders, reopenings, retention
from app.models.journal import Delivery, DeliveryState
from app.queries import invitations as offered
from app.web import uploads
from app.web.letters import Writer
from app.web.services import Services

log = structlog.get_logger("essaim.worker")

BATCH: Final = 20  # mails claimed at once
LEASE: Final = timedelta(minutes=10)  # longer than the worst batch: each command to a mail server has 20 s
ATTEMPTS: Final = 8
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
TIDY_EVERY: Final = timedelta(days=1)
CLOCK_EVERY: Final = timedelta(minutes=1)
PERMANENT: Final = range(500, 600)


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery that is ours until a moment; the moment is also what proves that it still is."""

    delivery: Delivery
    until: datetime


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 30 s, 1 min, 2 min … at most 6 h."""
    doublings = max(0, min(attempts, 20) - 1)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def claim(db: Session, *, at: datetime, limit: int = BATCH) -> list[Lease]:
    """Lease the deliveries that are due and that nobody else holds."""
    free = col(Delivery.leased_until).is_(None) | (col(Delivery.leased_until) <= at)
    statement = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.WAITING, col(Delivery.next_at) <= at, free)
        .order_by(col(Delivery.next_at), col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leases = []
    for delivery in db.exec(statement):
        delivery.leased_until = at + LEASE
        delivery.attempts += 1
        db.add(delivery)
        leases.append(Lease(delivery, at + LEASE))
    db.flush()
    return leases


def settle(
    db: Session, lease: Lease, state: DeliveryState, *, at: datetime, error: str | None = None, permanent: bool = False
) -> bool:
    """Write down what became of a leased delivery; False when the lease had run out and somebody else holds it."""
    held = select(Delivery).where(
        Delivery.id == lease.delivery.id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.leased_until == lease.until,
    )
    delivery = db.exec(held.with_for_update()).first()
    if delivery is None:
        return False
    delivery.leased_until = None
    delivery.last_error = error[:500] if error else None
    if state is DeliveryState.WAITING and (permanent or delivery.attempts >= ATTEMPTS):
        state = DeliveryState.DEAD
    if state is DeliveryState.WAITING:
        delivery.next_at = at + wait_after(delivery.attempts)
    delivery.state = state
    delivery.sent_at = at if state is DeliveryState.SENT else None
    if state is not DeliveryState.WAITING and delivery.template in notifications.FORGOTTEN:
        delivery.address, delivery.last_error = "", None
    db.add(delivery)
    return True


class Worker(Background):
    """Plans mails, sends them, keeps the clocks of offers, and tidies up once a day."""

    name = "essaim-worker"
    patience = mail.SECONDS + 5

    def __init__(self, services: Services, path: Callable[..., Any]) -> None:
        super().__init__(services)
        self.writer = Writer(path, services.settings.url, services.key)
        self._tidy_at: datetime | None = None
        self._clock_at: datetime | None = None

    def work(self) -> int:
        """Do what the clock asks for, plan and send everything that is due, tidy up; return how many mails were tried."""
        self.keep_time()
        tried = self._deliver()
        self.tidy()
        return tried

    def _deliver(self) -> int:
        tried = 0
        database, now = self.services.database, self.services.clock
        while not self._stopping.is_set():
            with database.reading() as db:
                new, due = notifications.pending(db), _due(db, now())
            if not new and not due:
                break
            if new:
                database.act(lambda db: notifications.dispatch(db, at=now()))
            leases = database.act(lambda db: claim(db, at=now()))
            if leases:
                tried += len(leases)
                self._send(leases)
            elif not new:
                break
        return tried

    def _send(self, leases: list[Lease]) -> None:
        """Send a batch over one connection; a server that does not answer costs each of them one try."""
        waiting = list(leases)
        try:
            with mail.opened(self.services.settings) as post:
                while waiting and not self._stopping.is_set():
                    self._send_one(waiting[0], post)
                    waiting.pop(0)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            for lease in waiting:
                self._settle(lease, DeliveryState.WAITING, _said(error))
            return
        for lease in waiting:  # stopped in the middle: give them back at once
            self.services.database.act(lambda db, lease=lease: _give_back(db, lease))  # type: ignore[misc]

    def _send_one(self, lease: Lease, post: mail.Post) -> None:
        """Send one mail and settle it; raises only when the connection itself is lost."""
        delivery = lease.delivery
        try:
            with self.services.database.reading() as db:
                context = notifications.CONTEXTS[delivery.template](db, delivery)
                if context is None:
                    self._settle(lease, DeliveryState.CANCELLED)
                    return
                letter = self.writer.write(delivery.template, delivery.locale, context, at=self.services.clock())
            message = mail.compose(
                sender=self.services.settings.mail_from,
                to=delivery.address,
                subject=letter.subject,
                body=letter.body,
                delivery=delivery.id,
                at=self.services.clock(),
                locale=delivery.locale,
            )
        except Exception as error:
            log.exception("mail_not_written", delivery=str(delivery.id), template=delivery.template)
            self._settle(lease, DeliveryState.WAITING, _said(error))
            return
        try:
            post(message)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException as error:
            self._settle(lease, DeliveryState.WAITING, _said(error), permanent=_permanent(error))
            return
        self._settle(lease, DeliveryState.SENT)

    def _settle(self, lease: Lease, state: DeliveryState, error: str | None = None, *, permanent: bool = False) -> None:
        at = self.services.clock()
        self.services.database.act(lambda db: settle(db, lease, state, at=at, error=error, permanent=permanent))
        if error:
            log.warning("mail_not_sent", delivery=str(lease.delivery.id), template=lease.delivery.template, error=error)

    def keep_time(self) -> None:
        """Once a minute, do what only the clock asks for: offers and invitations are recalled, places pass to the next."""
        database, now = self.services.database, self.services.clock()
        if self._clock_at is not None and now < self._clock_at:
            return
        self._clock_at = now + CLOCK_EVERY
        with database.reading() as db:
            waiting = offers.due(db, at=now)
            unanswered = offered.to_remind(db, at=now, before=invitations.DAYS / 2)
            unread, open_votes = reminders.due(db, at=now), reminders.opened(db, at=now)
            given_back = reopenings.due(db, at=now)
        for hackathon_id in waiting:
            database.act(lambda db, hackathon_id=hackathon_id: offers.pass_on(db, hackathon_id, at=now))  # type: ignore[misc]
        for one in unanswered:
            database.act(lambda db, one=one: invitations.remind(db, one, at=now))  # type: ignore[misc]
        for one in unread:
            database.act(lambda db, one=one: reminders.remind(db, one, at=now))  # type: ignore[misc]
        for one in given_back:
            database.act(lambda db, one=one: reopenings.take_back(db, one, at=now))  # type: ignore[misc]
        for one in open_votes:
            database.act(lambda db, one=one: reminders.tell_open(db, one, at=now))  # type: ignore[misc]

    def tidy(self) -> None:
        """Once a day, remove what uploads left behind that never came to an end, and what is kept for a while only."""
        now = self.services.clock()
        if self._tidy_at is None or now >= self._tidy_at:
            self._tidy_at = now + TIDY_EVERY
            uploads.sweep(self.services)
            with self.services.database.reading() as db:
                over = bool(retention.due(db, at=now))
            if over:
                self.services.database.act(lambda db: retention.purge(db, at=now) and None)


def _due(db: Session, at: datetime) -> bool:
    free = col(Delivery.leased_until).is_(None) | (col(Delivery.leased_until) <= at)
    statement = select(Delivery.id).where(Delivery.state == DeliveryState.WAITING, col(Delivery.next_at) <= at, free)
    return db.exec(statement.limit(1)).first() is not None


def _give_back(db: Session, lease: Lease) -> None:
    delivery = db.get(Delivery, lease.delivery.id)
    if delivery is not None and delivery.leased_until == lease.until:
        delivery.leased_until = None
        delivery.attempts -= 1
        db.add(delivery)


def _permanent(error: Exception) -> bool:
    """Tell whether the server said that trying again is of no use."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return bool(codes) and all(code in PERMANENT for code in codes)


def _said(error: Exception) -> str:
    """Return what went wrong without anybody's address: the kind of error and the server's number."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return " ".join([type(error).__name__, *map(str, codes)])
