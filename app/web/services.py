"""What a process needs to answer: settings, database, key, clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import HTTPConnection

from app.config import Settings
from app.db import Database


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Services:
    """Made once per process and reached through the application's state."""

    settings: Settings
    database: Database
    key: bytes
    clock: Callable[[], datetime] = field(default=utc_now)


def services_of(connection: HTTPConnection) -> Services:
    found: Services = connection.app.state.services
    return found
