"""P5: coaches, designers and mentors for all teams at once; who is missing, and why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.hackathon import Attendance, Hackathon, Phase
from app.models.jury import Tie, TieKind
from app.models.organisation import Organisation, Sector
from app.models.person import Role, Within
from app.models.team import Team
from tests.builders import create_team, make_hackathon
from tests.web.test_team_composition import companion, propose, scene
from tests.world import Actor, World


def test_p5_every_team_gets_its_coach_and_designer_in_one_press(world: World):
    organiser, hackathon, _people, _ = scene(world, 15)
    found = propose(world, organiser, hackathon, teams=3, effort="quick")
    organiser.call("POST", f"team-proposals/{found['id']}/adoption")
    for name in ("Cora", "Cleo", "Cyra"):
        companion(world, hackathon, f"{name} Coach", Role.COACH)
    for name in ("Dora", "Dina"):
        companion(world, hackathon, f"{name} Designer", Role.DESIGNER)
    page = f"/hackathons/{hackathon.slug}/compose/companions"
    shown = organiser.see(page)
    assert "No coach is missing" in shown
    assert "proposed" in shown
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    assert len(set(plan["new"]["coach"].values())) == 3
    assert len(plan["new"]["designer"]) == 3  # one of two designers takes two teams
    organiser.send(page, {"fingerprint": plan["fingerprint"]})
    teams = organiser.call("GET", f"hackathons/{hackathon.id}/teams")
    assert all(team["has_coach"] and team["has_designer"] for team in teams)
    again = organiser.call(
        "POST", f"hackathons/{hackathon.id}/companion-plan/adoption", 409, json={"fingerprint": plan["fingerprint"]}
    )
    assert again["code"] == "plan_outdated"
    assert "Nothing to adopt" in organiser.see(page)


def test_p5_who_is_missing_is_said_and_those_who_accompany_stay(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    watch = create_team(organiser, hackathon, challenge, "The Watch")
    create_team(organiser, hackathon, challenge, "The Wall")
    cora = companion(world, hackathon, "Cora Coach", Role.COACH)
    organiser.call("PUT", f"teams/{watch['id']}/coach", json={"person_id": str(cora.id)})
    shown = organiser.see(f"/hackathons/{hackathon.slug}/compose/companions")
    assert "2 designers are missing" in shown
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    assert plan["pairs"]["coach"][watch["id"]] == str(cora.id)
    assert watch["id"] not in plan["new"]["coach"]
    assert {one["why"] for one in plan["missing"]["designer"]} == {"busy"}


def test_p5_somebody_of_another_language_or_a_colleague_is_not_proposed(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    body = {"name": "The Watch", "seats": 8, "language": "fr"}
    organiser.call("PUT", f"teams/{team['id']}", json=body)
    organiser.call("POST", f"teams/{team['id']}/members", 201, json={"person_id": str(people[0].id)})
    stranger = world.person("Sam Stranger")
    for who in (stranger, people[0]):
        who.see(f"/hackathons/{hackathon.slug}/compose/companions", 404)
        who.call("GET", f"hackathons/{hackathon.id}/companion-plan", 404)
        who.call("POST", f"hackathons/{hackathon.id}/companion-plan/adoption", 404, json={"fingerprint": "0" * 64})
    # A participant who is in a team accompanies none.
    assert organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")["pairs"]["coach"] == {}


def give(world: World, person: Actor, role: Role, within: Within, place: UUID, hackathon: Hackathon) -> None:
    world.act(lambda db: roles.give(db, person.person, role, within, place, at=world.now, hackathon_id=hackathon.id))


def of_organisation(world: World, person: Actor, hackathon: Hackathon, name: str, **more: Any) -> UUID:
    """Write down how somebody who accompanies comes: for which organisation, on site or not, in which languages."""

    def unit(db: Db) -> UUID:
        named = db.exec(select(Organisation).where(Organisation.name_key == name.lower())).first()
        body = named or Organisation(name=name, name_key=name.lower(), sector=Sector.COMPANY, created_at=world.now)
        db.add(body)
        db.flush()
        values = {"sector": Sector.COMPANY, "attendance": Attendance.EITHER} | more
        db.add(
            Application(
                hackathon_id=hackathon.id, person_id=person.id, role=Role.COACH, organisation_id=body.id,
                fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, created_at=world.now, **values,
            )
        )  # fmt: skip
        return body.id

    return world.act(unit)


def test_p5_who_is_tied_to_a_team_is_not_proposed_for_it(world: World):
    """Each tie in its turn, with nobody else there: the team stays without, and the reason is said."""
    organiser, hackathon, people, challenge = scene(world, 10)
    team = create_team(organiser, hackathon, challenge, "The Watch")
    organiser.call("POST", f"teams/{team['id']}/members", 201, json={"person_id": str(people[0].id)})
    cora = companion(world, hackathon, "Cora Coach", Role.COACH)

    def why() -> str | None:
        plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
        assert plan["new"]["coach"] == ({} if plan["missing"]["coach"] else {team["id"]: str(cora.id)})
        return next((one["why"] for one in plan["missing"]["coach"]), None)

    def end(role: Role, place: UUID) -> None:
        world.act(lambda db: roles.end(db, cora.id, role, place, at=world.now))

    assert why() is None
    challenge_id = UUID(challenge["id"])
    give(world, cora, Role.PROJECT_HOLDER, Within.CHALLENGE, challenge_id, hackathon)
    assert why() == "tie"
    end(Role.PROJECT_HOLDER, challenge_id)
    give(world, cora, Role.JUROR, Within.CHALLENGE, challenge_id, hackathon)
    assert why() == "tie"
    end(Role.JUROR, challenge_id)
    assert why() is None

    # A tie that she declared as a juror holds, even after she left the jury.
    tie = Tie(person_id=cora.id, team_id=UUID(team["id"]), kind=TieKind.FAMILY, declared_at=world.now)
    world.act(lambda db: db.add(tie))
    assert why() == "tie"
    world.act(lambda db: db.exec(sa.delete(Tie)))
    assert why() is None

    # She works for the association that the défi is for.
    body = of_organisation(world, cora, hackathon, "The Fort")
    assert why() is None
    world.act(lambda db: db.add(Beneficiary(challenge_id=challenge_id, organisation_id=body, created_at=world.now)))
    assert why() == "tie"
    world.act(lambda db: db.exec(sa.delete(Beneficiary).where(col(Beneficiary.organisation_id) == body)))
    assert why() is None

    # A colleague of hers is in the team.
    mine = sa.update(Application).where(col(Application.person_id) == people[0].id)
    world.act(lambda db: db.exec(mine.values(organisation_id=body)))
    assert why() == "employer"
    world.act(lambda db: db.exec(mine.values(organisation_id=None)))

    # She speaks another language.
    hers = sa.update(Application).where(col(Application.person_id) == cora.id)
    world.act(lambda db: db.exec(hers.values(languages=["es"])))
    world.act(lambda db: db.exec(sa.update(Team).values(language="fr")))
    assert why() == "language"


def test_p5_the_load_in_hackathons_at_the_same_time_counts(world: World):
    organiser, hackathon, _people, challenge = scene(world, 10)
    create_team(organiser, hackathon, challenge, "The Watch")
    cora, cleo = (companion(world, hackathon, name, Role.COACH) for name in ("Cora Coach", "Cleo Coach"))
    other = make_hackathon(world, organiser, title="Elsewhere", attendance="remote")

    def elsewhere(db: Db) -> UUID:
        theirs = Challenge(
            hackathon_id=other.id, title="Water", theme="Water", status=ChallengeStatus.READY, created_at=world.now
        )
        db.add(theirs)
        db.flush()
        team = Team(hackathon_id=other.id, challenge_id=theirs.id, name="The Well", created_at=world.now)
        db.add(team)
        db.flush()
        return team.id

    well = world.act(elsewhere)
    give(world, cora, Role.MENTOR, Within.TEAM, well, other)

    def proposed() -> list[str]:
        plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
        return list(plan["new"]["coach"].values())

    def change(**values: Any) -> None:
        world.act(lambda db: db.exec(sa.update(Hackathon).where(col(Hackathon.id) == other.id).values(**values)))

    assert proposed() == [str(cleo.id)]
    give(world, cleo, Role.COACH, Within.TEAM, well, other)
    # Both accompany a team there; then the one who came first takes this one.
    assert proposed() == [str(cora.id)]
    give(world, cora, Role.DESIGNER, Within.TEAM, well, other)
    assert proposed() == [str(cleo.id)]
    # Not at the same time, or over: what they did there does not count.
    change(starts_at=hackathon.ends_at, ends_at=hackathon.ends_at + timedelta(days=1))
    assert proposed() == [str(cora.id)]
    change(starts_at=hackathon.starts_at, ends_at=hackathon.ends_at)
    assert proposed() == [str(cleo.id)]
    change(phase=Phase.STOPPED)
    assert proposed() == [str(cora.id)]
    # On site elsewhere at that time, nobody is here as well.
    change(phase=Phase.TEAMING, attendance=Attendance.ON_SITE, place="Lyon")
    assert proposed() == []
    world.act(lambda db: db.exec(sa.update(Team).where(col(Team.id) != well).values(attendance=Attendance.REMOTE)))
    assert proposed() == [str(cleo.id)]
    of_organisation(world, cleo, hackathon, "Acme", attendance=Attendance.ON_SITE)
    assert proposed() == []  # Cora has her share elsewhere


def test_p5_mentors_are_planned_beside_and_nobody_is_replaced(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    watch, wall = (create_team(organiser, hackathon, challenge, name) for name in ("The Watch", "The Wall"))
    page = f"/hackathons/{hackathon.slug}/compose/companions"
    assert "No mentor here" in organiser.see(page)
    mia = companion(world, hackathon, "Mia Mentor", Role.MENTOR)
    assert "No mentor is missing" in organiser.see(page)
    organiser.call("PUT", f"teams/{wall['id']}/mentor", json={"person_id": str(mia.id)})
    assert organiser.call("PUT", f"teams/{wall['id']}/mentor", 409, json={"person_id": str(people[0].id)})["code"] == (
        "not_a_companion"
    )
    coaches = [companion(world, hackathon, f"{name} Coach", Role.COACH) for name in ("Cora", "Cleo")]
    for team in (watch, wall):  # one by hand for both, which is more than her share
        organiser.call("PUT", f"teams/{team['id']}/coach", json={"person_id": str(coaches[0].id)})
    mo = companion(world, hackathon, "Mo Mentor", Role.MENTOR)
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    assert plan["new"] == {"coach": {}, "designer": {}, "mentor": {watch["id"]: str(mo.id)}}
    assert plan["pairs"]["coach"] == {watch["id"]: str(coaches[0].id), wall["id"]: str(coaches[0].id)}
    organiser.send(page, {"fingerprint": plan["fingerprint"]})
    assert all(team["has_mentor"] for team in organiser.call("GET", f"hackathons/{hackathon.id}/teams"))
    mentored = f"/hackathons/{hackathon.slug}/compose/teams/{watch['id']}"
    assert "Mo Mentor" in organiser.see(mentored)
    assert "The Watch" in mo.see(f"/teams/{watch['id']}")
    organiser.send(f"{mentored}/companions", {"role": "mentor", "mentor": ""})
    mo.see(f"/teams/{watch['id']}", 404)
