"""Documents as PDF, by the optional extra `pdf`: tagged for readers by ear, fonts of the compiler, no network. (J6)"""

import importlib.util
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import orjson
from fastapi import Response

from app.errors import code, refuse
from app.i18n import N_
from app.web.minutes import Document

PDF_MISSING: Final = code("pdf_missing", 501)
TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "pdf" / "document.typ"
# Readable by ear (ISO 14289-1) and in thirty years (ISO 19005-2, with its structure).
STANDARDS: Final = ("a-2a", "ua-1")


@cache
def ready() -> bool:
    """Tell whether the extra is installed."""
    return importlib.util.find_spec("typst") is not None


def made(document: Document, *, at: datetime) -> bytes:
    """Return a document as PDF; the same document of the same moment gives the same bytes.

    Refused (`pdf_missing`) where the extra is not installed.
    """
    if not ready():
        raise refuse(PDF_MISSING, N_("PDF is not installed on this service. Print the page instead, or ask who runs it."))
    import typst  # noqa: PLC0415 - 80 MB that most services never load

    given = orjson.dumps(asdict(document), default=list).decode()
    found = typst.compile(
        TEMPLATE, root=TEMPLATE.parent, sys_inputs={"given": given}, ignore_system_fonts=True, pdf_standards=list(STANDARDS),
        timestamp=at, format="pdf",
    )  # fmt: skip
    assert isinstance(found, bytes)  # noqa: S101 - one file was asked for
    return found


def response(name: str, document: Document, *, at: datetime) -> Response:
    """Answer with a document as a file."""
    return Response(
        made(document, at=at),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{document.lang}.pdf"',
            "Content-Language": document.lang,
            "Cache-Control": "private, no-cache",
        },
    )
