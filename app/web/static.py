"""Static files: read once, named by their content, compressed once, kept by browsers for ever."""

import base64
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.types import Receive, Scope, Send

FOLDER: Final = Path(__file__).parent.parent / "static"
PREFIX: Final = "/static/"
COMPRESSIBLE: Final = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file's bytes, plain and compressed."""

    body: bytes
    gzipped: bytes | None
    media_type: str


def _slim(css: str) -> str:
    """Return a style sheet without its comments and the spaces that no browser needs."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{};]) ?", r"\1", bare).replace(": ", ":").replace(", ", ",").replace(";}", "}").strip()


@cache
def _assets() -> tuple[dict[str, str], dict[str, Asset]]:
    """Return the address of each file, and the file at each address."""
    addresses: dict[str, str] = {}
    assets: dict[str, Asset] = {}
    for path in sorted(FOLDER.rglob("*")):
        if not path.is_file() or path.suffix == ".md":
            continue
        body = _slim(path.read_text()).encode() if path.suffix == ".css" else path.read_bytes()
        name = path.relative_to(FOLDER).as_posix()
        stem, _, extension = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{extension}"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        media_type = f"{kind}; charset=utf-8" if path.suffix in COMPRESSIBLE else kind
        gzipped = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSIBLE else None
        addresses[name] = hashed
        assets[hashed] = Asset(body, gzipped, media_type)
    return addresses, assets


def static(name: str) -> str:
    """Return the address of a static file; an unknown name is a mistake and raises KeyError."""
    return PREFIX + _assets()[0][name]


def source(name: str) -> str:
    """Return the text of a static file, for what must be served from elsewhere."""
    return _assets()[1][_assets()[0][name]].body.decode()


@cache
def inline(name: str) -> str:
    """Return a small file as a `data:` address, which costs no request."""
    asset = _assets()[1][_assets()[0][name]]
    return f"data:{asset.media_type.split(';')[0]};base64,{base64.b64encode(asset.body).decode()}"


async def serve(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer for one static file (an ASGI application to mount at `/static`)."""
    asset = _assets()[1].get(scope["path"].removeprefix(PREFIX).removeprefix("/"))
    headers = dict(scope["headers"])
    if asset is None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"Not found"})
        return
    body = asset.body
    out = [
        (b"content-type", asset.media_type.encode()),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        (b"vary", b"accept-encoding"),
    ]
    if asset.gzipped is not None and b"gzip" in headers.get(b"accept-encoding", b""):
        body = asset.gzipped
        out.append((b"content-encoding", b"gzip"))
    out.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": out})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
