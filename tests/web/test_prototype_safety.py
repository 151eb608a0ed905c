"""P10, R9, R14: what must not break a hand-in: damaged files, huge numbers, late work sent again, a crash in an upload."""

import io
import os
import random
import zipfile
from contextlib import suppress
from datetime import timedelta

import pytest
from PIL import Image
from sqlmodel import select

from app import filetypes
from app.errors import Refused
from app.models.hackathon import Hackathon, Phase
from app.models.prototype import Prototype, StoredFile
from app.web.uploads import store_of
from app.worker import Worker
from tests.builders import JuryScene, jury_scene
from tests.world import World

PARTS = {"name": "A trunk", "content": "Of dishes.", "budget": "345 €", "deployment": "Two parties.", "serves_why": "A meeting."}


def sprint(world: World) -> tuple[JuryScene, str]:
    """A sprint with a saved draft, and the address of its prototype in the API."""
    scene = jury_scene(world, phase=Phase.SPRINT)
    path = f"teams/{scene.teams[0].id}/prototype"
    scene.member.call("PUT", path, json=PARTS, headers={"If-Match": '"0"'})
    return scene, path


def test_late_work_sent_again_within_an_extension_is_in_time(world: World):
    scene, path = sprint(world)
    closes = world.read(lambda db: db.get(Hackathon, scene.hackathon.id)).submissions_close_at
    world.clock.now = closes
    late = scene.member.call("POST", f"{path}/versions", 201)
    assert late["late"] is True
    assert scene.member.call("POST", f"{path}/versions", 201)["id"] == late["id"], "late twice is one receipt"
    until = (closes + timedelta(hours=1)).isoformat()
    given = {"until": until, "reason": "The network was down"}
    scene.organiser.call("POST", f"teams/{scene.teams[0].id}/extensions", 201, json=given)
    again = scene.member.call("POST", f"{path}/versions", 201)
    assert (again["version"], again["late"], again["counts"]) == (late["version"] + 1, False, True)
    assert scene.member.call("POST", f"{path}/versions", 201)["id"] == again["id"]
    world.clock.now = closes + timedelta(hours=1)
    assert scene.member.call("POST", f"{path}/versions", 201)["id"] == again["id"], "what came in time stays in time"


@pytest.mark.parametrize("version", ["0", "-1", "2147483648", "9223372036854775808", "99999999999999999999", "x"])
def test_a_version_that_cannot_be_is_not_found(world: World, version: str):
    scene, path = sprint(world)
    assert scene.member.call("GET", f"{path}/versions/{version}", 404)["code"] == "not_found"
    scene.member.see(f"/{path}/versions/{version}", 404)


def test_an_upload_that_crashes_leaves_no_row_and_its_bytes_are_collected_after_a_day(world: World, monkeypatch):
    scene, _ = sprint(world)
    path = f"teams/{scene.teams[0].id}/files"
    kept = scene.member.call("POST", path, 201, files={"file": ("kept.txt", b"kept", "text/plain")})
    with monkeypatch.context() as crash:
        crash.setattr("app.domain.files.add", lambda *_, **__: 1 / 0)
        scene.member.call("POST", path, 500, files={"file": ("lost.txt", b"lost", "text/plain")})
    assert [str(row.id) for row in world.read(lambda db: list(db.exec(select(StoredFile))))] == [kept["id"]]
    store = store_of(world.services)
    names = [name for name, _ in store.names()]
    assert len(names) == 2
    half = store.folder / "incoming" / "half"
    half.write_bytes(b"ha")
    for found in [half, *(store.path(name) for name in names)]:
        os.utime(found, (world.now.timestamp(),) * 2)

    worker = Worker(world.services, world.app.url_path_for)
    world.clock.forward(hours=23)
    worker.tidy()
    assert len(list(store.names())) == 2, "younger than a day: the request may still be at work"
    world.clock.forward(hours=25)
    worker.tidy()
    assert [name for name, _ in store.names()] == [kept["sha256"]]
    assert not half.exists()


def test_what_is_too_large_is_refused_and_leaves_nothing(world: World):
    store = store_of(world.services)
    with pytest.raises(Refused, match="larger than"):
        store.put(iter([b"x" * 60, b"x" * 60]), limit=100)
    assert list(store.names()) == []
    assert list((store.folder / "incoming").iterdir()) == []


def _seeds() -> list[bytes]:
    seeds = []
    for kind in ("PNG", "JPEG", "WEBP"):
        out = io.BytesIO()
        Image.effect_noise((60, 40), 50).convert("RGB").save(out, kind)
        seeds.append(out.getvalue())
    for names in (("mimetype",), ("[Content_Types].xml", "word/document.xml")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, "application/vnd.oasis.opendocument.text")
        seeds.append(out.getvalue())
    return seeds


@pytest.mark.filterwarnings("ignore")  # libraries warn of damaged pictures, which is what they are given
def test_damaged_files_are_kept_or_refused_and_nothing_else():
    chance, seeds = random.Random(1), _seeds()
    for _ in range(2500):
        damaged = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.2:
            damaged = damaged[: chance.randrange(len(damaged))]
        # Anything but a refusal comes through, and fails here.
        with suppress(Refused):
            filetypes.receive(io.BytesIO(bytes(damaged)), "a.png")


def test_employers_and_associations_see_nothing_before_the_publication(world: World):
    scene, path = sprint(world)
    scene.member.call("POST", f"{path}/versions", 201)
    assert world.read(lambda db: db.exec(select(Prototype).where(Prototype.name == "A trunk")).first())
    for actor in (world.person("Sam Sponsor"), scene.jurors[0], world.person("Stan Stranger")):
        for place in (path, f"{path}/versions", f"{path}/versions/2", f"teams/{scene.teams[0].id}/files"):
            assert actor.call("GET", place, 404)["code"] == "not_found"
        actor.see(f"/teams/{scene.teams[0].id}", 404)
