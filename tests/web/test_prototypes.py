"""P9, P10, P12: the team room, the prototype, its files and receipts, more time, debriefs; pages and API, both engines."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from app.domain import roles
from app.models.charter import Charter
from app.models.hackathon import Hackathon, Phase
from app.models.journal import Entry
from app.models.person import Role, Within
from app.models.prototype import Prototype, PrototypeDraft, StoredFile
from app.queries.prototypes import known_contents
from app.storage import Store
from tests.builders import accepted_people, create_team, make_hackathon, move_to, ready_challenge
from tests.world import Actor, World

PARTS: dict[str, Any] = {
    "name": "The travelling trunk",
    "content": "A trunk of dishes that goes from one party to the next.",
    "budget": "345 euros",
    "deployment": "Two parties first.",
    "serves_why": "Each passing on is a meeting.",
}
PDF = b"%PDF-1.7 something"


@dataclass
class Room:
    """A hackathon in its sprint, with a team of three and another one."""

    world: World
    hackathon: Hackathon
    organiser: Actor
    holder: Actor
    team: dict[str, Any]
    members: list[Actor]
    other: Actor

    @property
    def path(self) -> str:
        return f"/teams/{self.team['id']}"

    @property
    def api(self) -> str:
        return f"teams/{self.team['id']}/prototype"

    def save(self, actor: Actor, revision: int, status: int = 200, **parts: Any) -> Any:
        return actor.call("PUT", self.api, status, json=PARTS | parts, headers={"If-Match": f'"{revision}"'})

    def rows(self, kind: Any) -> list[Any]:
        return self.world.read(lambda db: list(db.exec(select(kind))))


@pytest.fixture
def room(world: World) -> Room:
    organiser, holder = world.person("Olga Organiser"), world.person("Hugo Holder")
    hackathon = make_hackathon(world, organiser, team_min=2)
    move_to(world, hackathon, Phase.SCOPING, organiser)
    challenge = ready_challenge(organiser, holder, hackathon)
    move_to(world, hackathon, Phase.CALL, organiser)
    people = accepted_people(world, organiser, hackathon, 5)
    move_to(world, hackathon, Phase.TEAMING, organiser)
    teams = [create_team(organiser, hackathon, challenge, name) for name in ("The Trunks", "The Others")]
    for index, person in enumerate(people):
        organiser.call("POST", f"teams/{teams[index // 3]['id']}/members", 201, json={"person_id": str(person.id)})
    for team in teams:
        for role in ("coach", "designer"):
            companion = world.person(f"{role.title()} of {team['name']}")
            give(world, hackathon, companion, role)
            organiser.call("PUT", f"teams/{team['id']}/{role}", json={"person_id": str(companion.id)})
    move_to(world, hackathon, Phase.SPRINT, organiser)
    return Room(world, hackathon, organiser, holder, teams[0], people[:3], people[3])


def give(world: World, hackathon: Hackathon, person: Actor, role: str) -> None:
    world.act(lambda db: roles.give(db, person.person, Role(role), Within.HACKATHON, hackathon.id, at=world.now))


def test_draft_is_saved_handed_in_and_receipted_on_both_surfaces(room: Room):
    ada, ben, _ = room.members
    assert "0 steps of 6 are done" in ada.see(room.path)
    ada.send(f"{room.path}/prototype", {**PARTS, "budget": "", "revision": "0", "do": "save", "licence": "CC-BY-4.0"})
    draft = ben.call("GET", room.api)
    assert (draft["name"], draft["revision"], draft["missing"]) == ("The travelling trunk", 1, ["budget"])
    refused = ben.call("POST", f"{room.api}/versions", 409)
    assert (refused["code"], refused["errors"][0]["field"]) == ("prototype_incomplete", "budget")
    assert "Some parts are still empty" in ada.send(f"{room.path}/prototype/versions", status=422).text

    room.save(ben, 1)
    first = ada.send(f"{room.path}/prototype/versions")
    assert first.headers["location"].endswith("/prototype/versions/1")
    receipt = ben.call("GET", f"{room.api}/versions")[0]
    assert (receipt["version"], receipt["late"], receipt["counts"]) == (1, False, True)
    assert receipt["sha256"][:12] in ada.page.get(first.headers["location"]).text.replace(" ", "").replace("\u00a0", "")
    assert ben.call("POST", f"{room.api}/versions", 201)["version"] == 1, "the same again gives the same receipt"
    entries = sorted(room.rows(Entry), key=lambda entry: entry.seq)
    actions = [entry.action for entry in entries if entry.action in {"save_draft", "submit_prototype"}]
    assert actions == ["save_draft", "save_draft", "submit_prototype"]


def test_two_tabs_lose_nothing(room: Room):
    ada, ben, _ = room.members
    room.save(ada, 0, content="from ada")
    problem = room.save(ben, 0, 409, content="from ben")
    assert problem["code"] == "draft_changed"
    answer = ben.send(f"{room.path}/prototype", {**PARTS, "content": "typed by ben", "revision": "0", "do": "save"}, status=409)
    assert "typed by ben" in answer.text
    assert "from ada" in answer.text
    assert 'name="revision" value="1"' in answer.text, "the next sending is meant to go over the stored copy"
    assert [draft.content for draft in room.rows(PrototypeDraft)] == ["from ada"]
    assert room.save(ada, 0, content="from ada")["revision"] == 1, "saving what is there already changes nothing"
    assert room.save(ada, 0, 409, content="x")["code"] == "draft_changed"


def test_the_last_in_time_counts_and_late_ones_are_kept(room: Room):
    ada = room.members[0]
    closes = room.world.read(lambda db: db.get(Hackathon, room.hackathon.id)).submissions_close_at
    room.save(ada, 0)
    room.world.clock.now = closes - timedelta(microseconds=1)
    assert ada.call("POST", f"{room.api}/versions", 201)["late"] is False
    room.world.clock.now = closes
    room.save(ada, 1, content="too late")
    assert "marked as late" in ada.see(f"{room.path}/prototype/check")
    late = ada.call("POST", f"{room.api}/versions", 201)
    assert (late["version"], late["late"], late["counts"]) == (2, True, False)
    assert [(v["version"], v["counts"]) for v in ada.call("GET", f"{room.api}/versions")] == [(2, False), (1, True)]

    until = (closes + timedelta(hours=1)).isoformat()
    extended = room.organiser.call(
        "POST", f"teams/{room.team['id']}/extensions", 201, json={"until": until, "reason": "A fire drill"}
    )
    assert extended["reason"] == "A fire drill"
    room.save(ada, 2, content="in the extension")
    again = ada.call("POST", f"{room.api}/versions", 201)
    assert (again["version"], again["late"], again["counts"]) == (3, False, True)
    page = room.organiser.see(f"/hackathons/{room.hackathon.slug}/organise/submissions")
    assert "Teams that have handed in: 1 of 2" in page
    earlier = {"until": "2027-01-01T10:00", "reason": "No"}
    shown = room.organiser.send(f"{room.path}/extensions", earlier, status=422)
    assert "2027-01-01T10:00" in shown.text


def test_a_pause_stops_the_clocks_and_not_the_hands(room: Room):
    ada = room.members[0]
    room.save(ada, 0)
    room.organiser.call("POST", f"hackathons/{room.hackathon.id}/moves", 201, json={"to": "paused", "reason": "A fire drill"})
    assert ada.call("POST", f"{room.api}/versions", 201)["version"] == 1
    room.organiser.call("POST", f"hackathons/{room.hackathon.id}/moves", 201, json={"to": "stopped", "reason": "The end"})
    assert room.save(ada, 1, 409, content="after the stop")["code"] == "wrong_phase"


def test_nothing_of_the_work_reaches_anybody_else(room: Room):
    canary = "CANARY-42"
    ada, leaver = room.members[0], room.members[1]
    room.save(ada, 0, content=canary, name=canary)
    file = ada.call("POST", f"teams/{room.team['id']}/files", 201, files={"file": ("plan.pdf", PDF, "application/pdf")})
    ada.call("POST", f"{room.api}/versions", 201)
    room.organiser.call("POST", f"teams/{room.team['id']}/members/{leaver.id}/departure", json={"reason": "moved"})
    outsiders = [room.other, room.holder, leaver, room.world.person("Stan Stranger"), room.world.visitor()]
    paths = [
        room.path,
        f"{room.path}/prototype",
        f"{room.path}/prototype/check",
        f"{room.path}/prototype/versions/1",
        f"{room.path}/files/{file['id']}",
    ]
    for actor in outsiders:
        for path in paths:
            answer = actor.page.get(path)
            assert answer.status_code in ({404} if actor.person else {303, 404}), (actor.person, path)
            assert canary not in answer.text
        answer = actor.api.get(f"http://testserver/api/v1/{room.api}")
        assert answer.status_code in {401, 404}
        assert canary not in answer.text
    room.save(leaver, 1, 404)
    organiser = room.organiser.page.get(room.path)
    assert organiser.status_code == 404, "organisers follow the state, not the drafts"
    assert canary not in room.organiser.see(f"/hackathons/{room.hackathon.slug}/organise/submissions")


def picture() -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (3000, 1000), "orange")
    exif = image.getexif()
    exif[0x010E] = "SECRET-PLACE"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_files_are_known_by_their_content_and_pictures_redrawn(room: Room):
    ada = room.members[0]
    files = f"teams/{room.team['id']}/files"
    sent = ada.call("POST", files, 201, files={"file": ("../../évil.html", picture(), "text/html")})
    assert (sent["name"], sent["media_type"]) == ("évil.jpg", "image/jpeg")
    answer = ada.page.get(f"{room.path}/files/{sent['id']}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"SECRET-PLACE" not in answer.content
    assert max(Image.open(io.BytesIO(answer.content)).size) == 2400

    for body in (
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>",
        b"MZ\x90\x00",
        b"",
        b"\xff\xd8\xff not a picture",
    ):
        assert ada.call("POST", files, 415, files={"file": ("a.png", body, "image/png")})["code"] == "unsupported_type"
    page = ada.page.post(f"{room.path}/files", files={"file": ("a.svg", b"<svg/>", "image/svg+xml")})
    assert page.status_code == 422
    assert "This kind of file is not taken" in page.text
    assert "Choose a file first" in ada.page.post(f"{room.path}/files", data={"x": "1"}).text
    ada.send(f"{room.path}/files/{sent['id']}/remove")
    assert ada.call("GET", files) == []


def test_what_was_handed_in_keeps_its_files(room: Room):
    ada = room.members[0]
    room.save(ada, 0)
    file = ada.call("POST", f"teams/{room.team['id']}/files", 201, files={"file": ("plan.pdf", PDF, "application/pdf")})
    ada.call("POST", f"{room.api}/versions", 201)
    ada.call("DELETE", f"teams/{room.team['id']}/files/{file['id']}", 204)
    assert ada.page.get(f"{room.path}/files/{file['id']}").content == PDF


def test_bytes_without_a_row_are_swept_and_others_stay(room: Room):
    store = Store(room.world.settings.data_dir / "files")
    orphan, _ = store.put([b"nobody's"], limit=100)
    room.members[0].call("POST", f"teams/{room.team['id']}/files", 201, files={"file": ("plan.pdf", PDF, "application/pdf")})
    known = room.world.read(known_contents)
    assert store.sweep(known, older_than=float("inf")) == 1
    assert not store.path(orphan).exists()
    assert [name for name, _ in store.names()] == [file.sha256 for file in room.rows(StoredFile)]


def test_a_debrief_is_its_writers_own(room: Room):
    ada, ben, _ = room.members
    api = f"hackathons/{room.hackathon.id}/debrief"
    path = f"/hackathons/{room.hackathon.slug}/debrief"
    assert ada.call("PUT", f"{api}/shared", 409)["code"] == "debrief_empty"
    ada.send(path, {"to_know": "CANARY-7", "to_do": "", "to_be": "Wait for the end of sentences."})
    assert "CANARY-7" not in ben.see(path)
    assert ben.call("GET", api) is None
    assert ada.call("PUT", f"{api}/shared")["shared_at"]
    assert ada.call("DELETE", f"{api}/shared")["shared_at"] is None
    room.holder.send(path, {"to_know": "I was not in a team"}, status=403)


def test_organisers_read_what_was_shared_and_never_who_shared_it(room: Room):
    """P12: shared debriefs on both surfaces; the private ones, and any name, on neither."""
    ada, ben, _ = room.members
    mine = f"hackathons/{room.hackathon.id}/debrief"
    api, path = f"{mine}s", f"/hackathons/{room.hackathon.slug}/organise/debriefs"
    assert "stays private until its author shares it" in room.organiser.see(path)
    ada.call("PUT", mine, json={"to_know": "CANARY-SHARED", "to_be": "Wait for the end of sentences."})
    ada.call("PUT", f"{mine}/shared")
    ben.call("PUT", mine, json={"to_know": "CANARY-PRIVATE"})
    page, found = room.organiser.see(path), room.organiser.call("GET", api)
    assert found == [
        {"team": room.team["name"], "to_know": "CANARY-SHARED", "to_do": "", "to_be": "Wait for the end of sentences."}
    ]
    assert "CANARY-SHARED" in page
    assert room.team["name"] in page
    for text in (page, str(found)):
        assert "CANARY-PRIVATE" not in text
        assert ada.person.display_name not in text
    assert path in room.organiser.page.get(f"/hackathons/{room.hackathon.slug}/organise").text
    sponsor = room.world.person("Sara Sponsor")
    give(room.world, room.hackathon, sponsor, "sponsor")
    for other in (sponsor, room.holder, ada, room.other):
        other.see(path, 404)
        other.call("GET", api, 404)
    ada.call("DELETE", f"{mine}/shared")
    assert room.organiser.call("GET", api) == []


def test_the_form_keeps_every_link(room: Room):
    """P9: the form shows each link and one more, at least three, at most eight."""
    ada = room.members[0]

    def shown() -> int:
        return ada.page.get(f"{room.path}/prototype").text.count('name="links"')

    assert shown() == 3
    links = [f"https://example.org/{number}" for number in range(8)]
    room.save(ada, 0, links=links[:5])
    assert shown() == 6
    room.save(ada, 1, links=links)
    assert shown() == 8
    ada.send(f"{room.path}/prototype", PARTS | {"links": links, "revision": "2", "do": "save", "licence": "CC0-1.0"})
    assert ada.call("GET", room.api)["links"] == links


def test_the_charter_comes_first(room: Room):
    ada = room.members[0]

    def publish(db):
        db.add(Charter(hackathon_id=room.hackathon.id, version=1, body={"en": "Be kind."}, created_at=room.world.now))

    room.world.act(publish)
    assert room.save(ada, 0, 409)["code"] == "charter_unsigned"
    assert "Sign the charter" in ada.see(room.path)
    assert room.rows(Prototype) == []
