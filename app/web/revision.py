"""Which version a change is about: `If-Match` on the way in, `ETag` on the way out."""

from typing import Annotated

from fastapi import Depends, Header, Path, Response

from app.errors import PRECONDITION, STALE, refuse
from app.i18n import N_

# The number of a version in an address, as large as the column can hold; anything else is not found.
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]


async def _revision(
    given: Annotated[str | None, Header(alias="If-Match", description="The ETag of the version that is changed.")] = None,
) -> int:
    if given is None:
        raise refuse(PRECONDITION, N_("Send If-Match with the ETag of the version that you change."))
    number = given.strip().strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:  # noqa: PLR2004 - more than any revision
        raise refuse(STALE, N_("If-Match does not hold an ETag of this resource. Read it again."))
    return int(number)


Revision = Annotated[int, Depends(_revision)]


def tag(response: Response, revision: int | None) -> None:
    """Give an answer the ETag of its revision; who may not change the thing gets none."""
    if revision is not None:
        response.headers["ETag"] = f'"{revision}"'
