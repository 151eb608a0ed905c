"""The shape of an event: each field is known with its sources, unknown, or marked as demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeVar

from app.i18n import typeset

Localised = Mapping[str, str]
Record = TypeVar("Record", bound=Any)


def say(fr: str, en: str) -> dict[str, str]:
    """A text in both languages, with French no-break spaces."""
    return {"fr": typeset(fr), "en": en}


def typeset_all(items: Iterable[Record]) -> tuple[Record, ...]:
    """The same records with French no-break spaces in every text."""
    return tuple(
        replace(item, **{f.name: typeset(text) for f in fields(item) if isinstance(text := getattr(item, f.name), str)})
        for item in items
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeFacts:
    """A défi; `demonstration` names the fields that we made up."""

    key: str
    title: Localised
    theme: Localised
    brief: Localised
    why: Localised
    beneficiaries: tuple[str, ...]
    teams: int | None = None
    who_suffers: Localised | None = None
    already_tried: Localised | None = None
    constraints: Localised | None = None
    easy_goal: Localised | None = None
    stretch_goal: Localised | None = None
    confidential: Localised | None = None
    rights: Localised | None = None
    demonstration: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionFacts:
    """A solution that the record names, in our own words."""

    name: str
    challenge: str
    summary: Localised
    members_from: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFacts:
    """A step after the event; `on` is an ISO date or month."""

    on: str
    title: Localised
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts:
    """What was counted. None means that the record gives no figure."""

    name: Localised
    baseline: int | None
    target: int | None
    reached: int | None
    note: Localised
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One hackathon of the demonstration.

    `invented` marks an event that never took place. `phase` is where the demonstration sets it. An event with
    `starts_in_days` is placed relative to the day of loading; `starts_on` and `ends_on` are the record's.
    `sources` gives, for each known field, where it was read; `unknown` lists what no source says;
    `demonstration` lists what we made up.
    """

    key: str
    record: str | None
    invented: bool
    phase: str
    format: str
    attendance: str
    timezone: str
    title: Localised
    summary: Localised
    theme: Localised
    place: Localised
    challenges: tuple[ChallengeFacts, ...]
    organisers: tuple[str, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    starts_in_days: int | None = None
    days: int = 2
    participants: int | None = None
    participants_note: Localised | None = None
    participant_profile: Localised | None = None
    working_format: Localised | None = None
    teams: int | None = None
    teams_note: Localised | None = None
    team_min: int = 4
    team_max: int = 8
    capacity: int | None = None
    supporters: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    public_authorities: Localised | None = None
    coaches: Localised | None = None
    designers: Localised | None = None
    witnesses: Localised | None = None
    mentors: Localised | None = None
    jury: tuple[Localised, ...] = ()
    pitch: Localised | None = None
    jury_criteria: tuple[Localised, ...] = ()
    solutions: int | None = None
    winners: tuple[SolutionFacts, ...] = ()
    outcome: str | None = None
    after: Localised | None = None
    milestones: tuple[MilestoneFacts, ...] = ()
    indicators: tuple[IndicatorFacts, ...] = ()
    conflicts: Localised | None = None
    inspired_by: str | None = None
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    demonstration: tuple[str, ...] = ()

    def links(self) -> list[dict[str, str]]:
        """Every source once, as label and address, in the order of the facts."""
        found = dict.fromkeys(url for urls in self.sources.values() for url in urls)
        return [{"label": label(url), "url": url if url.startswith("http") else ""} for url in found]

    def recorded(self) -> dict[str, int]:
        """The figures that the record gives and that no rows can: participants, teams, solutions."""
        figures = {"participants": self.participants, "teams": self.teams, "solutions": self.solutions}
        return {name: n for name, n in figures.items() if n is not None and name not in self.demonstration}


def label(source: str) -> str:
    """The site's name of an address, or the source itself when it has none."""
    return source.split("/")[2].removeprefix("www.") if source.startswith("http") else source
