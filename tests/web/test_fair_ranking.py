"""J5: where not everybody reads every team, strict jurors are allowed for; what is said of it, and to whom."""

from itertools import combinations

import pytest
from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import roles
from app.models.hackathon import Sponsorship
from app.models.journal import Entry
from app.models.jury import Publication
from app.models.organisation import Organisation, Sector
from app.models.person import Role, Within
from app.queries import results
from tests.builders import JuryScene, free_of_ties, jury_scene, score
from tests.world import World

WEIGHTS = (30, 20, 30, 20)
# A line a team, a column a juror; a dot is a tie. The first juror marks two less than the others, and read the best team.
PANEL = """
. 2.5 2.8 . 2.7
. 3.2 3.0 3.0 .
. . 3.2 3.4 3.3
1.5 3.6 . 3.5 .
. 3.8 4.0 . 3.8
2.0 . 4.0 4.2 .
. 4.2 . 4.4 4.3
. . 4.5 4.6 4.5
3.0 . 5.0 . 4.8
"""
SURE = """
5 5 4.5 5 5
3 4 3.3 3 4
4 3 3.3 4 3
1 1 2 1 1
"""


def levels(total: float) -> tuple[int, ...]:
    """Return four marks whose weighted mean is nearest to a total."""
    whole, rest = int(total), round(100 * (total - int(total)))
    chosen = min((c for n in range(5) for c in combinations(range(4), n)), key=lambda c: abs(sum(WEIGHTS[i] for i in c) - rest))
    return tuple(whole + (number in chosen) for number in range(4))


def read(world: World, panel: str = PANEL, name: str = "Fort") -> JuryScene:
    rows = [row.split() for row in panel.strip().splitlines()]
    scene = jury_scene(world, teams=len(rows), jurors=len(rows[0]), name=name)
    for team, row in zip(scene.teams, rows, strict=True):
        for juror, mark in zip(scene.jurors, row, strict=True):
            juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "family" if mark == "." else "none"})
            if mark != ".":
                score(scene, juror, team, levels(float(mark)))
    return scene


def preview(scene: JuryScene) -> dict:
    return scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")


def publish(scene: JuryScene) -> dict:
    return scene.organiser.call("POST", f"challenges/{scene.challenge.id}/publication", 201, json={})


def grid_of(scene: JuryScene, **given: object) -> dict:
    grid = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")
    names = ("label", "hint", "weight")
    body = {"criteria": [{name: criterion[name] for name in names} for criterion in grid["criteria"]], **given}
    return scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", json=body)


def test_the_estimator_is_a_rule_that_is_fixed_when_scoring_opens(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    assert grid_of(scene)["estimator"] == "adjusted"
    opened = scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/open")
    plain = grid_of(scene, estimator="raw")
    assert plain["estimator"] == "raw"
    assert plain["fingerprint"] != opened["fingerprint"]
    assert grid_of(scene, estimator="adjusted")["fingerprint"] == opened["fingerprint"]
    grid_of_unknown = {"criteria": [{"label": {"en": "x"}, "weight": 100}], "estimator": "borda"}
    scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/grid", 422, json=grid_of_unknown)


def test_the_page_of_the_grid_holds_the_rule(sqlite_world: World):
    scene = jury_scene(sqlite_world)
    page = f"/challenges/{scene.challenge.id}/grid"
    assert "Correct for strict and lenient jurors" in scene.organiser.see(page)
    grid = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")
    form = {f"c{c['position']}.label.en": c["label"]["en"] for c in grid["criteria"]}
    form |= {f"c{c['position']}.weight": str(c["weight"]) for c in grid["criteria"]} | {"minimum_reads": "2"}
    for box, rule in (({}, "raw"), ({"adjusts": "1"}, "adjusted")):
        scene.organiser.send(page, form | box)
        assert scene.organiser.call("GET", f"challenges/{scene.challenge.id}/grid")["estimator"] == rule


def test_a_strict_juror_does_not_cost_a_team_its_place(world: World):
    scene = read(world)
    found = preview(scene)
    assert (found["coverage"], found["method"], found["refusal"]) == ("incomplete", "adjusted-mean-1", None)
    best = found["teams"][0]
    assert best["team_id"] == str(scene.teams[8].id)
    assert (best["score"], best["adjusted"] > best["score"]) == ("4.27", True)
    publish(scene)
    kept = world.read(lambda db: db.exec(select(Publication)).one())
    assert kept.snapshot["estimator"] == "adjusted"
    assert kept.snapshot["certainty"]["seed"] == kept.inputs["certainty"]["seed"]
    assert len(kept.inputs["sheets"]) == 27
    entry = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "publish_results")).one())
    assert entry.facts["method"] == "adjusted-mean-1"


