"""P6: the charter, in versions, signed per person and version; a new one asks again."""

from sqlmodel import select

from app.models.application import Application
from app.models.charter import CharterAdhesion
from app.models.hackathon import Phase
from tests.builders import apply_to, make_hackathon, move_to
from tests.world import World


def scene(world: World):
    organiser = world.person("Olga Org")
    hackathon = move_to(world, make_hackathon(world, organiser), Phase.CALL, organiser)
    lina = world.person("Lina Roy")
    apply_to(lina, hackathon)
    return organiser, lina, hackathon


def test_p6_signing_then_a_new_version_asks_again(world: World):
    organiser, lina, hackathon = scene(world)
    page = f"/hackathons/{hackathon.slug}/charter"
    organiser.send(page, {"body.fr": "Bienveillance d'abord.", "body.en": "Kindness first."})
    first = lina.call("GET", f"hackathons/{hackathon.id}/charters")[0]
    assert "Kindness first." in lina.see(page)
    lina.send(f"{page}/{first['id']}/signature")
    assert "Signed" in lina.see(page)

    second = organiser.call("POST", f"hackathons/{hackathon.id}/charters", 201, json={"body": {"fr": "Plus encore."}})
    assert second["version"] == first["version"] + 1
    assert "You signed an earlier version" in lina.see(page)
    # The older version can be read, and no longer signed.
    assert "older version" in lina.see(f"{page}/versions/{first['version']}")
    assert lina.call("POST", f"charters/{first['id']}/adhesions", 409)["code"] == "charter_replaced"
    assert "new version was published" in lina.send(f"{page}/{first['id']}/signature", status=409).text
    lina.call("POST", f"charters/{second['id']}/adhesions", 201)


def test_p6_signing_twice_is_one_signature(world: World):
    organiser, lina, hackathon = scene(world)
    charter = organiser.call("POST", f"hackathons/{hackathon.id}/charters", 201, json={"body": {"fr": "Un texte neuf."}})
    one = lina.call("POST", f"charters/{charter['id']}/adhesions", 201)
    assert lina.call("POST", f"charters/{charter['id']}/adhesions", 201)["id"] == one["id"]
    organiser.call("POST", f"charters/{charter['id']}/adhesions", 201)
    assert len(world.read(lambda db: db.exec(select(CharterAdhesion)).all())) == 2


def test_p6_who_neither_applied_nor_holds_a_role_does_not_sign(world: World):
    organiser, lina, hackathon = scene(world)
    charter = organiser.call("POST", f"hackathons/{hackathon.id}/charters", 201, json={"body": {"fr": "Un texte neuf."}})
    stranger = world.person("Sam Stranger")
    assert stranger.call("POST", f"charters/{charter['id']}/adhesions", 403)["code"] == "not_allowed"
    assert "Apply first" in stranger.see(f"/hackathons/{hackathon.slug}/charter")
    mine = world.read(lambda db: db.exec(select(Application.id).where(Application.person_id == lina.id)).one())
    lina.call("POST", f"applications/{mine}/withdrawal")
    assert lina.call("POST", f"charters/{charter['id']}/adhesions", 403)["code"] == "not_allowed"


def test_p6_only_organisers_publish_and_nothing_typed_is_lost(world: World):
    organiser, lina, hackathon = scene(world)
    page = f"/hackathons/{hackathon.slug}/charter"
    assert lina.call("POST", f"hackathons/{hackathon.id}/charters", 403, json={"body": {"fr": "x"}})["code"] == "not_allowed"
    lina.send(page, {"body.fr": "x"}, status=403)
    empty = organiser.send(page, {"body.fr": "", "body.en": ""}, status=422)
    assert "in one language at least" in empty.text
    organiser.send(page, {"body.fr": "Le texte", "body.en": ""})
    same = organiser.send(page, {"body.fr": "Le texte", "body.en": ""}, status=409)
    assert "the text in force already" in same.text
    assert "Le texte" in same.text
