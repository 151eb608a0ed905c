"""The live stream of a hackathon for programs. (T4)"""

from uuid import UUID

from fastapi import Response

from app.queries import hackathons
from app.web import live
from app.web.caller import CallerDep
from app.web.router import PUBLIC, Router

router = Router(tags=["live"])


@router.get(
    "/hackathons/{hackathon_id}/events",
    access=PUBLIC,
    response_class=Response,
    responses={200: {"description": "Server-sent events", "content": {live.MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
def listen_to_hackathon(hackathon_id: UUID, caller: CallerDep) -> Response:
    """Hear of what is done in a hackathon while it is done, by number and action, as far as you may.

    Events go on from `Last-Event-ID`, else from now on. Without `Accept: text/event-stream` the answer holds the events since
    `Last-Event-ID` and ends, which is a poll.
    """
    return live.stream(caller, hackathons.by_id(caller.db, caller.me, hackathon_id))
