"""Mails as text: one template each, in the receiver's language, with everybody's words as plain words.

A template's first line is its subject. What people wrote is put in on one line, without control characters and without
anything that a mail program makes a link of; only `url` makes links.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import jinja2
from jinja2 import pass_context
from jinja2.runtime import Context

from app.i18n import N_, gettext, ngettext
from app.models.person import Role
from app.security import derived_code, derived_token
from app.web import text

FOLDER: Final = Path(__file__).parent.parent / "templates" / "mail"
SUBJECT: Final = "Subject: "

ROLE_WORDS: Final[dict[Role, str]] = {
    Role.ORGANISER: N_("an organiser"),
    Role.PROJECT_HOLDER: N_("the association that brings the challenge"),
    Role.PARTICIPANT: N_("a participant"),
    Role.COACH: N_("a coach"),
    Role.DESIGNER: N_("a designer"),
    Role.WITNESS: N_("a witness"),
    Role.JUROR: N_("a member of the jury"),
    Role.MENTOR: N_("a mentor"),
    Role.VOLUNTEER: N_("a volunteer of the event"),
    Role.REVIEWER: N_("a reader of applications"),
    Role.LOGISTICS: N_("one of those who prepare the place"),
    Role.SPONSOR: N_("a sponsor"),
    Role.SPONSOR_VOLUNTEER: N_("a volunteer of the sponsor"),
    Role.INCUBATION_LEAD: N_("the lead of the incubation"),
    Role.OBSERVER: N_("an observer"),
    Role.GUARANTOR: N_("a guarantor"),
    Role.COMMONS_EDITOR: N_("an editor of the commons"),
}


class Trusted(str):
    """Text that this service made, to be put into a mail as it is."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words."""

    subject: str
    body: str


def plain(value: object) -> object:
    """Return somebody's words as one harmless line; what the service made, and numbers, stay as they are."""
    if not isinstance(value, str) or isinstance(value, Trusted):
        return value
    line = " ".join("".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in value).split())
    return re.sub(r"(?i)\bwww\.", "www ", line.replace("://", ": "))


def quoted(value: str) -> Trusted:
    """Return somebody's longer text with its lines, each marked as quoted."""
    return Trusted("\n".join(f"> {plain(line)}".rstrip() for line in value.strip().splitlines()))


def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 - the mails are plain text; `plain` makes every value harmless
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=plain,
    )

    @pass_context
    def _gettext(context: Context, message: str, **params: object) -> Trusted:
        words = gettext(context["locale"], message)
        return Trusted(words % {name: plain(value) for name, value in params.items()})

    @pass_context
    def _ngettext(context: Context, one: str, many: str, count: int, **params: object) -> Trusted:
        words = ngettext(context["locale"], one, many, count)
        return Trusted(words % {name: plain(value) for name, value in (params | {"num": count}).items()})

    env.install_gettext_callables(_gettext, _ngettext, newstyle=False)  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]

    def filter_(name: str, function: Callable[..., str]) -> None:
        @pass_context
        def _filter(context: Context, value: Any, *options: Any) -> str:
            return function(value, context["locale"], *options)

        env.filters[name] = _filter

    filter_("local_text", text.local_text)
    for name, function in (("date", text.date_text), ("day", text.day_text), ("time", text.time_text)):
        filter_(name, _trusted(function))
    filter_("datetime", _trusted(text.datetime_text))
    env.filters |= {"quoted": quoted}
    env.globals["role_words"] = ROLE_WORDS  # ty: ignore[invalid-assignment]
    return env


def _trusted(function: Callable[..., str]) -> Callable[..., Trusted]:
    """Keep the no-break spaces of what the service words itself."""
    return lambda *values: Trusted(function(*values))


ENV: Final = _environment()


@dataclass(frozen=True, slots=True)
class Writer:
    """What turns a template into a letter: the paths of the application's routes, its address, its key."""

    path: Callable[..., Any]
    base_url: str
    key: bytes

    def url(self, route: str, **params: object) -> Trusted:
        """Return the full address of a named route."""
        return Trusted(self.base_url + str(self.path(route, **{name: str(value) for name, value in params.items()})))

    def write(self, template: str, locale: str, context: dict[str, Any], *, at: datetime) -> Letter:
        """Render one mail; raises jinja2 errors when a template and its context do not fit."""

        def token(purpose: str, subject: UUID) -> Trusted:
            return Trusted(derived_token(self.key, purpose, subject))

        def code(purpose: str, subject: UUID) -> Trusted:
            return Trusted(derived_code(self.key, purpose, subject))

        given = {"locale": locale, "now": at, "url": self.url, "token": token, "code": code}
        head, _, body = ENV.get_template(f"{template}.txt").render(context | given).lstrip("\n").partition("\n")
        if not head.startswith(SUBJECT):
            raise ValueError(f"{template}.txt does not begin with its subject")
        return Letter(head.removeprefix(SUBJECT).strip(), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n")
