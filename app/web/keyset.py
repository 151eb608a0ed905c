"""Lists in slices: `after` names the last row that was seen, `Link` says where the next slice begins."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

LIMIT = 100


class Slice:
    """What part of a list is asked for."""

    def __init__(self, request: Request, response: Response, after: UUID | None, limit: int) -> None:
        self.request, self.response, self.after, self.limit = request, response, after, limit

    def linked(self, found: Sequence[Any]) -> Sequence[Any]:
        """Return the rows, and name the next slice where this one is full."""
        if len(found) == self.limit:
            following = self.request.url.include_query_params(after=found[-1].id, limit=self.limit)
            self.response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
        return found


async def _slice(
    request: Request, response: Response, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=LIMIT)] = 50
) -> Slice:
    return Slice(request, response, after, limit)


SliceDep = Annotated[Slice, Depends(_slice)]
