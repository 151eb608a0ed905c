"""P5: witnesses go round the tables: planned, planned again, read by each, moved with the run of show."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Beneficiary
from app.models.hackathon import Attendance, Hackathon, Phase, Step
from app.models.organisation import Organisation, Sector
from app.models.person import Role
from app.models.team import RotaTurn, Team
from tests.builders import create_team, move_to, pause
from tests.web.test_team_composition import companion, scene
from tests.world import Actor, World


def steps(world: World, hackathon: Hackathon) -> list[Step]:
    return world.read(lambda db: list(db.exec(select(Step).where(Step.hackathon_id == hackathon.id).order_by(Step.starts_at))))


def empathy(world: World, hackathon: Hackathon) -> Step:
    """The step of the template in which the teams listen: 105 minutes, four visits of 20 with 5 between."""
    return next(step for step in steps(world, hackathon) if "witnesses" in step.title["en"])


def tables(organiser: Actor, hackathon: Hackathon, challenge: Any, *names: str) -> list[Any]:
    return [create_team(organiser, hackathon, challenge, name) for name in names]


def plan(organiser: Actor, hackathon: Hackathon, step: Step, status: int = 200, **given: Any) -> Any:
    body = {"step_id": str(step.id), "minutes": 20, "between": 5} | given
    return organiser.call("POST", f"hackathons/{hackathon.id}/rota", status, json=body)


def turns(world: World) -> list[RotaTurn]:
    return world.read(lambda db: list(db.exec(select(RotaTurn).order_by(RotaTurn.starts_at, RotaTurn.team_id))))


def writes(world: World, person: Actor, hackathon: Hackathon, **values: Any) -> None:
    """Write down how a witness comes."""

    def unit(db: Db) -> None:
        kept = {"sector": Sector.ASSOCIATION, "attendance": Attendance.EITHER} | values
        db.add(
            Application(
                hackathon_id=hackathon.id, person_id=person.id, role=Role.WITNESS, fifteen_or_over=True,
                status=ApplicationStatus.ACCEPTED, created_at=world.now, **kept,
            )
        )  # fmt: skip

    world.act(unit)


def test_p5_a_round_is_planned_and_each_sees_their_own_part(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    page = f"/hackathons/{hackathon.slug}/compose/rota"
    assert "No round yet" in organiser.see(page)
    watch, wall, well = tables(organiser, hackathon, challenge, "The Watch", "The Wall", "The Well")
    organiser.call("PUT", f"teams/{watch['id']}", json={"name": "The Watch", "seats": 8, "table_label": "7"})
    wanda, will, wim = (companion(world, hackathon, name, Role.WITNESS) for name in ("Wanda One", "Will Two", "Wim Three"))
    writes(world, wim, hackathon, absent_at=world.now)
    organiser.call("POST", f"teams/{watch['id']}/members", 201, json={"person_id": str(people[0].id)})
    organiser.call("POST", f"teams/{wall['id']}/members", 201, json={"person_id": str(people[1].id)})
    cora = companion(world, hackathon, "Cora Coach", Role.COACH)
    organiser.call("PUT", f"teams/{well['id']}/coach", json={"person_id": str(cora.id)})
    step = empathy(world, hackathon)

    there = organiser.send(page, {"step_id": str(step.id), "minutes": "20", "between": "5"}).headers["location"]
    shown = organiser.see(there)
    assert "Each team hears 2 witnesses" in shown
    assert organiser.see(f"{there}&of=team").count("Will Two") == 4  # three visits, and the box to leave him out
    assert "3 visits without a witness" in shown  # two witnesses for three tables, in three visits
    assert "Too few witnesses for so many tables" in shown
    assert "1 witness without a turn" in shown
    assert "Wim Three: no turn" in shown
    whole = organiser.call("GET", f"hackathons/{hackathon.id}/rota")
    assert len(whole["turns"]) == 6
    assert len({(turn["person_id"], turn["team_id"]) for turn in whole["turns"]}) == 6
    assert [(one["step_id"], one["without_turn"]) for one in whole["missing"]] == [(str(step.id), [str(wim.id)])]
    assert {(one["visits"], one["why"]) for one in whole["missing"][0]["unheard"]} == {(1, "busy")}

    mine = wanda.call("GET", f"hackathons/{hackathon.id}/rota")
    assert mine["missing"] == []
    assert {turn["witness"] for turn in mine["turns"]} == {"Wanda One"}
    assert [turn["starts_at"] for turn in mine["turns"]] == sorted(turn["starts_at"] for turn in mine["turns"])
    assert {turn["team"] for turn in mine["turns"]} == {"The Watch", "The Wall", "The Well"}
    told = wanda.see(f"/hackathons/{hackathon.slug}/rota")
    assert "table 7" in told
    assert "Will Two" not in told

    for who, team in ((people[0], watch), (people[1], wall), (cora, well)):
        visits = who.call("GET", f"hackathons/{hackathon.id}/rota")["turns"]
        assert {turn["team_id"] for turn in visits} == {team["id"]}
        assert {turn["witness"] for turn in visits} == {"Wanda One", "Will Two"}
        told = who.see(f"/hackathons/{hackathon.slug}/rota")
        assert "Who comes to our table" in told
        assert told.count("Wanda One") == 1
        assert "Who comes to our table" in who.see(f"/teams/{team['id']}")
    assert people[5].call("GET", f"hackathons/{hackathon.id}/rota") == {"turns": [], "missing": []}
    assert "No visit planned" in people[5].see(f"/hackathons/{hackathon.slug}/rota")

    sheets = f"{page}/{step.id}/sheets"
    assert organiser.see(sheets).count("The Watch") == 2
    assert organiser.see(f"{sheets}?of=team").count("Will Two") == 3
    stranger = world.person("Sam Stranger")
    body = {"step_id": str(step.id)}
    for who in (stranger, people[0], wim, will):
        who.see(page, 404)
        who.see(sheets, 404)
        who.send(page, body, status=404)
        who.call("DELETE", f"hackathons/{hackathon.id}/rota/{step.id}", 404)
    stranger.see(f"/hackathons/{hackathon.slug}/rota", 404)
    stranger.call("GET", f"hackathons/{hackathon.id}/rota", 404)
    people[0].call("POST", f"hackathons/{hackathon.id}/rota", 403, json=body)

    organiser.send(f"{page}/{step.id}/removal")
    assert turns(world) == []
    assert "No turn yet" in wanda.see(f"/hackathons/{hackathon.slug}/rota")
    assert "The round of the witnesses was taken back." in organiser.see(f"/hackathons/{hackathon.slug}/organise/journal")
    assert world.read(lambda db: list(journal.verify(db, hackathon.id))) == []


def test_p5_a_round_is_planned_again_and_what_has_begun_stays(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    tables(organiser, hackathon, challenge, "The Watch", "The Wall")
    wanda, will = (companion(world, hackathon, name, Role.WITNESS) for name in ("Wanda One", "Will Two"))
    step = empathy(world, hackathon)
    assert len(plan(organiser, hackathon, step)["turns"]) == 4
    first = [turn.model_dump(exclude={"id"}) for turn in turns(world)]
    plan(organiser, hackathon, step)
    assert [turn.model_dump(exclude={"id"}) for turn in turns(world)] == first  # the same again is the same
    lone = plan(organiser, hackathon, step, without=[str(will.id)])
    assert {turn["person_id"] for turn in lone["turns"]} == {str(wanda.id)}
    assert lone["missing"][0]["without_turn"] == [str(will.id)]
    assert "Will Two: no turn" in organiser.see(f"/hackathons/{hackathon.slug}/compose/rota?step={step.id}")

    # In the middle of the first visit, Will comes after all: what has begun stays, and Wanda hears nobody twice.
    world.clock.now = step.starts_at + timedelta(minutes=10)
    again = plan(organiser, hackathon, step)["turns"]
    began = [turn for turn in again if turn["starts_at"] == lone["turns"][0]["starts_at"]]
    assert [turn["id"] for turn in began] == [lone["turns"][0]["id"]]
    assert Counter(turn["witness"] for turn in again) == {"Wanda One": 2, "Will Two": 2}
    assert len({(turn["person_id"], turn["team_id"]) for turn in again}) == 4
    world.clock.now = step.ends_at
    assert plan(organiser, hackathon, step, 409)["code"] == "step_over"

    def press(_: int) -> int:
        body = {"step_id": str(steps(world, hackathon)[-1].id), "minutes": 5}
        return organiser.api.post(f"hackathons/{hackathon.id}/rota", json=body).status_code

    last = steps(world, hackathon)[-1]
    assert last.starts_at > world.now
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(press, range(3))) == {200}
    # Every pair has met already: three presses at once plan nothing twice.
    assert [turn for turn in turns(world) if turn.step_id == last.id] == []


def test_p5_turns_move_with_the_run_of_show(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    tables(organiser, hackathon, challenge, "The Watch", "The Wall")
    for name in ("Wanda One", "Will Two"):
        companion(world, hackathon, name, Role.WITNESS)
    step = empathy(world, hackathon)
    plan(organiser, hackathon, step, between=0)  # back to back: a shift by one visit meets the next one
    before = [(turn.starts_at, turn.ends_at) for turn in turns(world)]

    def moved(minutes: float) -> bool:
        by = timedelta(minutes=minutes)
        return [(turn.starts_at, turn.ends_at) for turn in turns(world)] == [(a + by, b + by) for a, b in before]

    organiser.call("POST", f"steps/{step.id}/shift", json={"minutes": 20})
    assert moved(20)
    body = {"title": step.title, "starts_at": (step.starts_at + timedelta(minutes=40)).isoformat(), "minutes": 105}
    organiser.call("PUT", f"steps/{step.id}", json=body)
    assert moved(40)
    organiser.call("PUT", f"steps/{step.id}", json=body | {"starts_at": step.starts_at.isoformat()})
    assert moved(0)
    # A pause: what is under way ends later, what is to come moves.
    move_to(world, hackathon, Phase.SPRINT, organiser)
    world.clock.now = step.starts_at + timedelta(minutes=10)
    pause(world, hackathon, organiser)
    world.clock.now += timedelta(minutes=20)
    organiser.call("POST", f"hackathons/{hackathon.id}/moves", 201, json={"to": "sprint"})
    by = timedelta(minutes=20)
    assert [(turn.starts_at, turn.ends_at) for turn in turns(world)] == [
        (a + by * (a > step.starts_at), b + by) for a, b in before
    ]
    organiser.call("DELETE", f"steps/{step.id}", 204)
    assert turns(world) == []


def test_p5_who_can_visit_which_table(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    watch, wall = tables(organiser, hackathon, challenge, "The Watch", "The Wall")
    step = empathy(world, hackathon)
    assert plan(organiser, hackathon, step, 409)["code"] == "no_witness"
    wanda = companion(world, hackathon, "Wanda One", Role.WITNESS)
    writes(world, wanda, hackathon, languages=["es"])

    def heard() -> set[str]:
        return {turn["team"] for turn in plan(organiser, hackathon, step)["turns"]}

    def change(model: Any, *where: Any, **values: Any) -> None:
        world.act(lambda db: db.exec(sa.update(model).where(*where).values(**values)))

    assert heard() == {"The Watch", "The Wall"}
    of_watch, hers = col(Team.id) == UUID(watch["id"]), col(Application.person_id) == wanda.id
    change(Team, of_watch, language="fr")
    assert heard() == {"The Wall"}
    change(Team, of_watch, language=None, attendance=Attendance.REMOTE)
    change(Application, hers, attendance=Attendance.ON_SITE)
    assert heard() == {"The Wall"}
    change(Team, of_watch, attendance=Attendance.EITHER)
    assert heard() == {"The Watch", "The Wall"}

    # She comes with an association that brings another défi: she tells of it to its teams only.
    def association(db: Db) -> UUID:
        other = Team.model_validate(db.get_one(Team, UUID(wall["id"])).model_dump())
        from app.models.challenge import Challenge, ChallengeStatus  # noqa: PLC0415 - only here

        theirs = Challenge(
            hackathon_id=hackathon.id, title="Water", theme="W", status=ChallengeStatus.READY, created_at=world.now
        )
        body = Organisation(name="The Spring", name_key="the spring", sector=Sector.ASSOCIATION, created_at=world.now)
        db.add_all([theirs, body])
        db.flush()
        db.add(Beneficiary(challenge_id=theirs.id, organisation_id=body.id, created_at=world.now))
        db.exec(sa.update(Team).where(col(Team.id) == other.id).values(challenge_id=theirs.id))
        return body.id

    body = world.act(association)
    assert heard() == {"The Watch", "The Wall"}
    change(Application, hers, organisation_id=body)
    assert heard() == {"The Wall"}
    # Marked absent, or the only one left out: nobody comes.
    change(Application, hers, absent_at=world.now)
    assert plan(organiser, hackathon, step, 409)["code"] == "no_witness"
    change(Application, hers, absent_at=None)
    assert plan(organiser, hackathon, step, 409, without=[str(wanda.id)])["code"] == "no_witness"

    # In another step she goes where she was not yet; at the same time, nowhere else.
    later = next(one for one in steps(world, hackathon) if one.starts_at >= step.ends_at)
    assert len(turns(world)) == 1
    change(Application, hers, organisation_id=None)
    assert {turn["team"] for turn in plan(organiser, hackathon, later)["turns"] if turn["step_id"] == str(later.id)} == {
        "The Watch"
    }
    change(Step, col(Step.id) == later.id, starts_at=step.starts_at, ends_at=step.ends_at)
    assert plan(organiser, hackathon, later, 409)["code"] == "no_witness"


def test_p5_what_cannot_be_a_round_is_refused_with_a_reason(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    companion(world, hackathon, "Wanda One", Role.WITNESS)
    step = empathy(world, hackathon)
    page = f"/hackathons/{hackathon.slug}/compose/rota"
    body = {"step_id": str(step.id), "minutes": "20", "between": "0"}
    assert "There is no team yet to visit" in organiser.send(page, body, status=409).text
    tables(organiser, hackathon, challenge, "The Watch")
    assert "This step lasts 105 minutes" in organiser.send(page, body | {"minutes": "120"}, status=422).text
    assert "Choose a step" in organiser.send(page, body | {"step_id": str(challenge["id"])}, status=422).text
    long = next(one for one in steps(world, hackathon) if one.ends_at - one.starts_at >= timedelta(minutes=125))
    assert "More than 24 visits" in organiser.send(page, body | {"step_id": str(long.id), "minutes": "5"}, status=422).text
    assert plan(organiser, hackathon, step, 422, minutes=1)["code"] == "invalid"
    plan(organiser, hackathon, step)
    organiser.call("DELETE", f"hackathons/{hackathon.id}/rota/{challenge['id']}", 404)
    move_to(world, hackathon, Phase.JURY, organiser)
    assert plan(organiser, hackathon, step, 409)["code"] == "wrong_phase"
    assert "not possible in the present phase" in organiser.see(page)
    organiser.call("DELETE", f"hackathons/{hackathon.id}/rota/{step.id}", 409)
