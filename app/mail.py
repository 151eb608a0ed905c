"""Sending mail: through a real SMTP server when one is set, else as `.eml` files in the data folder's outbox."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app.config import Settings

SECONDS: Final = 20.0  # how long a mail server may be silent
UNDELIVERABLE: Final = (ValueError, MessageError)


class Post(Protocol):
    """Something that takes messages; what it took is on its way."""

    def __call__(self, message: EmailMessage) -> None: ...


def compose(*, sender: str, to: str, subject: str, body: str, delivery: UUID, at: datetime, locale: str) -> EmailMessage:
    """Return the message of a delivery; the same delivery always has the same Message-ID.

    Raises ValueError for an address that no mail can go to.
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Date"] = at
    message["Message-ID"] = f"<{delivery}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    message["Content-Language"] = locale
    return message


@contextmanager
def opened(settings: Settings) -> Generator[Post]:
    """Open the way out for some messages: one connection to the mail server, or the outbox folder."""
    if settings.smtp_url is None:
        yield outbox(settings.data_dir / "outbox")
        return
    with connected(settings.smtp_url.get_secret_value()) as server:

        def post(message: EmailMessage) -> None:
            server.send_message(message)

        yield post


@contextmanager
def connected(url: str) -> Generator[smtplib.SMTP]:
    """Open a connection to `smtps://…` (TLS at once) or `smtp://…` (STARTTLS where offered, demanded before a password)."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("ESSAIM_SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host:465")
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=SECONDS)
    with server:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif parts.scheme == "smtp" and parts.username:
            raise smtplib.SMTPNotSupportedError("The mail server offers no STARTTLS; the password was not sent.")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def outbox(folder: Path) -> Post:
    """Return what keeps messages as files, named by their delivery, so that the same one twice is one file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def post(message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        fresh = folder / f"{name}.tmp"
        fresh.write_bytes(message.as_bytes())
        fresh.rename(folder / f"{name}.eml")

    return post


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail of the outbox, as its page shows it."""

    id: UUID
    to: str
    subject: str
    at: datetime
    body: str = ""


def kept(folder: Path, limit: int = 100) -> list[Kept]:
    """Return the newest mails of the outbox without their words, the newest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.name, reverse=True)[:limit]
    return [_read(path, words=False) for path in paths]


def one_kept(folder: Path, delivery: UUID) -> Kept | None:
    """Return one mail of the outbox, None when there is none of that id."""
    path = folder / f"{delivery}.eml"
    return _read(path, words=True) if path.is_file() else None


def _read(path: Path, *, words: bool) -> Kept:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=default)
    return Kept(
        id=UUID(path.stem),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        body=message.get_content() if words else "",
    )
