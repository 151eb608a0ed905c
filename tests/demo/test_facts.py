"""The demonstration's facts: known with sources, unknown, or marked as ours; never a guess."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from app.demo.facts import ADIE, CAMPUS, EVENTS, MARSEILLE, ChallengeFacts, EventFacts

RECORD = Path(__file__).parents[3] / "shared" / "data" / "real-hackathons.json"
MINE = {
    "key", "record", "invented", "phase", "attendance", "timezone", "days", "sources", "unknown", "demonstration", "inspired_by",
    "format", "participants_note", "teams_note", "milestones", "indicators",
}  # fmt: skip
REAL = [event for event in EVENTS if not event.invented]
HOLDERS: list[Any] = [
    holder for event in EVENTS for holder in (event, *event.challenges, *event.winners, *event.milestones, *event.indicators)
]
LOCALISED = [
    value
    for holder in HOLDERS
    for value in (getattr(holder, f.name) for f in fields(holder))
    if isinstance(value, dict) and set(value) & {"fr", "en"}
]


def known(event: EventFacts, name: str) -> bool:
    value = getattr(event, name)
    return value is not None and value != ()


def records() -> dict[str, dict[str, Any]]:
    if not RECORD.exists():
        pytest.skip("the record of past events is not here")
    return {event["id"]: event for event in json.loads(RECORD.read_text(encoding="utf-8"))["events"]}


@pytest.mark.parametrize("event", REAL, ids=lambda event: event.key)
def test_each_known_field_has_a_source_or_is_marked_as_ours(event: EventFacts) -> None:
    filled = {f.name for f in fields(event) if known(event, f.name)}
    assert filled - MINE - set(event.sources) - set(event.demonstration) == set()
    assert all(milestone.sources for milestone in event.milestones)


@pytest.mark.parametrize("event", REAL, ids=lambda event: event.key)
def test_what_is_unknown_stays_empty(event: EventFacts) -> None:
    names = {f.name for f in fields(event)} & set(event.unknown)
    assert not [name for name in names if known(event, name)]


@pytest.mark.parametrize("event", REAL, ids=lambda event: event.key)
def test_facts_agree_with_the_record(event: EventFacts) -> None:
    record = records()[event.record or ""]
    assert event.starts_on is not None
    assert event.ends_on is not None
    assert (event.starts_on.isoformat(), event.ends_on.isoformat()) == (record["start_date"], record["end_date"])
    assert event.participants == record["participants"]
    assert (event.teams or "unknown") == record["teams"]
    assert (event.solutions or "unknown") == record["solutions"]
    assert set(record["unknown_fields"]) <= set(event.unknown)
    if event.sponsors:
        assert list(event.sponsors) == record["sponsors"]
    if event.winners:
        assert [winner.name for winner in event.winners] == [winner["name"] for winner in record["winners"]]
    addresses = {url for urls in event.sources.values() for url in urls if url.startswith("http")}
    assert addresses <= set(record["sources"])


@pytest.mark.parametrize("event", [event for event in EVENTS if event.invented], ids=lambda event: event.key)
def test_an_invented_event_says_so_in_its_title_and_summary(event: EventFacts) -> None:
    for language, word in (("fr", "démonstration"), ("en", "demonstration")):
        assert word in event.title[language]
        assert word in event.summary[language]
    assert all("démonstration" in name for name in (*event.organisers, *event.sponsors))
    assert event.starts_in_days is not None


def challenges() -> list[ChallengeFacts]:
    return [challenge for event in EVENTS for challenge in event.challenges]


def test_a_why_that_no_source_gives_is_marked() -> None:
    assert all("why" in challenge.demonstration for challenge in challenges())
    for event in (ADIE, MARSEILLE):
        assert "démonstration" in event.challenges[0].why["fr"]
    assert all("démonstration" in name for challenge in CAMPUS.challenges for name in challenge.beneficiaries)


def test_every_text_is_in_both_languages_and_no_key_twice() -> None:
    assert LOCALISED
    assert all(set(text) == {"fr", "en"} and all(text.values()) for text in LOCALISED)
    assert all(" ?" not in text["fr"] and " :" not in text["fr"] for text in LOCALISED)
    keys = [challenge.key for challenge in challenges()]
    assert len(keys) == len(set(keys))


def test_the_figures_and_links_that_a_page_shows() -> None:
    assert ADIE.recorded() == {"participants": 30, "teams": 4, "solutions": 4}
    assert MARSEILLE.recorded() == {"participants": 39}
    assert sum(challenge.teams or 0 for challenge in CAMPUS.challenges) == CAMPUS.teams
    assert {"label": "radio1.pf", "url": ADIE.winners[0].sources[0]} in ADIE.links()
    assert {"label": "Le French Impact, 10 juin 2021", "url": ""} in MARSEILLE.links()
