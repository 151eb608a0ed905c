"""P4, P5: the Grand Hackathon Campus: 100 people, 25 teams, five défis; composed, published, contested, repaired."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from app.domain import roles
from app.models.application import Application, ApplicationStatus
from app.models.challenge import Challenge, ChallengeStatus
from app.models.hackathon import Attendance, Hackathon, Phase
from app.models.organisation import Sector
from app.models.person import Role, Within
from app.models.team import Membership
from tests.builders import bare_person, make_hackathon, move_to
from tests.web.test_team_composition import open_members, searched
from tests.world import World

DEFIS = ("Meals", "Mobility", "Repair", "Food", "Housing")


def campus(world: World):
    """A hundred people of all sectors with their wishes, among them one who has a browser."""
    organiser, mina = world.person("Olga Org"), world.person("Mina Member")
    hackathon = make_hackathon(world, organiser, capacity=200, team_min=3, team_max=6)
    move_to(world, hackathon, Phase.CALL, organiser)

    def unit(db) -> list[str]:
        made = list(db.exec(select(Challenge).where(Challenge.hackathon_id == hackathon.id)))
        made += [
            Challenge(
                hackathon_id=hackathon.id, status=ChallengeStatus.READY, title=title, theme="Ecology", brief="Here.",
                why="Because.", approved_at=world.now, created_at=world.now,
            )
            for title in DEFIS[1:]
        ]  # fmt: skip
        db.add_all(made)
        db.flush()
        defis = [str(one.id) for one in made]
        for number in range(100):
            person = mina.person if number == 0 else bare_person(db, world, f"Student {number:03}")
            db.add(
                Application(
                    hackathon_id=hackathon.id, person_id=person.id, sector=list(Sector)[number * 7 % 5],
                    attendance=Attendance.REMOTE, fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, languages=["fr"],
                    wishes=[defis[(number + shift) % 5] for shift in (0, 2, 3)], skills=[("design", "web", "law")[number % 3]],
                    decided_at=world.now, created_at=world.now,
                )
            )  # fmt: skip
        for number in range(25):
            for role in (Role.COACH, Role.DESIGNER):
                person = bare_person(db, world, f"{role.value} {number}")
                roles.give(db, person, role, Within.HACKATHON, hackathon.id, at=world.now)
        row = db.get_one(Hackathon, hackathon.id)
        row.phase, row.phase_since = Phase.TEAMING, world.now
        db.add(row)
        return defis

    return organiser, mina, hackathon, world.act(unit)


def test_p4_a_campus_is_composed_published_contested_and_repaired(world: World):
    organiser, mina, hackathon, defis = campus(world)
    base = f"/hackathons/{hackathon.slug}"
    asked = {f"teams_on.{one}": "5" for one in defis} | {"size_min": "3", "size_max": "6", "effort": "quick"}
    where = organiser.send(f"{base}/compose/proposals", asked).headers["location"]
    searched(world)
    page = organiser.see(where)
    assert "25 results" in page
    assert "from the best possible" in page or "nothing could be better" in page or "Proved the best" in page
    organiser.send(f"{where}/adoption")
    members = open_members(world)
    assert len(members) == 100
    assert len({one.team_id for one in members}) == 25
    plan = organiser.call("GET", f"hackathons/{hackathon.id}/companion-plan")
    organiser.send(f"{base}/compose/companions", {"fingerprint": plan["fingerprint"]})
    assert "0 coaches are missing" in organiser.see(f"{base}/compose/companions")
    until = (world.now + timedelta(days=1)).isoformat()
    organiser.call("POST", f"hackathons/{hackathon.id}/team-publications", 201, json={"appeals_until": until})
    mina.send(f"{base}/my-team/appeals", {"body": "My sister is in this team."})
    (appeal,) = organiser.call("GET", f"hackathons/{hackathon.id}/appeals")
    another = next(str(one.team_id) for one in members if str(one.team_id) != appeal["team_id"])
    answer = {"outcome": "changed", "answer": "You join another one.", "team_id": another}
    organiser.call("POST", f"appeals/{appeal['id']}/answer", json=answer)
    assert "Your team was changed" in mina.see(f"{base}/my-team")
    # Ten do not come; four come whom nobody knew.
    before = {one.person_id: one.team_id for one in open_members(world)}
    gone = sorted((one for one in before if one != mina.id), key=str)[:10]

    def walk_in(db) -> None:
        for number in range(4):
            person = bare_person(db, world, f"Late {number}")
            db.add(
                Application(
                    hackathon_id=hackathon.id, person_id=person.id, sector=Sector.CITIZEN, attendance=Attendance.REMOTE,
                    fifteen_or_over=True, status=ApplicationStatus.ACCEPTED, languages=["fr"], walk_in=True,
                    decided_at=world.now, created_at=world.now,
                )
            )  # fmt: skip

    world.act(walk_in)
    organiser.call("POST", f"hackathons/{hackathon.id}/absences", 204, json={"people": [str(one) for one in gone]})
    repair = organiser.send(f"{base}/compose/repairs").headers["location"]
    searched(world)
    assert "who is gone" in organiser.see(repair)
    organiser.send(f"{repair}/adoption")
    after = {one.person_id: one.team_id for one in open_members(world)}
    assert len(after) == 94
    assert not set(gone) & set(after)
    assert sum(after[one] != before[one] for one in after if one in before) <= 12
    stays = world.read(lambda db: db.exec(select(Membership).where(Membership.person_id == gone[0])).all())
    assert all(stay.left_at for stay in stays)
    assert all(isinstance(one, UUID) for one in after.values())