def test_a_grid_of_plain_means_stays_at_plain_means(sqlite_world: World):
    scene = jury_scene(sqlite_world, teams=1, jurors=1)
    grid_of(scene, estimator="raw", minimum_reads=1)
    scene.jurors[0].call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "none"})
    score(scene, scene.jurors[0], scene.teams[0], (4, 4, 4, 4))
    found = preview(scene)
    assert (found["method"], found["refusal"], found["teams"][0]["adjusted"]) == ("weighted-mean-1", None, None)


@pytest.mark.parametrize("path", ["results", "solutions"])
def test_no_page_reads_what_a_result_was_computed_from(sqlite_world: World, path: str):
    scene = read(sqlite_world, SURE)
    publish(scene)
    visitor = sqlite_world.visitor()
    words = visitor.see(f"/hackathons/{scene.slug}/results") + str(visitor.call("GET", f"hackathons/{scene.slug}/results"))
    words += visitor.see("/solutions") + str(
        visitor.call("GET", path if path == "solutions" else f"hackathons/{scene.slug}/{path}")
    )
    for juror in scene.jurors:
        assert str(juror.id) not in words
        assert juror.person.display_name not in words


def test_the_published_page_says_how_sure_it_is_in_plain_words(sqlite_world: World):
    scene = read(sqlite_world, SURE)
    publish(scene)
    visitor = sqlite_world.visitor()
    page = visitor.see(f"/hackathons/{scene.slug}/results")
    assert "Solution 2 and Solution 3 cannot be told apart by these marks." in page
    assert "Solution 1 and" not in page
    assert "Nine times in ten" in page
    drawn = visitor.page.get(f"/hackathons/{scene.slug}/results").text
    assert drawn.count('class="range"') == drawn.count('class="dot"') == 4
    result = visitor.call("GET", f"hackathons/{scene.slug}/results")[0]
    assert (result["method"], result["estimator"], result["refusal"], result["unsure"]) == (
        "weighted-mean-1", "adjusted", "complete", None,
    )  # fmt: skip
    assert len(result["inputs_sha256"]) == len(result["grid_sha256"]) == 64
    one, two, three, four = result["teams"]
    assert (one["best_rank"], one["worst_rank"], one["alike"]) == (1, 1, [])
    assert (two["alike"], three["alike"]) == ([three["team_id"]], [two["team_id"]])
    for team in (one, two, three, four):
        assert float(team["low"]) < float(team["score"]) < float(team["high"])
        low, high = max(float(team["low"]), 1), min(float(team["high"]), 5)
        assert f"{team['score']} from {low:.2f} to {high:.2f}" in page
        assert not {"lowest", "highest", "first", "podium", "likely", "first_places"} & set(team)
    french = visitor.see(f"/hackathons/{scene.slug}/results?lang=fr")
    assert "Ces notes ne permettent pas de départager Solution 2 et Solution 3." in french
    assert one["score"].replace(".", ",") in french


