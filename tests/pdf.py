"""The words of a PDF as a reader sees them, from the glyphs of its pages and the tables that its fonts carry for copying."""

import re
import zlib

# A string may hold brackets that are paired, to a depth that text does not reach.
INSIDE = rb"(?:\\.|[^\\()])*"
TOKEN = re.compile(rb"/(\w+) [\d.]+ Tf|\((" + INSIDE + rb"(?:\(" + INSIDE + rb"\)" + INSIDE + rb")*)\)|\b(BT)\b", re.S)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(body: bytes) -> str:
    """Return the words of all pages, spaces joined."""
    objects = {int(number): inside for number, inside in re.findall(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", body, re.S)}
    found = []
    for page in sorted(
        (one for one in objects.values() if b"/Type/Page/" in one), key=lambda one: _ref(one, b"StructParents", 0)
    ):
        fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", objects[_ref(page, b"Resources")]))
        tables = {name: _table(_stream(objects[_ref(objects[int(font)], b"ToUnicode")])) for name, font in fonts.items()}
        found.append(_words(_stream(objects[_ref(page, b"Contents")]), tables))
    return re.sub(r"\s+", " ", " ".join(found))


def _ref(inside: bytes, name: bytes, otherwise: int | None = None) -> int:
    matched = re.search(rb"/" + name + rb" (\d+)", inside)
    if matched is None and otherwise is not None:
        return otherwise
    assert matched, name
    return int(matched[1])


def _stream(inside: bytes) -> bytes:
    head, _, rest = inside.partition(b"stream\n")
    raw = rest.rpartition(b"\nendstream")[0]
    return zlib.decompress(raw) if b"FlateDecode" in head else raw


def _table(cmap: bytes) -> dict[bytes, str]:
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S)
        for code, letters in re.findall(rb"<(\w+)>\s*<(\w+)>", part)
    }


def _words(content: bytes, tables: dict[bytes, dict[bytes, str]]) -> str:
    made, table = "", dict[bytes, str]()
    for font, string, begins in TOKEN.findall(content):
        if font:
            table = tables[font]
        elif begins:
            made += " "
        else:
            raw = ESCAPED.sub(_letter, string)
            made += "".join(table.get(raw[at : at + 2], "?") for at in range(0, len(raw), 2))
    return made


def _letter(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    return bytes([int(escaped, 8)]) if escaped.isdigit() else SHORT.get(escaped, escaped)
