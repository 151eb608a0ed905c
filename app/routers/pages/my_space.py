"""My space: what needs me now, in every event in which I have a part."""

from fastapi import Response

from app.queries import my_space, programmes
from app.security import derived_token
from app.web import words
from app.web.page import PageDep
from app.web.router import SIGNED_IN, PageRouter

router = PageRouter()


@router.get("/home", access=SIGNED_IN, name="home_me")
def show_home_me(page: PageDep) -> Response:
    key = page.caller.services.key
    waiting = my_space.invitations(page.db, page.person, at=page.now)
    return page.render(
        "account/home.html",
        places=my_space.places(page.db, page.person, at=page.now),
        programmes=programmes.organised_by(page.db, page.person),
        invitations=[(one, derived_token(key, "invitation", one.id)) for one in waiting],
        role_words=words.ROLES,
    )
