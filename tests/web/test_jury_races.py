"""J1, J4: what waits behind a change of phase is judged by the phase that it finds, on both engines."""

import threading

from sqlmodel import select

from app.domain import lifecycle
from app.models.hackathon import Phase
from app.models.jury import Rubric, Sheet
from app.queries.hackathons import for_change
from tests.builders import free_of_ties, jury_scene, sheet_body
from tests.world import World


def test_a_sheet_and_an_opening_that_wait_behind_a_pause_are_refused(world: World):
    scene = jury_scene(world)
    free_of_ties(world, scene)
    juror, team = scene.jurors[0], scene.teams[0]
    body = sheet_body(scene, [1])
    answers = {}

    def save():
        answers["sheet"] = juror.api.put(f"teams/{team.id}/sheet", json=body, headers={"If-Match": "0"})

    def open_scoring():
        answers["opening"] = scene.organiser.api.post(f"challenges/{scene.challenge.id}/scoring/open")

    sending = [threading.Thread(target=save), threading.Thread(target=open_scoring)]

    def unit(db):
        locked = for_change(db, scene.organiser.person, scene.hackathon.id)
        if not sending[0].ident:
            for thread in sending:
                thread.start()
            for thread in sending:
                thread.join(timeout=2)  # they wait for this unit's lock
        lifecycle.move(db, scene.organiser.person, locked, Phase.PAUSED, "Fire drill", at=world.now)

    world.act(unit)
    for thread in sending:
        thread.join()
    assert {name: answer.json()["code"] for name, answer in answers.items()} == {"sheet": "paused", "opening": "paused"}
    assert world.read(lambda db: db.exec(select(Sheet)).first()) is None
    assert world.read(lambda db: db.exec(select(Rubric)).one().opened_at) is None
