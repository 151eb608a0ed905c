"""Logs: one JSON line per event, from a closed list of fields, without a word that a person wrote or an address they have.

What a field may be called is listed; anything else is left out. Sentences are searched for addresses and secrets. A mistake of
the program is told by its kind and the places in the code, not by its message, in which databases like to repeat values.
In development messages are kept, since nobody is real there.
"""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

FIELDS: Final = frozenset({
    "event", "level", "logger", "timestamp", "error", "frames",
    "method", "route", "path", "status", "ms",
    "entry", "delivery", "action", "template", "stream", "version", "port", "count", "name",
})  # fmt: skip
ADDRESS: Final = re.compile(r"[^\s<>\"'(=:]+@[^\s<>\"'),;]+")
SECRET: Final = re.compile(
    r"(?i)(?:bearer|token|password|code|secret)[=: ]+\S+|[0-9a-f]{40,}|essaim_[\w-]{20,}|://[^/\s:]+:[^@\s]+@"
)
LIMIT: Final = 1000


def hide(text: str) -> str:
    """Return a sentence without addresses and secrets, at most a thousand characters of it."""
    return ADDRESS.sub("…", SECRET.sub("…", text)).strip()[:LIMIT]


def known_fields_only(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep the fields of the list, each a number or a harmless sentence."""
    for name in list(event):
        if name not in FIELDS and not name.startswith("_"):
            del event[name]
        elif isinstance(event[name], str):
            event[name] = hide(event[name])
    return event


def places_not_messages(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put the kinds of an error and where it came from in the place of the error itself."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        kinds: list[str] = []
        seen: BaseException | None = error
        while seen is not None and len(kinds) < 5:  # noqa: PLR2004 - deeper causes say little
            kinds.append(type(seen).__name__)
            seen = seen.__cause__ or seen.__context__
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["error"] = " < ".join(kinds)
        event["frames"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _error_of(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found: tuple[type | None, BaseException | None, TracebackType | None] | Any = given
    if given is True:
        found = sys.exc_info()
    return found[1] if isinstance(found, tuple) else None


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is when a line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        return sys.stderr


def configure(level: str, *, open_messages: bool = False) -> None:
    """Send everything that this process logs, our own and our libraries', through one chain to standard error.

    `open_messages` keeps the messages of errors and every field, for development.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if open_messages:
        last.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback))
    else:
        last += [places_not_messages, known_fields_only, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = _StandardError()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy", "httpx"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate, library.disabled = True, False
        library.setLevel("WARNING")
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


__all__ = ["configure", "hide", "known_fields_only", "places_not_messages"]
