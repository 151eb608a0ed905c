"""Every sentence of the interface exists in both languages, and every template compiles."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from app.i18n import CATALOGUES, catalogue, ngettext, translate, typeset
from app.web.page import ENV, TEMPLATES

APP = Path(__file__).parents[2] / "app"
PYTHON = {"N_": None}
PAGES = {"_": None, "gettext": None, "ngettext": (1, 2)}


def messages() -> Iterator[tuple[str | tuple[str, str], str]]:
    for path in sorted(APP.rglob("*.py")):
        with path.open("rb") as file:
            for line, message, _, _ in extract("python", file, keywords=PYTHON):
                yield message, f"{path.relative_to(APP)}:{line}"
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            with path.open("rb") as file:
                options = {"trimmed": "false", "extensions": "jinja2.ext.do,jinja2.ext.i18n"}
                for line, message, _, _ in extract("jinja2.ext:babel_extract", file, keywords=PAGES, options=options):
                    yield (
                        (tuple(message[:2]) if isinstance(message, tuple | list) else message),
                        f"{path.relative_to(APP)}:{line}",
                    )


def test_every_sentence_is_translated():
    known = catalogue("fr")
    missing = {f"{where}: {message!r}" for message, where in messages() if message and message not in known}
    assert sorted(missing) == []


def test_no_translation_is_fuzzy_or_without_its_placeholders():
    for path in CATALOGUES.rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                assert not message.fuzzy, f"{path.name}: {message.id}"
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
                wanted = set(re.findall(r"%\((\w+)\)", ids[-1]))
                for string in strings:
                    if ids[0]:
                        assert set(re.findall(r"%\((\w+)\)", string)) <= wanted, f"{path.name}: {string}"


def test_one_sentence_has_one_translation():
    seen: dict[str, tuple[str, str]] = {}
    for path in sorted(CATALOGUES.rglob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    key, string = str(message.id), str(message.string)
                    first = seen.setdefault(key, (string, path.name))
                    assert first[0] == string, f"{key!r}: {first} and {(string, path.name)}"


@pytest.mark.parametrize("path", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")))
def test_every_template_compiles(path: str):
    ENV.get_template(path)


def test_french_typography():
    assert typeset("Prêt ? Oui : 16 h 00 « ici » 5 %") == "Prêt\u202f? Oui\u00a0: 16\u00a0h\u00a000 «\u00a0ici\u00a0» 5\u00a0%"
    assert typeset("https://x.org/?a=1") == "https://x.org/?a=1"


def test_french_counts_zero_as_one():
    assert ngettext("fr", "%(n)s team", "%(n)s teams", 0) == ngettext("fr", "%(n)s team", "%(n)s teams", 1)
    assert ngettext("en", "%(n)s team", "%(n)s teams", 0) == "%(n)s teams"
    assert translate("en", "At 5 %(unit)s", {"unit": "km"}) == "At 5 km"
