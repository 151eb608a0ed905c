"""P4: what moving a person would change, weighed before anything is kept; variants and locks."""

import re

from sqlmodel import select

from app.models.team import TeamProposal, TeamRule
from tests.builders import create_team
from tests.web.test_team_composition import open_members, propose, scene
from tests.web.test_team_rules import rule
from tests.world import World


def test_p4_a_swap_is_weighed_kept_as_a_variant_and_adopted(world: World):
    organiser, hackathon, people, _ = scene(world, 10)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    base = f"/hackathons/{hackathon.slug}/compose/proposals/{found['id']}"
    where = found["result"]["assignments"]
    one = str(people[0].id)
    home, away = where[one], next(slot for slot in set(where.values()) if slot != where[one])
    other = next(person for person, slot in where.items() if slot == away)
    page = organiser.see(f"{base}/people/{one}")
    assert "Where else?" in page
    assert "Breaks: the sizes of the teams" in page  # four would stay at home
    assert "In exchange for" in organiser.see(f"{base}/people/{one}?team={away}")
    weighed = organiser.call("POST", f"team-proposals/{found['id']}/what-if", json={"moves": {one: away, other: home}})
    assert weighed["breaks"] == []
    sent = organiser.send(f"{base}/people/{one}/move", {"team": away, "other": other}).headers["location"]
    assert "By hand" in organiser.see(sent)
    variant = organiser.call("GET", f"team-proposals/{sent.rsplit('/', 1)[1]}")
    assert variant["result"]["assignments"] == where | {one: away, other: home}
    assert variant["result"]["total"] == found["result"]["total"] + weighed["points"]
    assert open_members(world) == []
    assert organiser.call("POST", f"team-proposals/{variant['id']}/repetitions", 409)["code"] == "not_repeatable"
    organiser.send(f"{sent}/adoption")
    assert len(open_members(world)) == 10
    assert organiser.call("POST", f"team-proposals/{variant['id']}/variants", 409, json={"moves": {one: home}})["code"] == (
        "proposal_decided"
    )


def test_p4_a_variant_in_a_team_that_exists_may_become_a_lock(world: World):
    organiser, hackathon, people, challenge = scene(world, 10)
    create_team(organiser, hackathon, challenge, "The Watch", seats=6)
    create_team(organiser, hackathon, challenge, "The Wall", seats=6)
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    where = found["result"]["assignments"]
    one, other = str(people[0].id), next(person for person, slot in where.items() if slot != where[str(people[0].id)])
    body = {"moves": {one: where[other], other: where[one]}, "lock": True}
    organiser.call("POST", f"team-proposals/{found['id']}/variants", 201, json=body)
    rules = world.read(lambda db: list(db.exec(select(TeamRule))))
    assert {(row.people[0], str(row.team_id)) for row in rules} == {(one, where[other]), (other, where[one])}
    again = propose(world, organiser, hackathon, teams=2, effort="quick")
    assert again["result"]["assignments"][one] == where[other]


def test_p4_a_change_that_breaks_a_rule_says_which_and_strangers_change_nothing(world: World):
    organiser, hackathon, people, _ = scene(world, 12)
    rule(organiser, hackathon, "apart", people[0], people[1])
    found = propose(world, organiser, hackathon, teams=2, effort="quick")
    where = found["result"]["assignments"]
    one, two = str(people[0].id), str(people[1].id)
    weighed = organiser.call("POST", f"team-proposals/{found['id']}/what-if", json={"moves": {one: where[two]}})
    assert "apart" in [broken["rule"] for broken in weighed["breaks"]]
    assert organiser.call("POST", f"team-proposals/{found['id']}/what-if", 422, json={"moves": {one: where[one]}})["code"] == (
        "nothing_moves"
    )
    assert organiser.call("POST", f"team-proposals/{found['id']}/what-if", 422, json={"moves": {one: "nowhere"}})
    stranger = world.person("Sam Stranger")
    for who in (stranger, people[0]):
        who.see(f"/hackathons/{hackathon.slug}/compose/proposals/{found['id']}/people/{one}", 404)
        who.call("POST", f"team-proposals/{found['id']}/what-if", 404, json={"moves": {one: where[two]}})
        who.call("POST", f"team-proposals/{found['id']}/variants", 404, json={"moves": {one: where[two]}})
    organiser.see(f"/hackathons/{hackathon.slug}/compose/proposals/{found['id']}/people/{stranger.id}", 404)
    assert len(world.read(lambda db: db.exec(select(TeamProposal)).all())) == 1


def test_p4_a_proposal_of_three_hundred_teams_stays_within_its_page(sqlite_world: World):
    world = sqlite_world
    organiser, hackathon, _people, challenge = scene(world, 5)
    from tests.builders import bare_person  # noqa: PLC0415 - a crowd for this test only

    def crowd(db) -> str:
        from app.models.team import ProposalState  # noqa: PLC0415
        from app.schemas.team import ProposalIn  # noqa: PLC0415
        from app.science import team_kept  # noqa: PLC0415
        from app.science.team_json import dump_problem  # noqa: PLC0415
        from app.science.team_problem import resolve  # noqa: PLC0415
        from app.science.team_types import Applicant, Problem, Slot  # noqa: PLC0415

        ids = [str(bare_person(db, world, f"Crowd {number}").id) for number in range(600)]
        sectors = ("public", "company", "association")
        slots = [
            {"id": f"new-{n:03}", "name": f"Team {n}", "challenge": challenge["id"], "new": True, "min": 1, "max": 3,
             "mode": "either", "language": None, "step_free": True, "begun": False}
            for n in range(300)
        ]  # fmt: skip
        problem = resolve(
            Problem(
                tuple(Applicant(one, sectors[n % 3]) for n, one in enumerate(ids)),
                tuple(Slot(slot["id"], slot["challenge"], low=1, high=3, new=True) for slot in slots),
            )
        )
        result = team_kept.by_hand(problem, {one: f"new-{n % 300:03}" for n, one in enumerate(ids)}, {})
        inputs = {
            "problem": dump_problem(problem), "options": {"seed": 1, "effort": 0.1, "prove_below": 0}, "slots": slots,
            "present": {}, "asked": ProposalIn().model_dump(mode="json", exclude={"seed", "insist"}),
        }  # fmt: skip
        made = TeamProposal(
            hackathon_id=hackathon.id, seed=1, inputs=inputs, result=result, state=ProposalState.READY, created_at=world.now,
            method=result["method"], fingerprint=result["fingerprint"],
        )  # fmt: skip
        db.add(made)
        db.flush()
        return f"{made.id}/people/{ids[0]}"

    way = world.act(crowd)
    base = f"/hackathons/{hackathon.slug}/compose/proposals"
    proposal = way.split("/", maxsplit=1)[0]
    for path in (proposal, f"{proposal}?as=table", f"{proposal}?page=15", f"{proposal}/teams/new-001", way, f"{way}?q=Team"):
        answer = organiser.page.get(f"{base}/{path}")
        assert answer.status_code == 200, path
        html = answer.text
        outside = re.sub(r"<svg\b.*?</svg>", "<svg>", html, flags=re.S)
        assert len(re.findall(r"<[a-z][^>]*>", outside)) <= 350, path
    assert "page 15 of 15" in organiser.see(f"{base}/{proposal}?page=15")
