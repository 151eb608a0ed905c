"""P5: an invitation is recalled once, declined in one tap, and the organisers see who has not answered."""

import re
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from app.domain import invitations
from app.mail import kept
from app.models.journal import Entry
from app.models.person import Invitation
from app.security import derived_token
from app.worker import Worker
from tests.builders import make_hackathon
from tests.world import World


def scene(world: World, *names: str):
    organiser = world.person("Olga Org")
    hackathon = make_hackathon(world, organiser)
    url = f"hackathons/{hackathon.id}/invitations"
    sent = [organiser.call("POST", url, 201, json={"email": f"{name}@x.example", "role": "reviewer"}) for name in names]
    return organiser, hackathon, sent


def link(world: World, sent: dict) -> str:
    from uuid import UUID  # noqa: PLC0415

    return f"/invitations/{sent['id']}/{derived_token(world.services.key, 'invitation', UUID(sent['id']))}"


def test_p5_an_invitation_is_declined_by_whoever_holds_its_link(world: World):
    organiser, hackathon, (ana, bob) = scene(world, "ana", "bob")
    visitor = world.visitor()
    here = link(world, ana)
    assert "I decline" in visitor.see(here)
    visitor.send(f"{here}/decline")
    visitor.send(f"{here}/decline")
    assert "You have declined." in visitor.see(here)
    assert world.read(lambda db: len(db.exec(select(Entry).where(Entry.action == "decline_invitation")).all())) == 1
    refused = world.person("Person Ana").page.post(here, data={})
    assert refused.status_code == 409
    assert "was declined" in refused.text
    listed = f"/hackathons/{hackathon.slug}/organise/people/invitations"
    assert "ana@x.example" not in organiser.see(listed)
    assert "bob@x.example" in organiser.see(listed)
    assert "ana@x.example" in organiser.see(f"{listed}?state=declined")
    fresh = organiser.call(
        "POST", f"hackathons/{hackathon.id}/invitations", 201, json={"email": "ana@x.example", "role": "reviewer"}
    )
    assert fresh["id"] != ana["id"]
    token = link(world, bob).rpartition("/")[2]
    api = world.visitor().api
    assert api.post(f"invitations/{bob['id']}/decline", json={"token": "wrong"}).status_code == 404
    assert api.post(f"invitations/{bob['id']}/decline", json={"token": token}).status_code == 204
    visitor.page.post(f"/invitations/{bob['id']}/{'x' * 40}/decline")
    assert organiser.call("GET", f"hackathons/{hackathon.id}/invitations")[1]["declined_at"]


def test_p5_one_reminder_after_half_of_its_life(world: World):
    organiser, hackathon, (ana, bob, _) = scene(world, "ana", "bob", "cid")
    world.visitor().send(f"{link(world, bob)}/decline")
    worker = Worker(world.services, world.app.url_path_for)
    worker.work()
    world.clock.forward(days=6)
    worker.work()

    def reminders() -> list[str]:
        return sorted(m.to for m in kept(world.settings.data_dir / "outbox") if m.subject.startswith("Votre réponse"))

    assert reminders() == []
    world.clock.forward(days=1, hours=1)
    worker.work()
    world.clock.forward(days=1)
    worker.work()
    assert reminders() == ["ana@x.example", "cid@x.example"]
    assert "recalled on" in organiser.see(f"/hackathons/{hackathon.slug}/organise/people/invitations")
    organiser.call("POST", f"invitations/{ana['id']}/resend")
    world.clock.forward(days=8)
    worker.work()
    assert len(reminders()) == 3  # what is sent again has a new life
    assert world.read(lambda db: {row.email for row in db.exec(select(Invitation)) if row.reminded_at}) == {
        "ana@x.example", "cid@x.example",
    }  # fmt: skip


def test_p5_two_workers_recall_once(world: World):
    _, _, (ana,) = scene(world, "ana")
    world.clock.forward(days=8)
    from uuid import UUID  # noqa: PLC0415

    with ThreadPoolExecutor(2) as pool:
        done = pool.map(
            lambda _: world.act(lambda db: invitations.remind(db, UUID(ana["id"]), at=world.now)), range(2)
        )  # fmt: skip
    assert sorted(done) == [False, True]


def test_p5_the_new_roles_are_offered_by_name(sqlite_world: World):
    organiser, hackathon, _ = scene(sqlite_world)
    page = organiser.page.get(f"/hackathons/{hackathon.slug}/organise/people/invite").text
    assert all(re.search(rf'name="role" value="{role}"', page) for role in ("volunteer", "reviewer", "logistics"))
