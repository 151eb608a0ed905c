"""J2: a juror who declared a tie by mistake says so themself; what they had read counts again, and nobody else is moved."""

from sqlmodel import col, select

from app.models.journal import Entry
from app.models.jury import Rubric, Seat, Sheet, Tie, TieKind
from tests.builders import JuryScene, free_of_ties, jury_scene, score
from tests.web.test_jury_files import apply as apply_file
from tests.web.test_jury_files import line, packed
from tests.web.test_jury_mails import Post
from tests.world import World

MISTAKE = "I declared this by mistake"


def seated(world: World, scene: JuryScene, number: int) -> list[str]:
    """Return the letters of the jurors who sit before a team."""
    names = {juror.id: juror.person.display_name[6] for juror in scene.jurors}
    of_team = select(Seat.person_id).where(Seat.team_id == scene.teams[number].id, col(Seat.ended_at).is_(None))
    return world.read(lambda db: sorted(names[person] for person in db.exec(of_team)))


def progress(scene: JuryScene) -> tuple[int, int, int]:
    found = scene.organiser.call("GET", f"hackathons/{scene.slug}/jury-progress")[0]
    return found["expected"], found["locked"], found["recused"]


def test_a_tie_declared_by_mistake_is_taken_back_on_its_page_and_organisers_are_told(world: World):
    """Sabotage: without its guard of the closed scoring, the last call changes who counts once the places are seen."""
    scene = jury_scene(world)
    (juror, other), (team, second), post = scene.jurors, scene.teams, Post(world)
    page, path = f"/jury/sheets/{team.id}", f"teams/{team.id}/tie/deny"
    assert juror.call("POST", path, 409)["code"] == "tie_first"
    juror.send(f"{page}/tie", {"kind": "family", "note": "CANARY-note"})
    post.new()
    words = juror.see(page)
    assert f"{MISTAKE} Say so only if nothing ties you to any of its members" in words
    assert "The team comes back to your list" in words
    assert juror.call("PUT", f"teams/{team.id}/tie", 409, json={"kind": "none"})["code"] == "tie_stays"
    for stranger in (scene.organiser, scene.member, world.person("Nobody")):
        stranger.call("POST", path, 404)
    assert progress(scene) == (3, 0, 1)
    juror.send(f"{page}/tie/deny")
    assert "It is noted: nothing ties you to this team." in (words := juror.see(page))
    assert "WORK-1" in words
    assert progress(scene) == (4, 0, 0)
    told = post.new()
    assert [who for who, _, _ in told] == ["olga.fort"]
    assert "Juror a Fort declared a tie with the team Team 1 Open Fort" in " ".join(told[0][2].split())
    assert "They read this team again" in told[0][2]
    # The same again changes and tells nothing, and what was said of the tie is gone.
    assert juror.call("POST", path)["kind"] == "none"
    assert post.new() == []
    facts = world.read(lambda db: db.exec(select(Entry.facts).where(Entry.action == "deny_tie")).all())
    assert facts == [{"team_id": str(team.id), "sheets": 0, "reads": True}]
    assert world.read(lambda db: db.exec(select(Tie.note).where(Tie.team_id == team.id)).one()) is None
    assert "a tie they had declared was a mistake" in scene.organiser.see(f"/hackathons/{scene.slug}/organise/journal")
    other.call("PUT", f"teams/{second.id}/tie", json={"kind": "family"})
    for one, here in ((juror, team), (juror, second), (other, team)):
        one.call("PUT", f"teams/{here.id}/tie", json={"kind": "none"})
        score(scene, one, here, [4, 4, 4, 4])
    scene.organiser.send(f"/challenges/{scene.challenge.id}/scoring/close")
    assert MISTAKE not in (words := other.see(f"/jury/sheets/{second.id}"))
    assert "What you declared stays." in words
    other.send(f"/jury/sheets/{second.id}/tie/deny", status=409)
    assert other.call("POST", f"teams/{second.id}/tie/deny", 409)["code"] == "round_closed"


def test_what_was_read_before_a_late_tie_counts_again(sqlite_world: World):
    """Denied by its juror, or withdrawn by who wrote it down. Sabotage: leave the sheets as they are, and both stay out."""
    scene = jury_scene(sqlite_world)
    free_of_ties(sqlite_world, scene)
    (juror, other), team = scene.jurors, scene.teams[0]
    score(scene, juror, team, [5, 5, 5, 5])
    score(scene, other, team, [3, 3, 3, 3], lock=False)
    juror.call("PUT", f"teams/{team.id}/tie", json={"kind": "financial"})
    apply_file(scene, packed(line(scene, "tie", 1, 0, kind_of_tie="employer")))
    assert progress(scene) == (2, 0, 2)
    assert "What you had marked counts again as it stands" in juror.see(f"/jury/sheets/{team.id}")
    juror.send(f"/jury/sheets/{team.id}/tie/deny")
    other.send(f"/jury/sheets/{team.id}/tie/deny", status=409)
    scene.organiser.call("DELETE", f"challenges/{scene.challenge.id}/panels/{team.id}/{other.id}/tie", 204)
    assert progress(scene) == (4, 1, 0)
    assert other.call("GET", f"teams/{team.id}/sheet")["revision"] == 1
    facts = sqlite_world.read(
        lambda db: db.exec(select(Entry.facts).where(col(Entry.action).in_(["deny_tie", "withdraw_tie"]))).all()
    )
    assert [found["sheets"] for found in facts] == [1, 1]


