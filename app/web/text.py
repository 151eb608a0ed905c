"""Words on pages: dates in full, localised values, people's text made safe."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date, format_time, format_timedelta
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from app.i18n import LOCALES, NO_BREAK, typeset

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS: Final = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_LOCALE: Final = {"fr": "fr_FR", "en": "en_GB"}


@lru_cache(maxsize=2000)
def markdown(text: str) -> Markup:
    """Return a person's text as safe HTML; headings start at the third level, links carry no trust."""
    html = _MARKDOWN.render(text)
    html = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(5, int(m[2]) + 2)}>", html)
    return Markup(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="nofollow noopener ugc"))  # noqa: S704 - nh3 made it safe


def local(value: dict[str, str] | None, locale: str) -> Markup | str:
    """Return a localised value in the language; another language stands in, marked as such."""
    if not value:
        return ""
    if text := value.get(locale):
        return typeset(text) if locale == "fr" else text
    for other in LOCALES:
        if text := value.get(other):
            return Markup('<span lang="{}">{}</span>').format(other, text)
    return ""


def local_text(value: dict[str, str] | None, locale: str) -> str:
    """Return a localised value as plain text, for titles and mails."""
    if not value:
        return ""
    return value.get(locale) or next((value[other] for other in LOCALES if value.get(other)), "")


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    return moment.astimezone(ZoneInfo(zone) if zone else UTC)


def _written(day: date, pattern: str, locale: str) -> str:
    """Return a date in words; French says «1er», and numbers for the other days of a month."""
    text = format_date(day, pattern, locale=_LOCALE[locale])
    return re.sub(r"\b1 (?=[^\W\d])", f"1er{NO_BREAK}", text) if locale == "fr" and day.day == 1 else text


def date_text(moment: date | datetime, locale: str, zone: str | None = None) -> str:
    """Return a date in full: «jeudi 25 mars 2027», "Thursday, 25 March 2027"."""
    day = _in_zone(moment, zone).date() if isinstance(moment, datetime) else moment
    text = _written(day, "EEEE d MMMM y", locale)
    return text.replace(" ", NO_BREAK, 1) if locale == "fr" else text


def day_text(moment: date | datetime, locale: str, zone: str | None = None) -> str:
    """Return a date without its weekday."""
    day = _in_zone(moment, zone).date() if isinstance(moment, datetime) else moment
    return _written(day, "d MMMM y", locale)


def time_text(moment: datetime, locale: str, zone: str | None = None) -> str:
    """Return a time of day: «16 h 00», "16:00"."""
    there = _in_zone(moment, zone)
    if locale == "fr":
        return f"{there.hour}{NO_BREAK}h{NO_BREAK}{there.minute:02}"
    return format_time(there, "HH:mm", locale=_LOCALE[locale])


def datetime_text(moment: datetime, locale: str, zone: str | None = None) -> str:
    """Return a date and time in full, with the zone's town."""
    at = "à" if locale == "fr" else "at"
    town = f" ({zone.split('/')[-1].replace('_', ' ')})" if zone else " (UTC)"
    return f"{date_text(moment, locale, zone)} {at} {time_text(moment, locale, zone)}{town}"


def span_text(start: datetime, end: datetime, locale: str, zone: str) -> str:
    """Return the days from a start to an end: «21–23 avril 2021»."""
    first, last = _in_zone(start, zone).date(), _in_zone(end, zone).date()
    if first == last:
        return day_text(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{'1er' if first.day == 1 and locale == 'fr' else first.day}–{day_text(last, locale)}"
    if first.year == last.year:
        return f"{_written(first, 'd MMMM', locale)} – {day_text(last, locale)}"
    return f"{day_text(first, locale)} – {day_text(last, locale)}"


def relative_text(moment: datetime, locale: str, now: datetime) -> str:
    """Return how far a moment is: «dans 3 jours», "2 hours ago"."""
    return format_timedelta(moment - now, add_direction=True, locale=_LOCALE[locale])


def input_moment(moment: datetime | None, zone: str) -> str:
    """Return a moment as a datetime-local field wants it, on the zone's clock."""
    return _in_zone(moment, zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def size_text(size: int, locale: str) -> str:
    """Return a file's size in KB or MB of a thousand."""
    unit, value = ("M", size / 1e6) if size >= 1e6 else ("k", size / 1e3)  # noqa: PLR2004 - a million
    number = f"{value:.1f}".rstrip("0").rstrip(".") if value < 100 else f"{value:.0f}"  # noqa: PLR2004 - three digits
    if locale == "fr":
        return f"{number.replace('.', ',')}{NO_BREAK}{unit}o"
    return f"{number} {unit}B"


def paragraphs(text: str) -> Markup:
    """Return plain text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def minutes_text(minutes: int) -> str:
    """Return a length of time: «1 h 30», the same in both languages."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}{NO_BREAK}h{NO_BREAK}{rest:02}" if hours else f"{rest}{NO_BREAK}min"


_BROWSERS: Final = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_text(label: str | None) -> str:
    """Return a browser and a system in two words from what a browser says of itself; other labels as they are."""
    if not label or not label.startswith("Mozilla/"):
        return label or ""
    found = [next((word for mark, word in words if mark in label), "") for words in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))
