"""The cast of the demonstration, one click each; outside demo mode this module is not part of the application."""

from fastapi import Request, Response

from app.demo import sign_in
from app.demo.cast import CAST
from app.models.person import Role
from app.routers.pages.account import remember
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter
from app.web.words import ROLES

router = PageRouter()


@router.get("/demo", access=PUBLIC, name="demo")
def show_cast(page: PageDep) -> Response:
    return page.render("demo/demo.html", cast=[(member, ROLES[Role(member.role)]) for member in CAST])


@router.post("/demo/{role}", access=PUBLIC, name="sign_in_as")
def sign_in_as(page: PageDep, request: Request, role: str) -> Response:
    label = request.headers.get("user-agent", "")[:200]
    secret = page.caller.act_as_anyone(lambda db: sign_in.sign_in(db, role, label=label, at=page.now))
    return remember(page, page.go("home_me"), secret)
