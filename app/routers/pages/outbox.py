"""The outbox: the mails that would have been sent, where no mail server is set; this module is left out in production. (T3)"""

import re
from pathlib import Path
from uuid import UUID

from fastapi import Response

from app import mail
from app.errors import NotFound
from app.web.page import Page, PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


def _folder(page: Page) -> Path:
    return page.caller.services.settings.data_dir / "outbox"


def _pieces(page: Page, body: str) -> list[tuple[str, str | None]]:
    """Cut a mail's words at its links to this service: (text, None) or (text, path)."""
    here = page.caller.services.settings.url
    parts = re.split(rf"({re.escape(here)}/\S*)", body)
    return [(part, part.removeprefix(here) if index % 2 else None) for index, part in enumerate(parts)]


@router.get("/outbox", access=PUBLIC, name="outbox")
def list_mails(page: PageDep) -> Response:
    return page.render("outbox/outbox.html", mails=mail.kept(_folder(page)))


@router.get("/outbox/{delivery_id}", access=PUBLIC, name="outbox_mail")
def show_mail(page: PageDep, delivery_id: UUID) -> Response:
    found = mail.one_kept(_folder(page), delivery_id)
    if found is None:
        raise NotFound
    return page.render("outbox/mail.html", mail=found, pieces=_pieces(page, found.body))
