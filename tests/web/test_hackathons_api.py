"""P1, P7, C9: programmes and hackathons through the API, on both engines."""

from sqlmodel import select

from app.models.hackathon import Phase
from app.models.journal import Entry
from tests.builders import make_hackathon, make_programme, move_to
from tests.world import World


def draft(**given):
    return {
        "title": {"fr": "Un fort vivant", "en": "A fort alive"},
        "format": "on_site_24h",
        "starts_at": "2027-06-10T12:00:00",
        "timezone": "Europe/Paris",
        "place": "Marseille",
        "summary": {"fr": "Un fort à rouvrir."},
    } | given


def test_anybody_signed_in_starts_a_programme_and_its_organiser_a_hackathon(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    programme = ada.call("POST", "programmes", 201, json={"name": "Été solidaire"})
    assert programme["slug"] == "ete-solidaire"
    eve.call("GET", f"programmes/{programme['id']}", 404)
    eve.call("POST", f"programmes/{programme['id']}/hackathons", 404, json=draft())
    made = ada.call("POST", f"programmes/{programme['id']}/hackathons", 201, json=draft())
    assert made["slug"] == "un-fort-vivant"
    assert (made["starts_at"], made["ends_at"]) == ("2027-06-10T10:00:00Z", "2027-06-11T10:00:00Z")
    assert (made["phase"], made["attendance"], made["team_min"]) == ("draft", "on_site", 5)
    eve.call("GET", f"hackathons/{made['id']}", 404)
    steps = ada.call("GET", f"hackathons/{made['id']}/steps")
    assert (steps[0]["starts_at"], len(steps)) == ("2027-06-10T10:00:00Z", 15)
    assert [site["name"] for site in ada.call("GET", f"hackathons/{made['id']}/sites")] == ["Marseille"]
    items = ada.call("GET", f"hackathons/{made['id']}/checklist")
    assert (items[0]["days_before"], items[0]["due_on"]) == (120, "2027-02-10")
    actions = world.read(lambda db: [e.action for e in db.exec(select(Entry).order_by(Entry.at, Entry.seq))])
    assert actions.count("create_hackathon") == 2  # in the programme's stream and in the hackathon's own


def test_a_slug_is_used_once(world: World):
    ada = world.person()
    programme = make_programme(world, ada)
    path = f"programmes/{programme.id}/hackathons"
    ada.call("POST", path, 201, json=draft(slug="fort"))
    problem = ada.call("POST", path, 409, json=draft(slug="fort"))
    assert (problem["code"], problem["errors"][0]["field"]) == ("slug_taken", "slug")
    assert ada.call("POST", path, 201, json=draft())["slug"] == "un-fort-vivant"
    assert ada.call("POST", path, 201, json=draft())["slug"] == "un-fort-vivant-2"
    assert ada.call("POST", path, 422, json=draft(slug="Fort!"))["code"] == "invalid"


def test_times_that_the_clocks_skip_are_refused_and_plans_keep_their_hours(world: World):
    ada = world.person()
    programme = make_programme(world, ada)
    path = f"programmes/{programme.id}/hackathons"
    problem = ada.call("POST", path, 422, json=draft(starts_at="2028-03-26T02:30:00"))
    assert problem["errors"][0]["field"] == "starts_at"
    assert "skip" in problem["detail"]
    # The night of the spring change lies between the two days: breakfast stays at eight by the clock on the wall.
    made = ada.call("POST", path, 201, json=draft(starts_at="2028-03-25T14:00:00"))
    steps = ada.call("GET", f"hackathons/{made['id']}/steps")
    breakfast = next(step for step in steps if step["title"]["en"].startswith("Breakfast"))
    assert breakfast["starts_at"] == "2028-03-26T06:00:00Z"
    assert made["ends_at"] == "2028-03-26T12:00:00Z"
    # Of an hour that comes twice in autumn, the first is meant; one with an offset means what it says.
    twice = ada.call("POST", path, 201, json=draft(starts_at="2028-10-29T02:30:00"))
    assert twice["starts_at"] == "2028-10-29T00:30:00Z"
    later = ada.call("POST", path, 201, json=draft(starts_at="2028-10-29T02:30:00+01:00"))
    assert later["starts_at"] == "2028-10-29T01:30:00Z"


def test_a_change_names_its_version_and_its_wrong_field(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = move_to(world, make_hackathon(world, ada), Phase.SCOPING, ada)
    path = f"hackathons/{hackathon.id}"
    tag = ada.api.get(path).headers["etag"]
    assert ada.call("PATCH", path, 428, json={"place": "Nice"})["code"] == "precondition_required"
    changed = ada.call("PATCH", path, json={"place": "Nice"}, headers={"If-Match": tag})
    assert changed["place"] == "Nice"
    assert ada.call("PATCH", path, 412, json={"place": "Lyon"}, headers={"If-Match": tag})["code"] == "stale"
    tag = {"If-Match": ada.api.get(path).headers["etag"]}
    for body, field in [
        ({"ends_at": "2027-01-01T00:00:00"}, "ends_at"),
        ({"submissions_close_at": "2027-01-01T00:00:00"}, "submissions_close_at"),
        ({"call_closes_at": "2027-12-01T00:00:00"}, "call_closes_at"),
        ({"team_min": 12}, "team_min"),
        ({"starts_at": "1970-01-01T00:00:00"}, "starts_at"),
    ]:
        assert ada.call("PATCH", path, 422, json=body, headers=tag)["errors"][0]["field"] == field
    assert eve.call("PATCH", path, 403, json={"place": "Lyon"}, headers=tag)["code"] == "not_allowed"
    assert ada.call("GET", path)["place"] == "Nice"


def test_the_run_of_show_is_added_to_changed_shifted_and_cut(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = move_to(world, make_hackathon(world, ada, starts_at="2027-06-10T12:00:00"), Phase.SCOPING, ada)
    path = f"hackathons/{hackathon.id}"
    step = {"title": {"fr": "Chorale"}, "starts_at": "2027-06-10T12:10:00", "minutes": 20}
    eve.call("POST", f"{path}/steps", 403, json=step)
    made = ada.call("POST", f"{path}/steps", 201, json=step)
    assert (made["starts_at"], made["ends_at"]) == ("2027-06-10T10:10:00Z", "2027-06-10T10:30:00Z")
    changed = ada.call("PUT", f"steps/{made['id']}", json=step | {"minutes": 15})
    assert changed["ends_at"] == "2027-06-10T10:25:00Z"
    before = {s["id"]: s["starts_at"] for s in ada.call("GET", f"{path}/steps")}
    ada.call("POST", f"steps/{made['id']}/shift", json={"minutes": 30})
    after = ada.call("GET", f"{path}/steps")
    assert after[0]["starts_at"] == before[after[0]["id"]]  # what came before stays
    assert next(s for s in after if s["id"] == made["id"])["starts_at"] == "2027-06-10T10:40:00Z"
    assert after[-1]["starts_at"] == "2027-06-11T10:05:00Z"
    eve.call("DELETE", f"steps/{made['id']}", 403)
    ada.call("DELETE", f"steps/{made['id']}", 204)
    ada.call("DELETE", f"steps/{made['id']}", 404)
    ada.call("POST", f"{path}/steps", 422, json=step | {"site_id": made["id"]})


def test_sites_keep_their_own_clock_and_the_last_one_stays(world: World):
    ada = world.person()
    path = f"hackathons/{make_hackathon(world, ada).id}"
    only = ada.call("GET", f"{path}/sites")[0]
    assert ada.call("DELETE", f"sites/{only['id']}", 409)["code"] == "last_site"
    island = ada.call("POST", f"{path}/sites", 201, json={"name": "Papeete", "timezone": "Pacific/Tahiti"})
    step = {"title": {"en": "Greeting"}, "starts_at": "2027-06-10T08:00:00", "minutes": 30, "site_id": island["id"]}
    made = ada.call("POST", f"{path}/steps", 201, json=step)
    assert made["starts_at"] == "2027-06-10T18:00:00Z"
    ada.call("PUT", f"sites/{island['id']}", json={"name": "Tahiti", "timezone": "Pacific/Tahiti"})
    ada.call("DELETE", f"sites/{island['id']}", 204)
    assert next(s for s in ada.call("GET", f"{path}/steps") if s["id"] == made["id"])["site_id"] is None
    ada.call("POST", f"{path}/sites", 422, json={"name": "Mars", "timezone": "Mars/Base"})


def test_the_checklist_is_the_organisers_own(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = move_to(world, make_hackathon(world, ada), Phase.SCOPING, ada)
    path = f"hackathons/{hackathon.id}/checklist"
    eve.call("GET", path, 404)
    item = ada.call("POST", path, 201, json={"label": {"fr": "Acheter des feutres"}, "days_before": 2})
    assert item["due_on"] == "2027-04-20"
    eve.call("PUT", f"checklist/{item['id']}/done", 404, json={"done": True})
    assert ada.call("PUT", f"checklist/{item['id']}/done", json={"done": True})["done_at"]
    ada.call("PUT", f"checklist/{item['id']}/done", json={"done": True})
    ticks = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "tick_checklist")).all())
    assert len(ticks) == 1
    assert ada.call("PUT", f"checklist/{item['id']}/done", json={"done": False})["done_at"] is None
    ada.call("DELETE", f"checklist/{item['id']}", 204)


def test_moves_say_what_is_missing_and_leave_a_trace(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = make_hackathon(world, ada)
    path = f"hackathons/{hackathon.id}"
    assert ada.call("GET", f"{path}/next-move") == {"to": "scoping", "missing": []}
    ada.call("POST", f"{path}/moves", 201, json={"to": "scoping", "reason": "We begin"})
    problem = ada.call("POST", f"{path}/moves", 409, json={"to": "call"})
    assert (problem["code"], "No challenge is ready" in problem["detail"]) == ("not_ready", True)
    assert "No challenge" in ada.call("GET", f"{path}/next-move")["missing"][0]
    assert ada.call("POST", f"{path}/moves", 422, json={"to": "paused"})["errors"][0]["field"] == "reason"
    eve.call("POST", f"{path}/moves", 403, json={"to": "stopped", "reason": "Because"})
    eve.call("GET", f"{path}/next-move", 404)
    moves = ada.call("GET", f"{path}/moves")
    assert [(m["before"], m["after"], m["reason"]) for m in moves] == [("draft", "scoping", "We begin")]
    assert [(m["after"], m["reason"], m["person_id"]) for m in eve.call("GET", f"{path}/moves")] == [("scoping", None, None)]
    eve.call("GET", f"{path}/journal", 404)
    entries = ada.call("GET", f"{path}/journal")
    assert [e["action"] for e in entries] == ["move_phase", "create_hackathon"]
    assert [e["seq"] for e in ada.call("GET", f"{path}/journal?before=2")] == [1]


def test_announcements_reach_those_who_take_part(world: World):
    ada, eve = world.person(), world.person("Eve Stone")
    hackathon = move_to(world, make_hackathon(world, ada), Phase.SCOPING, ada)
    path = f"hackathons/{hackathon.id}/announcements"
    eve.call("POST", path, 403, json={"body": "Free cake"})
    said = ada.call("POST", path, 201, json={"body": "Dinner is served."})
    assert [a["id"] for a in ada.call("GET", path)] == [said["id"]]
    eve.call("GET", path, 404)
    entry = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "announce")).one())
    assert entry.facts == {}


def test_the_public_list_comes_in_slices(world: World):
    ada, visitor = world.person(), world.visitor()
    programme = make_programme(world, ada)
    for number in range(5):
        hackathon = make_hackathon(world, ada, programme, title=f"Fort {number}")
        if number != 2:
            move_to(world, hackathon, Phase.SCOPING, ada)
    first = visitor.api.get("hackathons?limit=3")
    assert [h["title"]["en"] for h in first.json()] == ["Fort 4", "Fort 3", "Fort 1"]
    following = first.headers["link"].split(";")[0].strip("<>")
    rest = visitor.api.get("http://testserver" + following)
    assert [h["title"]["en"] for h in rest.json()] == ["Fort 0"]
    assert "link" not in rest.headers
    assert len(ada.call("GET", "hackathons?phase=draft")) == 1
    assert visitor.call("GET", "hackathons?phase=draft") == []
    assert len(visitor.call("GET", "programmes")) == 1
