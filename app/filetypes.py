"""What a file is, by its content and not by its name; pictures are drawn anew, without what the camera wrote in them."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import UNSUPPORTED, Refused, refuse
from app.i18n import N_

WIDEST: Final = 2400  # pixels of the longer side after redrawing
MOST_PIXELS: Final = 60_000_000
HEAD: Final = 4096

# Media type and extension of what is taken; said on the page before anybody chooses a file.
TAKEN: Final[dict[str, str]] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/plain": "txt",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
# Where which bytes stand in which kind of file.
MARKS: Final = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
)
IMAGES: Final = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
OFFICE: Final = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
EXTENSIONS: Final = {extension: media for media, extension in TAKEN.items()}


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it will be kept: its type, its name, its bytes."""

    media_type: str
    name: str
    body: BinaryIO


def not_taken() -> Refused:
    listed = ", ".join(sorted(extension.upper() for extension in TAKEN.values()))
    return refuse(UNSUPPORTED, N_("This kind of file is not taken. Send one of: %(kinds)s."), field_="file", kinds=listed)


def nothing_chosen() -> Refused:
    return refuse(UNSUPPORTED, N_("Choose a file first."), field_="file")


def receive(body: BinaryIO, name: str) -> Received:
    """Find out what a file is and make it safe to keep. Raises `Refused` (`unsupported_type`) for anything not taken."""
    media_type = sniff(body)
    if media_type is None:
        raise not_taken()
    if media_type in IMAGES:
        body = _redraw(body, media_type)
    return Received(media_type, _name(name, TAKEN[media_type]), body)


def sniff(body: BinaryIO) -> str | None:
    """Return the media type that a file's bytes show, None for one that is not taken."""
    body.seek(0)
    head = body.read(HEAD)
    for offset, mark, media_type in MARKS:
        if head[offset : offset + len(mark)] == mark and (media_type != "image/webp" or head[:4] == b"RIFF"):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _packed(body)
    return "text/plain" if _is_text(head) else None


def _packed(body: BinaryIO) -> str | None:
    """Tell office documents from other archives by their table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(body) as archive:
            names = archive.namelist()
            if names and names[0] == "mimetype":
                info = archive.getinfo("mimetype")
                found = archive.read("mimetype").decode("ascii", "replace") if info.file_size < 200 else ""  # noqa: PLR2004 - a media type
                return found if found in TAKEN else None
            if "[Content_Types].xml" in names:
                return next(
                    (EXTENSIONS[kind] for part, kind in OFFICE.items() if any(name.startswith(part) for name in names)), None
                )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError, RuntimeError):
        return None
    return None


def _is_text(head: bytes) -> bool:
    """Tell plain text from markup and programs: UTF-8 without control characters, not beginning like HTML or SVG."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter may be cut in two at the end of the piece that was read, and nowhere else.
        if len(head) < HEAD or error.start < HEAD - 4:
            return False
        text = head[: error.start].decode("utf-8")
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text):  # noqa: PLR2004 - below the space
        return False
    start = text.lstrip("\ufeff \t\r\n").lower()
    return bool(start) and not start.startswith(("<", "#!"))


def _redraw(body: BinaryIO, media_type: str) -> BinaryIO:
    """Draw a picture anew, upright, no larger than needed, without EXIF."""
    body.seek(0)
    try:
        with Image.open(body) as image:
            if image.width * image.height > MOST_PIXELS:
                raise not_taken()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((WIDEST, WIDEST))
            mode = "RGB" if media_type == "image/jpeg" else "RGBA" if upright.mode in {"RGBA", "LA", "P", "PA"} else "RGB"
            drawn = upright.convert(mode)
            drawn.info = {}
            out = io.BytesIO()
            drawn.save(out, IMAGES[media_type], quality=85, optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise not_taken() from error
    return out


def _name(given: str, extension: str) -> str:
    """Return a name without folders or control characters, that ends as the content says."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    clean = "".join(letter for letter in stem if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    return f"{clean[:120] or 'document'}.{extension}"