def test_a_seat_comes_back_where_nobody_took_it_and_whoever_took_one_keeps_it(sqlite_world: World):
    """Sabotage: give every seat back, and the team whose seat was taken has one reader more than was wanted."""
    scene = jury_scene(sqlite_world, teams=2, jurors=3)
    (one, other, third), (first, second), post = scene.jurors, scene.teams, Post(sqlite_world)
    panels = f"challenges/{scene.challenge.id}/panels"
    scene.organiser.call("PUT", f"challenges/{scene.challenge.id}/panelists/{third.id}", 204, json={"stand_in": True})
    scene.organiser.call("PUT", panels, 204, json={"reads": 2})
    assert (seated(sqlite_world, scene, 0), seated(sqlite_world, scene, 1)) == (["a", "b"], ["a", "b"])
    one.call("PUT", f"teams/{first.id}/tie", json={"kind": "family"})
    assert seated(sqlite_world, scene, 0) == ["b", "c"]
    assert "Other jurors read this team now and keep it" in one.see(f"/jury/sheets/{first.id}")
    one.send(f"/jury/sheets/{first.id}/tie/deny")
    assert seated(sqlite_world, scene, 0) == ["b", "c"]
    assert "Others read this team" in (words := one.see(f"/jury/sheets/{first.id}"))
    assert "WORK-1" not in words
    assert one.call("GET", f"teams/{first.id}/sheet", 409)["code"] == "not_seated"
    assert "Others read this team now and keep it" in next(text for who, _, text in post.new() if who == "olga.fort")
    # Nobody is left to step in for the second team, so its seat waits for whoever comes back.
    third.call("PUT", f"teams/{second.id}/tie", json={"kind": "family"})
    other.call("PUT", f"teams/{second.id}/tie", json={"kind": "family"})
    assert seated(sqlite_world, scene, 1) == ["a"]
    assert "The team comes back to your list" in other.see(f"/jury/sheets/{second.id}")
    other.call("POST", f"teams/{second.id}/tie/deny")
    assert seated(sqlite_world, scene, 1) == ["a", "b"]
    assert "WORK-2" in other.see(f"/jury/sheets/{second.id}")
    # Who stands by is not placed by taking a tie back; who had begun to read reads on, beside who stepped in.
    third.call("POST", f"teams/{second.id}/tie/deny")
    assert seated(sqlite_world, scene, 1) == ["a", "b"]
    score(scene, other, second, [2, 2, 2, 2], lock=False)
    other.call("PUT", f"teams/{second.id}/tie", json={"kind": "family"})
    assert seated(sqlite_world, scene, 1) == ["a", "c"]
    other.call("POST", f"teams/{second.id}/tie/deny")
    assert seated(sqlite_world, scene, 1) == ["a", "b", "c"]
    assert other.call("GET", f"teams/{second.id}/sheet")["revision"] == 1


def test_a_round_that_is_over_stays_as_it_was(sqlite_world: World):
    """Tried: with the sheets of every round put back, one act after the choice changes what the choice rested on."""
    scene = jury_scene(sqlite_world, teams=2, jurors=1)
    (juror,), (first, second), at = scene.jurors, scene.teams, f"challenges/{scene.challenge.id}"
    scene.organiser.send(f"/{at}/rounds", {"before.en": "Preselection", "name.en": "Final"})
    free_of_ties(sqlite_world, scene)
    for team in (first, second):
        score(scene, juror, team, [4, 4, 4, 4])
    scene.organiser.send(f"/{at}/scoring/close")
    scene.organiser.send(f"/{at}/finalists", {"teams": [str(first.id)]})
    score(scene, juror, first, [3, 3, 3, 3])
    juror.call("PUT", f"teams/{first.id}/tie", json={"kind": "family"})
    juror.call("POST", f"teams/{first.id}/tie/deny")

    def out(position: int) -> bool:
        mine = select(Sheet).join(Rubric).where(Rubric.position == position, Sheet.team_id == first.id)
        return sqlite_world.read(lambda db: db.exec(mine).one().recused_at is not None)

    assert (out(1), out(2)) == (True, False)
    assert juror.call("GET", f"teams/{first.id}/sheet")["locked_at"]
    kinds = sqlite_world.read(lambda db: db.exec(select(Tie.kind)).all())
    assert set(kinds) == {TieKind.NONE}
