"""The reference of the API for people, made from the same document that programs read."""

from fastapi import Request, Response

from app.errors import CODES, NotFound
from app.web import problems, reference
from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/api", access=PUBLIC, name="api_reference")
def show_api_reference(request: Request, page: PageDep, part: str = "") -> Response:
    document = request.app.openapi()
    parts = reference.parts(document)
    if not part:
        return page.shared("reference/reference.html", about=document["info"]["description"], parts=parts)
    chosen = next((found for found in parts if found.name == part), None)
    if chosen is None:
        raise NotFound
    return page.shared("reference/part.html", part=chosen)


@router.get("/errors", access=PUBLIC, name="error_codes")
def show_error_codes(page: PageDep) -> Response:
    """Show what the `type` of a problem leads to: every code of the registry, at its anchor."""
    return page.shared("reference/errors.html", chapters=problems.CHAPTERS, statuses=CODES)
