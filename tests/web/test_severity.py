"""J7: a juror learns alone how strict they were, once the scoring is closed.

Tried: without the look at the close, here and in the page, the first assertion is red; with one other as enough, the last test.
"""

import pytest

from app.domain.severity import compare
from tests.builders import free_of_ties, jury_scene, score
from tests.world import World


def test_a_strict_juror_reads_so_alone_and_only_after_the_close(world: World):
    scene = jury_scene(world, jurors=3, teams=3)
    free_of_ties(world, scene)
    for juror, level in zip(scene.jurors, (2, 4, 4), strict=True):
        for team in scene.teams:
            score(scene, juror, team, [level] * 4)
    strict, kind, _ = scene.jurors
    path = f"/jury/{scene.slug}"
    assert "stricter than" not in strict.see(path)
    scene.organiser.call("POST", f"challenges/{scene.challenge.id}/scoring/close")
    assert "you were stricter than the other jurors, by 2.0 points" in strict.see(path)
    assert "you were kinder than the other jurors, by 1.0 points" in kind.see(path)
    assert "stricter" not in kind.see(path)
    assert "stricter" not in scene.organiser.see(f"/hackathons/{scene.slug}/jury/setup")


def test_too_few_teams_or_others_say_nothing_and_a_small_difference_is_none():
    teams = {f"t{n}": {"me": 3.1, "a": 3.0, "b": 3.0} for n in range(3)}
    found = compare("me", teams)
    assert found
    assert found.alike
    assert (found.teams, found.own, found.others) == (3, pytest.approx(3.1), pytest.approx(3.0))
    assert compare("me", dict(list(teams.items())[:2])) is None
    assert compare("nobody", teams) is None
    assert compare("me", {name: {"me": 5.0, "a": 1.0} for name in teams}) is None