def test_what_pages_read_holds_no_range_of_marks(sqlite_world: World):
    scene = read(sqlite_world, "4 5\n2 2")
    publish(scene)
    shown = sqlite_world.read(lambda db: results.public_view(db.exec(select(Publication)).one()))
    assert not {"inputs", "feedback", "reads"} & set(shown)
    for team in shown["teams"]:
        assert not {"lowest", "highest", "first", "podium", "likely", "first_places"} & set(team)


def test_few_sheets_draw_dots_without_lines_and_say_why(sqlite_world: World):
    scene = read(sqlite_world, "4 5\n2 2")
    publish(scene)
    page = sqlite_world.visitor().see(f"/hackathons/{scene.slug}/results")
    assert "There are too few sheets to say how far chance moved these means" in page
    drawn = sqlite_world.visitor().page.get(f"/hackathons/{scene.slug}/results").text
    assert drawn.count('class="dot"') == 2
    assert 'class="range"' not in drawn
    assert "cannot be told apart" not in page


def test_a_corrected_mean_stands_beside_the_plain_one(sqlite_world: World):
    scene = read(sqlite_world)
    desk = scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
    assert "less the average leniency of the jurors who read it" in desk
    assert "is truly the best with a chance of" in desk
    publish(scene)
    page = sqlite_world.visitor().see(f"/hackathons/{scene.slug}/results")
    best = sqlite_world.visitor().call("GET", f"hackathons/{scene.slug}/results")[0]["teams"][0]
    assert "less the average leniency of the jurors who read it" in page
    table = sqlite_world.visitor().see(f"/hackathons/{scene.slug}/results?challenge={scene.challenge.id}&page=1")
    assert f"{best['score']} {best['adjusted']}" in table
    assert f"{best['adjusted']} from {best['low']} to " in page
    assert "is truly the best with a chance of" not in page


FAR = """
4.5 4 4.5 5
5 5 5 1
3 3 3.3 3
2 2 2.3 2
1 1 1.3 1
"""


def test_a_sheet_far_from_the_others_is_for_its_juror_to_confirm_and_only_the_organiser_hears(world: World):
    """Before the result: the juror on both surfaces, once every sheet is in, and nobody else by name but the organiser."""
    scene = read(world, FAR)
    found = preview(scene)
    juror, team = scene.jurors[3], scene.teams[1]
    assert [(far["juror_id"], far["team_id"], far["confirmed"]) for far in found["far"]] == [(str(juror.id), str(team.id), False)]
    assert found["podium_differs"]
    desk = scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
    assert f"{juror.person.display_name} on {team.name}" in desk
    assert "The podium rests on a few marks that stand far from the others" in desk
    looks = f"challenges/{scene.challenge.id}/second-looks"
    assert juror.call("GET", looks)["teams"] == [{"team_id": str(team.id), "team": team.name}]
    assert f"Look once more at {team.name}" in juror.see(f"/jury/{scene.slug}")
    for other in scene.jurors[:3]:
        assert other.call("GET", looks) == {"teams": [], "podium_differs": None}
        assert "Look once more" not in other.see(f"/jury/{scene.slug}")
        assert other.call("POST", f"teams/{team.id}/sheet/confirmation", 409)["code"] == "not_asked"
    scene.member.call("GET", looks, 404)
    scene.organiser.call("POST", f"teams/{team.id}/sheet/confirmation", 404)
    juror.send(f"/jury/sheets/{team.id}/confirmation")
    juror.call("POST", f"teams/{team.id}/sheet/confirmation", 204)
    assert juror.call("GET", looks)["teams"] == []
    assert "Look once more" not in juror.see(f"/jury/{scene.slug}")
    assert preview(scene)["far"][0]["confirmed"]
    assert f"{juror.person.display_name} on {team.name} · confirmed" in scene.organiser.see(
        f"/challenges/{scene.challenge.id}/publication"
    )
    entries = world.read(lambda db: db.exec(select(Entry).where(Entry.action == "confirm_sheet")).all())
    assert [entry.facts for entry in entries] == [{"team_id": str(team.id)}]
    world.clock.forward(minutes=1)
    reopened = {"reason": "A slip, they say."}
    scene.organiser.call("POST", f"teams/{team.id}/sheets/{juror.id}/reopen", 204, json=reopened)
    assert juror.call("GET", looks)["teams"] == []  # a sheet is awaited again
    score(scene, juror, team, levels(1))
    assert len(juror.call("GET", looks)["teams"]) == 1  # locked anew, asked anew
    publish(scene)
    assert juror.call("POST", f"teams/{team.id}/sheet/confirmation", 409)["code"] in {"not_asked", "wrong_phase"}
    for words in (
        world.visitor().see(f"/hackathons/{scene.slug}/results"),
        scene.jurors[0].see(f"/jury/{scene.slug}"),
        str(world.visitor().call("GET", f"hackathons/{scene.slug}/results")),
    ):
        assert "far from the others" not in words
        assert juror.person.display_name not in words


