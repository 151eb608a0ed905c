"""What is answered when something goes wrong: problem+json to programs, one family of pages to people."""

from typing import Any, Final
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from starlette.exceptions import HTTPException

from app.db import too_busy
from app.errors import (
    BUSY,
    CODES,
    INTERNAL,
    INVALID,
    METHOD_NOT_ALLOWED,
    UNAUTHENTICATED,
    NotFound,
    Refusal,
    Refused,
)
from app.i18n import DEFAULT_LOCALE, LOCALES, N_, pick_locale, translate
from app.web.caller import Caller
from app.web.forms import word
from app.web.page import ENV, Page

log = structlog.get_logger("essaim.error")

TITLES: Final[dict[int, str]] = {
    401: N_("Sign in to go on"),
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("This page does not take that"),
    409: N_("This is not possible now"),
    410: N_("This was withdrawn"),
    412: N_("This has changed meanwhile"),
    413: N_("This is too large"),
    422: N_("Something is missing or wrong"),
    428: N_("Say which version you change"),
    429: N_("Too many at once"),
    500: N_("We made a mistake"),
    501: N_("Not installed here"),
    503: N_("Very busy"),
    507: N_("The storage is full"),
}
SERVER_ERROR: Final = Refusal(
    INTERNAL, N_("Something went wrong on our side, and nothing was saved. Try again; if it happens again, tell the organisers.")
)
NO_SUCH_METHOD: Final = Refusal(METHOD_NOT_ALLOWED, N_("This address does not take that kind of request."))


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _locale(request: Request) -> str:
    for choice in (request.query_params.get("lang"), request.cookies.get("lang")):
        if choice in LOCALES:
            return choice
    return pick_locale(request.headers.get("accept-language", "")) or DEFAULT_LOCALE


def problem(request: Request, refusal: Refusal, *, errors: list[dict[str, Any]] | None = None) -> JSONResponse:
    """Return the one shape of errors of the API (RFC 9457) with a stable code."""
    locale = pick_locale(request.headers.get("accept-language", "")) or "en"
    status = refusal.status
    body: dict[str, Any] = {
        "type": f"/errors#{refusal.code}",
        "title": translate(locale, TITLES.get(status, TITLES[500])),
        "status": status,
        "code": refusal.code,
        "detail": translate(locale, refusal.message, dict(refusal.params)),
    }
    if errors is not None:
        body["errors"] = errors
    elif refusal.field:
        body["errors"] = [{"field": refusal.field, "detail": body["detail"]}]
    headers = {"Retry-After": "2"} if refusal.code == BUSY else {}
    if status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def came_from(request: Request) -> str | None:
    """Return the path and query of the page of ours that led here, None where nobody says so or it is this very page."""
    said = urlsplit(request.headers.get("referer", ""))
    if said.netloc != request.headers.get("host") or not said.path.startswith("/") or said.path.startswith("//"):
        return None
    if request.method == "GET" and said.path == request.url.path:
        return None
    return f"{said.path}?{said.query}" if said.query else said.path


def error_page(request: Request, refusal: Refusal) -> Response:
    """Return the page that says what happened and what to do, even when the database does not answer."""
    caller = Caller(request)
    status = refusal.status
    try:
        try:
            caller.locale  # noqa: B018 - finds out who asks, which the header of the page shows
        except Exception:  # noqa: BLE001 - the page must come even when nothing else does
            caller.__dict__.update(signed_in=None, locale=_locale(request))
        context = {
            "status": status,
            "title": translate(caller.locale, TITLES.get(status, TITLES[500])),
            "message": translate(caller.locale, refusal.message, dict(refusal.params)),
            "code": refusal.code,
            "back": came_from(request),
        }
        try:
            response = Page(caller).render("errors/error.html", status_code=status, **context)
        except Exception:
            log.exception("the error page failed")
            response = HTMLResponse(ENV.get_template("errors/plain.html").render(context), status)
    finally:
        caller.close()
    if refusal.code == BUSY:
        response.headers["Retry-After"] = "2"
    return response


def respond(request: Request, refusal: Refusal) -> Response:
    if is_api(request):
        return problem(request, refusal)
    if refusal.code == UNAUTHENTICATED:
        back = request.url.path if request.method == "GET" else came_from(request) or "/"
        return RedirectResponse(f"/sign-in?next={quote(back)}", 303)
    return error_page(request, refusal)


def _said_by_the_database(error: DBAPIError) -> Refusal | None:
    """Return what a question that the database did not answer means, None where the mistake is ours."""
    if isinstance(error, DataError) and "NUL" in str(error.orig):
        return NotFound().refusal  # no name and no text holds that character
    return too_busy().refusal if isinstance(error, OperationalError) else None


def install(app: FastAPI) -> None:
    """Give the application its answers to everything that can go wrong."""

    @app.exception_handler(Refused)
    def _refused(request: Request, error: Refused) -> Response:
        return respond(request, error.refusal)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:  # noqa: PLR2004
            return respond(request, NO_SUCH_METHOD)
        known = {status: name for name, status in CODES.items()}
        if error.status_code == 404 or error.status_code not in known:  # noqa: PLR2004
            return respond(request, NotFound().refusal)
        return respond(request, Refusal(INVALID, N_("This request could not be understood.")))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        details = error.errors()
        if any(detail["loc"][0] == "path" for detail in details):
            return respond(request, NotFound().refusal)
        locale = pick_locale(request.headers.get("accept-language", "")) or "en"
        listed = [
            {
                "field": ".".join(str(part) for part in detail["loc"][1:]),
                "detail": word(detail, locale),
            }
            for detail in details
        ]
        refusal = Refusal(INVALID, N_("Some values are missing or wrong; each is named in `errors`."))
        return problem(request, refusal, errors=listed) if is_api(request) else error_page(request, refusal)

    @app.exception_handler(DBAPIError)
    def _database(request: Request, error: DBAPIError) -> Response:
        refusal = _said_by_the_database(error)
        return respond(request, refusal) if refusal else _failed(request, error)

    @app.exception_handler(Exception)
    def _failed(request: Request, error: Exception) -> Response:
        log.error("failed", exc_info=error, path=getattr(request.scope.get("route"), "path", "-"))
        return respond(request, SERVER_ERROR)
