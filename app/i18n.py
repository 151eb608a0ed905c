"""Languages: catalogues read once, messages marked where they are written, translated where they are shown."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final, LiteralString

from babel.messages.pofile import read_po

LOCALES: Final = ("fr", "en")
DEFAULT_LOCALE: Final = "fr"
CATALOGUES: Final = Path(__file__).parent / "locale"

NARROW: Final = "\u202f"
NO_BREAK: Final = "\u00a0"

Message = str | tuple[str, str]


def N_(message: LiteralString) -> LiteralString:  # noqa: N802 - the mark that gettext tools look for
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


def typeset(text: str) -> str:
    """Put French no-break spaces into text: before ; ! ? and %, before :, and inside « »."""
    text = re.sub(r"(?<=\S) (?=[;!?](?:\s|$|[»)]))", NARROW, text)
    text = re.sub(r"(?<=\S) (?=:(?:\s|$))", NO_BREAK, text)
    text = re.sub(r"« ", f"«{NO_BREAK}", text)
    text = re.sub(r" »", f"{NO_BREAK}»", text)
    text = re.sub(r"(?<=\d) (?=(?:%%?|€|h|min|km|Ko|Mo)(?:\W|$))", NO_BREAK, text)
    return re.sub(r"(?<=h) (?=\d\d\b)", NO_BREAK, text)


@cache
def catalogue(locale: str) -> dict[Message, tuple[str, ...]]:
    """Return every message of a language; English messages are their own translation."""
    found: dict[Message, tuple[str, ...]] = {}
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if not message.id or message.fuzzy:
                    continue
                given = message.string if isinstance(message.string, tuple | list) else (message.string,)
                strings = [string for string in given if string]
                if len(strings) == len(given):
                    key = (message.id[0], message.id[1]) if isinstance(message.id, tuple | list) else message.id
                    found[key] = tuple(typeset(s) if locale == "fr" else s for s in strings)
    return found


def gettext(locale: str, message: str) -> str:
    """Return the message in the language, or as it is written when there is no translation."""
    strings = catalogue(locale).get(message) if locale != "en" else None
    return strings[0] if strings else message


def ngettext(locale: str, one: str, many: str, count: int) -> str:
    """Return the form of the message for a count; in French zero is singular."""
    if locale == "en":
        return one if count == 1 else many
    strings = catalogue(locale).get((one, many))
    single = abs(count) < 2  # noqa: PLR2004 - French grammar
    if not strings:
        return one if single else many
    return strings[0] if single else strings[-1]


class Worded(str):
    """A parameter that is a message itself, translated with the one that it is put into."""

    __slots__ = ()


def translate(locale: str, message: str, params: dict[str, Any] | None = None) -> str:
    """Return the message in the language with its parameters put in."""
    text = gettext(locale, message)
    if not params:
        return text.replace("%%", "%")
    return text % {name: gettext(locale, value) if isinstance(value, Worded) else value for name, value in params.items()}


def pick_locale(accept_language: str) -> str | None:
    """Return the best of our languages for an Accept-Language header, None if it names none of them."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, q = part.strip().partition(";q=")
        try:
            weight = float(q) if q else 1.0
        except ValueError:
            continue
        if (language := tag.split("-")[0].lower()) in LOCALES:
            wanted.append((-weight, language))
    return min(wanted, key=lambda item: item[0])[1] if wanted else None
