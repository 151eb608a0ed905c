"""Pages of one's account: signing in and out, sessions, profile. (T3)"""

from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response

from app.domain import accounts
from app.domain.policy import Action
from app.i18n import N_
from app.models.person import SessionKind
from app.queries import sessions
from app.schemas.account import CodeIn, ProfileIn, SignInIn
from app.web.addresses import inside
from app.web.caller import Act, Now, session_cookie
from app.web.forms import FormDep
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, SIGNED_IN, PageRouter, acting

router = PageRouter()

# Set by `sheet.js` where a juror's pages and sheets are kept on the device: "kept" or "unsent".
DEVICE: Final = "essaim-jury"

BROWSER: Final = "essaim-asked"


@router.get("/sign-in", access=PUBLIC, name="sign_in")
def show_sign_in(page: PageDep, next: str = "") -> Response:  # noqa: A002 - the parameter's name in the address
    return page.render("account/sign_in.html", form=page.form({"next": inside(next) or ""}))


@router.post("/sign-in", access=PUBLIC, name="ask_code")
def ask_code(page: PageDep, form: FormDep, request: Request) -> Response:
    browser = request.cookies.get(BROWSER) or token_urlsafe(24)
    with form.attempt():
        asked = form.validate(SignInIn)
        sent = page.caller.act_as_anyone(
            lambda db: accounts.request_sign_in(
                db, asked, browser=browser, locale=page.locale, next_path=inside(asked.next), at=page.now
            )
        )
        response = page.go("enter_code", request_id=sent.id)
        response.set_cookie(
            BROWSER, browser, max_age=1800, httponly=True, samesite="lax", secure=page.caller.services.settings.secure
        )
        return response
    return page.again("account/sign_in.html", form)


@router.get("/sign-in/{request_id}", access=PUBLIC, name="enter_code")
def show_code(page: PageDep, request_id: UUID) -> Response:
    return page.render("account/code.html", form=page.form({}), request_id=request_id)


@router.get("/sign-in/{request_id}/{token}", access=PUBLIC, name="sign_in_link")
def show_link(page: PageDep, request_id: UUID, token: str) -> Response:
    """Show the button of the mail's link: opening it changes nothing, so that mail scanners do no harm."""
    return page.render("account/link.html", form=page.form({"code": token}), request_id=request_id)


@router.post("/sign-in/{request_id}", access=PUBLIC, name="use_code")
def use_code(page: PageDep, form: FormDep, request: Request, request_id: UUID) -> Response:
    browser = request.cookies.get(BROWSER, "")
    services = page.caller.services
    with form.attempt():
        given = form.validate(CodeIn).code
        right = page.caller.act_as_anyone(
            lambda db: accounts.check_code(db, request_id, given, browser=browser, key=services.key, at=page.now)
        )
        if not right:
            raise accounts.wrong_code()
        label = request.headers.get("user-agent", "")[:200]
        _, _, secret = page.caller.act_as_anyone(
            lambda db: accounts.sign_in(db, request_id, browser=browser, label=label, kind=SessionKind.BROWSER, at=page.now)
        )
        response = page.go("home_me", flash=N_("You are signed in."))
        if path := accounts.next_path(page.db, request_id):
            response.headers["location"] = path
        return remember(page, response, secret)
    return page.again("account/code.html", form, request_id=request_id)


def remember(page: Page, response: Response, secret: str) -> Response:
    services = page.caller.services
    response.set_cookie(
        session_cookie(services),
        secret,
        max_age=accounts.SESSION_DAYS * 86400,
        path="/",
        httponly=True,
        secure=services.settings.secure,
        samesite="lax",
    )
    response.delete_cookie(BROWSER)
    return response


@router.post("/sign-out", access=acting(Action.END_SESSION), name="sign_out")
def sign_out(page: PageDep, form: FormDep, act: Act, now: Now) -> Response:
    assert page.caller.signed_in  # noqa: S101 - the route needs a session
    # A juror's device says so while it holds sheets that nobody else has: signing out would lose them.
    device = page.caller.request.cookies.get(DEVICE)
    if device == "unsent" and not form.data.get("anyway"):
        return page.render("account/unsent.html", status_code=409)
    mine = page.caller.signed_in[1].id
    act(lambda db, me: accounts.end_session(db, me, mine, at=now))
    response = page.go("home")
    response.delete_cookie(session_cookie(page.caller.services), path="/")
    if device:
        response.delete_cookie(DEVICE, path="/")
        response.headers["Clear-Site-Data"] = '"storage"'
    return response


@router.get("/account", access=SIGNED_IN, name="account")
def show_account(page: PageDep) -> Response:
    return page.render("account/account.html", form=page.form(_profile(page)), **_account(page))


@router.post("/account", access=acting(Action.CHANGE_PROFILE), name="change_profile")
def change_profile(page: PageDep, form: FormDep, act: Act, now: Now) -> Response:
    with form.attempt():
        profile = form.validate(ProfileIn)
        act(lambda db, me: accounts.change_profile(db, me, profile, at=now))
        response = page.go("account", flash=N_("Your profile is saved."))
        response.set_cookie("lang", profile.locale, max_age=31536000, samesite="lax", secure=page.caller.services.settings.secure)
        return response
    return page.again("account/account.html", form, **_account(page))


@router.post("/account/sessions/{session_id}/end", access=acting(Action.END_SESSION), name="end_session_page")
def end_session(page: PageDep, session_id: UUID, act: Act, now: Now) -> Response:
    act(lambda db, me: accounts.end_session(db, me, session_id, at=now))
    return page.go("account", flash=N_("This session is ended."))


def _profile(page: Page) -> dict[str, str]:
    return {"display_name": page.person.display_name, "locale": page.person.locale}


def _account(page: Page) -> dict[str, Any]:
    assert page.caller.signed_in  # noqa: S101 - the route needs a session
    return {
        "sessions": sessions.open_of(page.db, page.person, at=page.now),
        "current": page.caller.signed_in[1].id,
    }
