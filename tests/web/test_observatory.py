"""A5: the public authority sees published solutions and what became of them; no person, no draft, no mark."""

import csv
import io

from app.models.hackathon import Phase
from tests.builders import make_hackathon, move_to, open_incubation
from tests.world import World


def test_the_observer_sees_outcomes_and_nobody_s_name(world: World):
    """A5, rule 21: within the programme observed; canaries of people stay out."""
    care = open_incubation(world)
    care.start()
    care.pledge(care.volunteer, name_to_sponsor=True)
    care.holder.call("POST", f"{care.api}/check-ins", 201, json={"done": "CANARY-done", "progress": 30})
    care.holder.call("PUT", f"{care.api}/outcome", json={"outcome": "deployed", "outcome_text": "In use on 17 islands."})
    found = care.observer.call("GET", "observatory/solutions")
    assert [(one["solution"], one["outcome"], one["owner"], one["associations"]) for one in found] == [
        ("A living fort", "deployed", "Acta", ["Acta"])
    ]
    page = care.observer.see("/observatory")
    export = care.observer.page.get("/observatory.csv").text
    for text in (str(found), page, export):
        assert "A living fort" in text
        for name in ("Mina", "Vera", "Hugo", "Olga", "CANARY"):
            assert name not in text


def test_drafts_and_what_is_not_published_stay_out(world: World):
    """A5: before publication there is nothing to observe; other programmes are not observed."""
    care = open_incubation(world)
    other = open_incubation(world, name="B")
    hackathon = make_hackathon(world, other.organiser, title="Still scoring")
    move_to(world, hackathon, Phase.JURY, other.organiser)
    care.forward(minutes=1)
    assert len(care.observer.call("GET", "observatory/solutions")) == 1
    assert "Still scoring" not in care.observer.see("/observatory")


def test_only_observers_enter(world: World):
    """A5: for others the observatory is not there."""
    care = open_incubation(world)
    for actor in (care.organiser, care.sponsor, care.member, care.outsider):
        actor.call("GET", "observatory/solutions", 404)
        actor.see("/observatory", 404)
        actor.see("/observatory.csv", 404)
    world.visitor().call("GET", "observatory/solutions", 401)


def test_filters_and_the_file_agree(world: World):
    """A5: filters by hackathon, theme, place and outcome; cells never begin a formula."""
    care = open_incubation(world, title="=cmd|' /C calc'!A0")
    path = "observatory/solutions"
    assert len(care.observer.call("GET", path, params={"outcome": "waiting"})) == 1
    assert care.observer.call("GET", path, params={"outcome": "deployed"}) == []
    assert len(care.observer.call("GET", path, params={"theme": "Heritage", "place": "Marseille"})) == 1
    assert care.observer.call("GET", path, params={"hackathon": "nowhere"}) == []
    assert "Nothing answers these filters" in care.observer.see("/observatory?theme=Nothing")
    text = care.observer.page.get("/observatory.csv?theme=Heritage").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert lines[0][0] == "Solution"
    assert lines[1][0] == "'=cmd|' /C calc'!A0"


def test_a_closed_incubation_is_not_observed(world: World):
    """A5: the solution stays published, its incubation's work is not told."""
    care = open_incubation(world)
    care.start()
    care.holder.call("PUT", f"{care.api}/visibility", json={"is_public": False})
    found = care.observer.call("GET", "observatory/solutions")[0]
    assert (found["incubation_id"], found["state"], found["owner"]) == (None, None, None)
