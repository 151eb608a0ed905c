"""The invented people: the same each time, nobody real, mail to nobody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from app.demo.cast import CAMPUS_SHARES, CAST, invent_people, most_people
from app.demo.facts import EVENTS
from app.models.organisation import Sector
from app.models.person import Role

RECORD = Path(__file__).parents[3] / "shared" / "data" / "real-hackathons.json"


def fold(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def test_the_same_seed_gives_the_same_people_in_another_process() -> None:
    script = "from app.demo.cast import invent_people; print(invent_people(7, 50, challenges=('a', 'b')))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={"PYTHONHASHSEED": salt, "PYTHONUTF8": "1"},
        ).stdout
        for salt in ("1", "2")
    }
    assert len(runs) == 1
    assert invent_people(7, 50) == invent_people(7, 50)
    assert invent_people(7, 50) != invent_people(8, 50)


def test_names_and_addresses_are_all_different_and_reach_nobody() -> None:
    crowd = invent_people(1, most_people())
    addresses = [person.email for person in crowd] + [member.person.email for member in CAST]
    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z][a-z.-]*@demo\.example\.org", address) for address in addresses)
    with pytest.raises(ValueError, match="names for"):
        invent_people(1, most_people() + 1)


def test_people_are_marked_and_within_what_was_asked() -> None:
    crowd = invent_people(3, 200, challenges=("x", "y", "z", "w"), attendance="remote", shares=CAMPUS_SHARES, key="s")
    assert all(person.is_demo and person.attendance == "remote" for person in crowd)
    assert {person.sector for person in crowd} == set(CAMPUS_SHARES)
    assert all(len(set(person.wishes)) == len(person.wishes) <= 3 for person in crowd)
    assert [person.key for person in crowd[:2]] == ["s000", "s001"]
    assert {person.sector for person in invent_people(3, 200)} == {sector.value for sector in Sector}


def test_the_cast_has_every_part_once_in_an_event_that_is_loaded() -> None:
    roles = [member.role for member in CAST]
    assert sorted(roles) == sorted(role.value for role in Role)
    assert {member.event for member in CAST} <= {event.key for event in EVENTS}
    assert {member.person.sector for member in CAST} <= {sector.value for sector in Sector}
    assert all(set(member.look_at) == {"fr", "en"} for member in CAST)


def test_no_invented_name_stands_in_the_record() -> None:
    if not RECORD.exists():
        pytest.skip("the record of past events is not here")
    record = fold(json.dumps(json.loads(RECORD.read_text(encoding="utf-8")), ensure_ascii=False))
    everybody = [*invent_people(1, most_people()), *(member.person for member in CAST)]
    assert not [person.name for person in everybody if fold(person.name) in record]
    assert not {person.family for person in everybody if re.search(rf"\b{re.escape(fold(person.family))}\b", record)}
