"""Files on their way in and out: made safe and put on the disk before any transaction, sent as attachments only."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from app import filetypes
from app.errors import NotFound
from app.models.prototype import StoredFile
from app.queries.prototypes import known_contents
from app.storage import Store, pieces
from app.web.services import Services

ORPHANED_AFTER: Final = timedelta(days=1)  # far longer than any request lasts


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is on the disk and waits for its row."""

    sha256: str
    name: str
    media_type: str
    size: int


def store_of(services: Services) -> Store:
    return Store(services.settings.data_dir / "files")


def keep(services: Services, upload: UploadFile) -> Kept:
    """Find out what was sent, make it safe, and put it on the disk; a row that never comes leaves it to the sweep."""
    received = filetypes.receive(upload.file, upload.filename or "")
    limit = services.settings.upload_limit_mb * 1_000_000
    sha256, size = store_of(services).put(pieces(received.body), limit=limit)
    return Kept(sha256, received.name, received.media_type, size)


def sweep(services: Services) -> int:
    """Remove the bytes of uploads that never became a row and are older than a day; return how many."""
    with services.database.reading() as db:
        known = known_contents(db)
    return store_of(services).sweep(known, older_than=(services.clock() - ORPHANED_AFTER).timestamp())


def attachment(services: Services, file: StoredFile) -> FileResponse:
    """Answer with a file's bytes, never shown in the page."""
    path = store_of(services).path(file.sha256)
    if not path.is_file():
        raise NotFound
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.sha256}"',
    }
    return FileResponse(path, media_type=file.media_type, headers=headers)
