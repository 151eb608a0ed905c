"""Whether the process lives, and whether it can serve. (T4)"""

import sqlalchemy as sa
from fastapi import Response
from fastapi.responses import PlainTextResponse

from app.web.caller import CallerDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/healthz", access=PUBLIC, name="healthz")
async def healthz() -> Response:
    return PlainTextResponse("ok")


@router.get("/readyz", access=PUBLIC, name="readyz")
def readyz(caller: CallerDep) -> Response:
    caller.db.connection().execute(sa.text("SELECT 1 FROM stream"))
    return PlainTextResponse("ready")
