"""P3: reviewers read without names, mark alone, leave their own organisation's to others; organisers compare."""

from app.models.hackathon import Phase
from tests.builders import apply_to, decide, move_to
from tests.web.test_selection import change, crowd, reader, scene
from tests.world import World


def test_p3_a_reviewer_reads_marks_and_goes_on(world: World):
    organiser, hackathon = scene(world)
    rita = reader(world, hackathon, "Rita Reader")
    ana, bob = crowd(world, hackathon, "Ana", "Bob", sector="citizen", organisation="")
    here = f"/hackathons/{hackathon.slug}/reading"
    assert "Read the applications" in rita.see("/home")
    listed = rita.see(here)
    assert "2 left to mark" in listed
    assert "Person Ana" not in listed
    one = rita.see(f"{here}/{ana['id']}")
    assert "To be useful." in one
    assert "Person Ana" not in one
    assert "ana@example.org" not in rita.page.get(f"{here}/{ana['id']}").text
    gone = rita.send(f"{here}/{ana['id']}", {"mark": "8", "remark": "Knows the field."})
    assert gone.headers["location"].endswith(bob["id"])
    wrong = rita.send(f"{here}/{bob['id']}", {"mark": "11", "remark": "Kept."}, status=422)
    assert "Write 10 or less." in wrong.text
    assert "Kept." in wrong.text
    gone = rita.send(f"{here}/{bob['id']}", {"mark": "3", "remark": ""})
    assert gone.headers["location"] == here
    shown = organiser.see(f"/hackathons/{hackathon.slug}/applications?sort=-level")
    assert shown.index("Person Ana") < shown.index("Person Bob")
    shown = organiser.see(f"/hackathons/{hackathon.slug}/applications?sort=level")
    assert shown.index("Person Bob") < shown.index("Person Ana")
    seen = organiser.see(f"/hackathons/{hackathon.slug}/applications/{ana['id']}")
    assert "Knows the field." in seen
    assert "Rita Reader" in seen


def test_p3_marks_are_the_reviewers_own_and_the_organisers(world: World):
    organiser, hackathon = scene(world)
    rita, remi = reader(world, hackathon, "Rita Reader"), reader(world, hackathon, "Remi Reader")
    lina = world.person("Lina Roy")
    sent = apply_to(lina, hackathon, sector="citizen", organisation="")
    url = f"applications/{sent['id']}/appraisal"
    given = rita.call("PUT", url, json={"mark": 9, "remark": "SECRETREMARK"})
    assert given["mark"] == 9
    rita.call("PUT", url, json={"mark": 7, "remark": "SECRETREMARK"})
    for who in (remi, lina):
        assert "SECRETREMARK" not in who.page.get(f"/hackathons/{hackathon.slug}/reading/{sent['id']}").text
        assert "SECRETREMARK" not in who.page.get(f"/hackathons/{hackathon.slug}/application").text
    rows = remi.call("GET", f"hackathons/{hackathon.id}/readings")
    assert rows[0]["mark"] is None
    assert "name" not in rows[0]
    levels = organiser.call("GET", f"hackathons/{hackathon.id}/appraisals")
    assert [(one["number"], one["raw"]) for one in levels] == [(1, 7.0)]
    remi.call("GET", f"hackathons/{hackathon.id}/appraisals", 404)
    remi.call("GET", f"applications/{sent['id']}", 404)
    remi.see(f"/hackathons/{hackathon.slug}/applications", 404)
    for who in (lina, organiser, world.person("Sam Stranger")):
        who.call("GET", f"hackathons/{hackathon.id}/readings", 404)
        who.call("PUT", url, 404, json={"mark": 1})
        who.see(f"/hackathons/{hackathon.slug}/reading/{sent['id']}", 404)


def test_p3_a_reviewer_leaves_their_own_organisation_to_others(world: World):
    organiser, hackathon = scene(world)
    rita = reader(world, hackathon, "Rita Reader")
    apply_to(rita, hackathon, sector="company", organisation="Banque du Port")
    colleague = apply_to(world.person("Person Ana"), hackathon, organisation="BANQUE du port")
    other = apply_to(world.person("Person Bob"), hackathon, organisation="La Halte", sector="association")
    refused = rita.call("PUT", f"applications/{colleague['id']}/appraisal", 409, json={"mark": 10})
    assert refused["code"] == "reviewer_tied"
    assert "leave it to the other readers" in rita.see(f"/hackathons/{hackathon.slug}/reading/{colleague['id']}")
    tied = {row["id"]: row["tied"] for row in rita.call("GET", f"hackathons/{hackathon.id}/readings")}
    assert tied[colleague["id"]] is True
    assert tied[other["id"]] is False
    assert sum(tied.values()) == 2
    assert "1 left to mark" in rita.see(f"/hackathons/{hackathon.slug}/reading")
    decide(organiser, hackathon, "accept", other)
    rita.call("PUT", f"applications/{other['id']}/appraisal", 404, json={"mark": 10})


def test_p3_what_is_not_sent_or_taken_back_is_not_read_and_time_ends(sqlite_world: World):
    world = sqlite_world
    organiser, hackathon = scene(world)
    rita = reader(world, hackathon, "Rita Reader")
    ana, bob = crowd(world, hackathon, "Ana", "Bob", sector="citizen", organisation="")
    change(world, ana, status="draft")
    assert [row["id"] for row in rita.call("GET", f"hackathons/{hackathon.id}/readings")] == [bob["id"]]
    rita.see(f"/hackathons/{hackathon.slug}/reading/{ana['id']}", 404)
    move_to(world, hackathon, Phase.SPRINT, organiser)
    assert rita.call("PUT", f"applications/{bob['id']}/appraisal", 409, json={"mark": 5})["code"] == "wrong_phase"
