"""P1, P5: roles offered by mail, on both surfaces and both engines."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from app.domain import roles
from app.models.challenge import Challenge
from app.models.hackathon import Phase, Sponsorship
from app.models.person import Invitation, Role, RoleHeld, Within
from app.security import derived_token
from tests.builders import make_hackathon, make_programme, move_to
from tests.world import World


def token_of(world: World, invitation_id: str) -> str:
    row = world.read(lambda db: db.exec(select(Invitation)).all())
    found = next(one for one in row if str(one.id) == str(invitation_id))
    return derived_token(world.services.key, "invitation", found.id)


def held(world: World, actor) -> list[tuple[Role, Within]]:
    rows = world.read(
        lambda db: db.exec(
            select(RoleHeld).where(RoleHeld.person_id == actor.id, RoleHeld.ended_at.is_(None)).order_by(RoleHeld.id)
        ).all()
    )
    return [(row.role, row.within) for row in rows]


def test_a_role_is_offered_and_taken_once(world: World):
    ada, bob, eve = world.person(), world.person("Bob Roy"), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    path = f"hackathons/{hackathon.id}/invitations"
    made = ada.call("POST", path, 201, json={"email": "bob@example.org", "role": "coach"})
    token = token_of(world, made["id"])
    eve.call("GET", path, 404)
    eve.call("POST", f"invitations/{made['id']}/accept", 404, json={"token": "0" * 40})
    taken = bob.call("POST", f"invitations/{made['id']}/accept", json={"token": token})
    assert (taken["role"], taken["within"], taken["within_id"]) == ("coach", "hackathon", str(hackathon.id))
    bob.call("POST", f"invitations/{made['id']}/accept", json={"token": token})  # sent twice, taken once
    problem = eve.call("POST", f"invitations/{made['id']}/accept", 409, json={"token": token})
    assert problem["code"] == "invitation_ended"
    assert held(world, bob) == [(Role.COACH, Within.HACKATHON)]
    assert held(world, eve) == []
    assert bob.call("GET", f"hackathons/{hackathon.id}")["phase"] == "draft"


def test_an_invitation_ends_by_being_taken_back_or_after_two_weeks(world: World):
    ada, bob, eve = world.person(), world.person("Bob Roy"), world.person("Eve Stone")
    path = f"hackathons/{make_hackathon(world, ada).id}/invitations"
    made = ada.call("POST", path, 201, json={"email": "bob@example.org", "role": "guarantor"})
    accept = {"token": token_of(world, made["id"])}
    world.clock.forward(days=14)
    assert bob.call("POST", f"invitations/{made['id']}/accept", 409, json=accept)["code"] == "invitation_ended"
    eve.call("POST", f"invitations/{made['id']}/resend", 404)
    ada.call("POST", f"invitations/{made['id']}/resend")
    eve.call("DELETE", f"invitations/{made['id']}", 404)
    ada.call("DELETE", f"invitations/{made['id']}", 204)
    bob.call("POST", f"invitations/{made['id']}/accept", 409, json=accept)
    ada.call("POST", f"invitations/{made['id']}/resend", 409)
    assert held(world, bob) == []


def test_jurors_and_project_holders_come_for_one_challenge_and_sponsors_with_their_organisation(world: World):
    ada, bob, zoe = world.person(), world.person("Bob Roy"), world.person("Zoe Gold")
    hackathon = move_to(world, make_hackathon(world, ada), Phase.CALL, ada)
    path = f"hackathons/{hackathon.id}/invitations"
    other = move_to(world, make_hackathon(world, ada, title="Another"), Phase.CALL, ada)
    foreign = world.read(lambda db: _challenge(db, other.id))
    juror = {"email": "bob@example.org", "role": "juror"}
    assert ada.call("POST", path, 422, json=juror | {"challenge_id": foreign})["errors"][0]["field"] == "challenge_id"
    made = ada.call("POST", path, 201, json=juror)  # the only one there is
    link = f"/invitations/{made['id']}/{token_of(world, made['id'])}"
    mine = world.read(lambda db: db.get_one(Challenge, UUID(_challenge(db, hackathon.id))))
    assert mine.title in bob.see(link)
    world.act(lambda db: setattr(db.get_one(Challenge, mine.id), "reveal_at", world.now + timedelta(days=1)))
    assert mine.title not in bob.see(link)  # before its reveal a défi goes by its theme
    assert mine.theme in bob.see(link)
    bob.call("POST", f"invitations/{made['id']}/accept", json={"token": token_of(world, made["id"])})
    assert held(world, bob) == [(Role.JUROR, Within.CHALLENGE)]
    sponsor = {"email": "zoe@example.org", "role": "sponsor"}
    assert ada.call("POST", path, 422, json=sponsor)["errors"][0]["field"] == "organisation"
    made = ada.call("POST", path, 201, json=sponsor | {"organisation": "Banque du Port"})
    zoe.call("POST", f"invitations/{made['id']}/accept", json={"token": token_of(world, made["id"])})
    assert held(world, zoe) == [(Role.SPONSOR, Within.ORGANISATION)]
    assert world.read(lambda db: db.exec(select(Sponsorship)).one()).hackathon_id == hackathon.id
    assert ada.call("POST", path, 422, json={"email": "x@example.org", "role": "participant"})["errors"][0]["field"] == "role"


def _challenge(db, hackathon_id):
    return str(db.exec(select(Challenge).where(Challenge.hackathon_id == hackathon_id)).one().id)


def test_inviting_the_same_address_again_sends_the_same_invitation_again(world: World):
    ada = world.person()
    path = f"hackathons/{make_hackathon(world, ada).id}/invitations"
    first = ada.call("POST", path, 201, json={"email": "bob@example.org", "role": "coach"})
    world.clock.forward(days=3)
    again = ada.call("POST", path, 201, json={"email": "Bob@Example.org", "role": "coach"})
    assert again["id"] == first["id"]
    assert again["expires_at"] > first["expires_at"]
    assert len(ada.call("GET", path)) == 1


def test_an_organiser_of_the_programme_organises_its_hackathons(world: World):
    ada, bob = world.person(), world.person("Bob Roy")
    programme = make_programme(world, ada)
    hackathon = make_hackathon(world, ada, programme)
    made = ada.call("POST", f"programmes/{programme.id}/invitations", 201, json={"email": "bob@example.org"})
    bob.call("POST", f"invitations/{made['id']}/accept", json={"token": token_of(world, made["id"])})
    assert bob.call("GET", f"hackathons/{hackathon.id}/journal")


def test_a_role_is_ended_and_the_last_organiser_stays(world: World):
    ada, bob = world.person(), world.person("Bob Roy")
    hackathon = make_hackathon(world, ada)
    for actor in (ada, bob):
        world.act(
            lambda db, actor=actor: roles.give(db, actor.person, Role.ORGANISER, Within.HACKATHON, hackathon.id, at=world.now)
        )
    world.act(lambda db: roles.end(db, ada.id, Role.ORGANISER, hackathon.programme_id, at=world.now))
    listed = ada.call("GET", f"hackathons/{hackathon.id}/roles")
    mine = {row["person_id"]: row["id"] for row in listed}
    bob.call("DELETE", f"roles/{mine[str(ada.id)]}", 204)
    ada.call("GET", f"hackathons/{hackathon.id}", 404)
    assert bob.call("DELETE", f"roles/{mine[str(bob.id)]}", 409)["code"] == "last_organiser"
