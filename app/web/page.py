"""Pages: one template each, rendered for the viewer; forms shown again with what was typed; redirects by route name."""

import base64
import binascii
import secrets
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final

import jinja2
import orjson
from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import pass_context
from jinja2.runtime import Context
from sqlmodel import Session as Db

from app.domain.policy import Action
from app.errors import Refusal
from app.i18n import LOCALES, gettext, ngettext, translate, typeset
from app.models.base import Row
from app.models.person import Person
from app.web import text
from app.web.cache import MARK
from app.web.caller import Caller, CallerDep
from app.web.forms import Form
from app.web.static import inline, static

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
FLASH: Final = "essaim-flash"
THEMES: Final = ("light", "dark")


def _locale(context: Context) -> str:
    locale: str = context["view"].locale
    return locale


def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        cache_size=-1,
    )

    @pass_context
    def _gettext(context: Context, message: str) -> str:
        return gettext(_locale(context), message)

    @pass_context
    def _ngettext(context: Context, one: str, many: str, count: int) -> str:
        return ngettext(_locale(context), one, many, count)

    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]

    def filter_(name: str, function: Any) -> None:
        @pass_context
        def _filter(context: Context, value: Any, *options: Any) -> Any:
            return function(value, _locale(context), *options)

        env.filters[name] = _filter

    filter_("local", text.local)
    filter_("local_text", text.local_text)
    filter_("date", text.date_text)
    filter_("day", text.day_text)
    filter_("time", text.time_text)
    filter_("datetime", text.datetime_text)
    filter_("size", text.size_text)
    env.filters["device"] = text.device_text
    filter_("typo", lambda value, locale: typeset(value) if locale == "fr" else value)

    @pass_context
    def _relative(context: Context, moment: datetime) -> str:
        return text.relative_text(moment, _locale(context), context["view"].now)

    @pass_context
    def _url(context: Context, name: str, **params: Any) -> str:
        return context["view"].url(name, **params)  # type: ignore[no-any-return]

    env.filters |= {
        "relative": _relative,
        "markdown": text.markdown,
        "paragraphs": text.paragraphs,
        "minutes": text.minutes_text,
        "input_moment": text.input_moment,
        "iso": lambda moment: moment.isoformat(),
    }
    ours: dict[str, Any] = {"static": static, "inline": inline, "url": _url, "span": pass_context(_span), "action": Action}
    env.globals.update(ours)
    return env


def _span(context: Context, start: datetime, end: datetime, zone: str) -> str:
    return text.span_text(start, end, _locale(context), zone)


ENV: Final = _environment()


class View:
    """What every template knows about the one who looks."""

    def __init__(self, caller: Caller, me: Person | None) -> None:
        self.me = me
        self.now = caller.now
        self.locale = caller.locale
        self.request = caller.request
        self.demo = caller.services.settings.demo
        self.outbox = caller.services.settings.outbox_open
        wanted = caller.request.query_params.get("theme") or caller.request.cookies.get("theme")
        self.theme = wanted if wanted in THEMES else None

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def query(self) -> str:
        return self.request.url.query

    @cached_property
    def flash(self) -> list[tuple[str, str]]:
        """What the last act has to say, once."""
        return [(kind, translate(self.locale, message, params)) for kind, message, params in _read_flash(self.request)]

    @property
    def once(self) -> str:
        """A new name for one sending of a form."""
        return secrets.token_urlsafe(12)

    def url(self, name: str, **params: Any) -> str:
        """Return the path of a named route."""
        return str(self.request.app.url_path_for(name, **{key: str(value) for key, value in params.items()}))

    def other_languages(self) -> list[str]:
        return [locale for locale in LOCALES if locale != self.locale]


class Page:
    """A handler's way to answer with HTML."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @property
    def db(self) -> Db:
        return self.caller.db

    @property
    def me(self) -> Person | None:
        return self.caller.me

    @property
    def person(self) -> Person:
        return self.caller.person

    @property
    def now(self) -> datetime:
        return self.caller.now

    @property
    def locale(self) -> str:
        return self.caller.locale

    def why_not(self, action: Action, subject: Row | None) -> Refusal | None:
        return self.caller.why_not(action, subject)

    def may(self, action: Action, subject: Row | None) -> bool:
        return self.caller.may(action, subject)

    def form(self, values: Any = None) -> Form:
        """Return an unsent form that shows stored values."""
        return Form.of(self.locale, values)

    def render(self, template: str, /, *, status_code: int = 200, **context: Any) -> HTMLResponse:
        """Answer with a template; `view`, `may` and `why_not` are always there."""
        view = View(self.caller, self.me)
        html = ENV.get_template(template).render(
            {"view": view, "may": self.may, "why_not": self._worded_why_not, "form": None, **context}
        )
        response = HTMLResponse(html, status_code)
        response.headers["Cache-Control"] = "private, no-cache" if self.me else "no-cache"
        response.headers["Vary"] = "Cookie, Accept-Language"
        if FLASH in self.caller.request.cookies and status_code < 400:  # noqa: PLR2004 - shown once, and not lost on an error
            response.delete_cookie(FLASH)
        self._keep_choices(response)
        return response

    def shared(self, template: str, /, **context: Any) -> HTMLResponse:
        """Answer with a page that is the same for every visitor, so that it may be kept ready (see `app.web.cache`)."""
        response = self.render(template, **context)
        if self.me is None and FLASH not in self.caller.request.cookies:
            response.headers[MARK] = "1"
        return response

    def again(self, template: str, form: Form, **context: Any) -> HTMLResponse:
        """Show a form again with what was typed and what is wrong (422, or the refusal's own status)."""
        return self.render(template, status_code=form.status, form=form, **context)

    def go(self, route: str, /, flash: str | None = None, flash_params: dict[str, Any] | None = None, **params: Any) -> Response:
        """Answer a POST: see another page (303), with a word about what was done."""
        path = self.caller.request.app.url_path_for(route, **{key: str(value) for key, value in params.items()})
        response = RedirectResponse(str(path), 303)
        if flash:
            self.say(response, flash, flash_params)
        return response

    def say(self, response: Response, message: str, params: dict[str, Any] | None = None, kind: str = "done") -> None:
        """Leave a message for the next page."""
        raw = base64.urlsafe_b64encode(orjson.dumps([[kind, message, params or {}]])).decode()
        response.set_cookie(FLASH, raw, max_age=60, httponly=True, samesite="lax", secure=self.caller.services.settings.secure)

    def _worded_why_not(self, action: Action, subject: Row | None) -> str | None:
        refusal = self.why_not(action, subject)
        return translate(self.locale, refusal.message, dict(refusal.params)) if refusal else None

    def _keep_choices(self, response: Response) -> None:
        for name, allowed in (("lang", LOCALES), ("theme", THEMES)):
            asked = self.caller.request.query_params.get(name)
            if asked in allowed:
                response.set_cookie(name, asked, max_age=31536000, samesite="lax", secure=self.caller.services.settings.secure)


def _read_flash(request: Request) -> list[tuple[str, str, dict[str, Any]]]:
    raw = request.cookies.get(FLASH)
    if not raw:
        return []
    try:
        found = orjson.loads(base64.urlsafe_b64decode(raw))
        return [(str(kind), str(message), dict(params)) for kind, message, params in found][:3]
    except (binascii.Error, ValueError, TypeError):
        return []


async def _page(caller: CallerDep) -> Page:
    return Page(caller)


PageDep = Annotated[Page, Depends(_page)]