def test_the_president_reads_that_the_podium_rests_on_a_few_marks(sqlite_world: World):
    """On both surfaces, and nobody else of the jury; not before every sheet is in."""
    rows = [row.split() for row in FAR.strip().splitlines()]
    scene = jury_scene(sqlite_world, teams=len(rows), jurors=len(rows[0]))
    president, other = scene.jurors[0], scene.jurors[1]
    grid_of(scene, president_id=str(president.id))
    free_of_ties(sqlite_world, scene)
    looks, talk = f"challenges/{scene.challenge.id}/second-looks", f"challenges/{scene.challenge.id}/deliberation"
    for team, row in zip(scene.teams, rows, strict=True):
        for juror, mark in zip(scene.jurors, row, strict=True):
            assert president.call("GET", looks)["podium_differs"] is None
            score(scene, juror, team, levels(float(mark)))
    assert president.call("GET", looks)["podium_differs"] is True
    assert other.call("GET", looks)["podium_differs"] is None
    warning = "The podium differs under the robust refit"
    assert warning not in president.see(f"/{talk}")  # the talk is not open
    president.send(f"/{talk}", {"minutes": "5"})
    assert warning in president.see(f"/{talk}")
    assert warning not in other.see(f"/{talk}")


def test_the_organiser_alone_reads_what_the_sponsors_jurors_change(sqlite_world: World):
    scene = read(sqlite_world, "5 3 4\n3 4 4\n2 2 2")
    assert preview(scene)["sponsors"] is None
    sponsor = scene.jurors[0]

    def unit(db: Db) -> None:
        bank = Organisation(name="Bank", name_key="bank", sector=Sector.COMPANY, created_at=sqlite_world.now)
        db.add(bank)
        db.flush()
        at = sqlite_world.now
        db.add(Sponsorship(hackathon_id=scene.hackathon.id, organisation_id=bank.id, created_at=at))
        roles.give(db, sponsor.person, Role.SPONSOR, Within.ORGANISATION, bank.id, at=at, hackathon_id=scene.hackathon.id)

    sqlite_world.act(unit)
    told = preview(scene)["sponsors"]
    assert told["jurors"] == [sponsor.person.display_name]
    assert told["first_differs"]
    ranks = {row["team_id"]: (row["rank"], row["without"]) for row in told["ranks"]}
    assert [ranks[str(team.id)] for team in scene.teams] == [(1, 2), (2, 1), (3, 3)]
    desk = scene.organiser.see(f"/challenges/{scene.challenge.id}/publication")
    assert "without their sheets another team would be first" in desk
    publish(scene)
    page = sqlite_world.visitor().see(f"/hackathons/{scene.slug}/results")
    assert "without their sheets" not in page
    assert scene.jurors[1].api.get(f"challenges/{scene.challenge.id}/publication-preview").status_code == 404
