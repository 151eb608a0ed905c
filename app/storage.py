"""Files on disk, kept under their SHA-256: written whole or not at all, each content once."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from app.errors import TOO_LARGE, refuse
from app.i18n import N_

PIECE: Final = 64 * 1024
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Store:
    """A folder of files named by their content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, pieces: Iterable[bytes], *, limit: int) -> tuple[str, int]:
        """Keep what comes in pieces and return its SHA-256 and size in bytes.

        When this returns, the bytes and their name are on the disk. Raises `Refused` (`too_large`) beyond the limit, and
        then nothing is kept.
        """
        incoming = self.folder / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        temporary = incoming / uuid4().hex
        digest, size = hashlib.sha256(), 0
        try:
            with temporary.open("xb") as file:
                for piece in pieces:
                    size += len(piece)
                    if size > limit:
                        raise refuse(
                            TOO_LARGE,
                            N_("This file is larger than %(limit)s MB. Send a lighter one."),
                            field_="file",
                            limit=limit // 10**6,
                        )
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            path = self.path(digest.hexdigest())
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(path)
            _sync(path.parent)
            _sync(self.folder)  # the name of a folder just made is an entry of this one
        finally:
            temporary.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def path(self, sha256: str) -> Path:
        """Return where a content is; the name is checked, so that nothing outside the folder can be asked for."""
        if not DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.folder / sha256[:2] / sha256

    def names(self) -> Iterator[tuple[str, float]]:
        """Return every content with the time of its last writing, in seconds."""
        for path in sorted(self.folder.glob("??/*")):
            if DIGEST.fullmatch(path.name):
                yield path.name, path.stat().st_mtime

    def sweep(self, known: Collection[str], *, older_than: float) -> int:
        """Remove what no row knows and what was left half-written, if older than a moment; return how many."""
        gone = 0
        # Each is looked at just before it goes: what is sent again meanwhile is young again, and stays.
        for name, written in self.names():
            if name not in known and written < older_than:
                self.path(name).unlink(missing_ok=True)
                gone += 1
        for path in (self.folder / "incoming").glob("*"):
            if path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Return a file's bytes piece by piece from its beginning."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
