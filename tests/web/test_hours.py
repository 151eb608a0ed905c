"""A2, A6: time of two modes that is never added together; a sponsor sees its own people, by name where they agreed."""

import re
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import roles
from app.models.person import Role, Within
from app.queries.portfolios import ModeTotals, Totals, together
from tests.builders import Care, open_incubation
from tests.world import Actor, World


def log(care: Care, actor: Actor, pledge: dict, minutes: int, **given) -> dict:
    entry = {"day": care.world.now.date().isoformat(), "minutes": minutes} | given
    return actor.call("POST", f"pledges/{pledge['id']}/hours", 201, json=entry)


def numbers(text: str) -> set[int]:
    """Return every number of a page or a document, and every length of time as minutes."""
    found = {int(number) for number in re.findall(r"\d+", text)}
    return found | {int(hours) * 60 + int(minutes) for hours, minutes in re.findall(r"(\d+) h (\d\d)", text)}


def colleague(care: Care, name: str) -> Actor:
    person = care.world.person(name)
    care.world.act(
        lambda db: roles.give(db, person.person, Role.SPONSOR_VOLUNTEER, Within.INCUBATION, care.incubation.id, at=care.world.now)
    )
    return person


def test_an_offer_is_made_once_and_hours_follow_its_mode(world: World):
    """A2: mode, employer and days are checked on both surfaces; changing the mode does not change the past."""
    care = open_incubation(world)
    offer = {"skill": "Drawing", "hours": "10", "mode": "work_time"}
    answer = care.volunteer.send(f"{care.path}/offer", offer, status=422)
    assert "Work time is lent by an organisation" in answer.text
    wrong = offer | {"organisation_id": str(care.association.id)}
    assert care.volunteer.call("POST", f"{care.api}/pledges", 422, json=wrong)["code"] == "not_a_sponsor"
    pledge = care.pledge(care.volunteer)
    mine = {"skill": "Drawing", "hours": 10, "mode": "own_time"}
    assert care.volunteer.call("POST", f"{care.api}/pledges", 409, json=mine)["code"] == "already_pledged"
    entry = {"day": world.now.date().isoformat(), "minutes": 30}
    refused = care.volunteer.call("POST", f"pledges/{pledge['id']}/hours", 409, json=entry)
    assert refused["code"] == "incubation_not_running"

    care.start()
    tomorrow = entry | {"day": (world.now.date() + timedelta(days=1)).isoformat()}
    assert care.volunteer.call("POST", f"pledges/{pledge['id']}/hours", 422, json=tomorrow)["code"] == "wrong_day"
    early = entry | {"day": date(2020, 1, 1).isoformat()}
    assert care.volunteer.call("POST", f"pledges/{pledge['id']}/hours", 422, json=early)["code"] == "wrong_day"
    log(care, care.volunteer, pledge, 1000)
    too_long = entry | {"minutes": 441}
    assert care.volunteer.call("POST", f"pledges/{pledge['id']}/hours", 422, json=too_long)["code"] == "day_too_long"
    answer = care.volunteer.send(f"{care.path}/hours/{pledge['id']}", {"day": entry["day"], "minutes": "441"}, status=422)
    assert "more than 24 hours" in answer.text

    care.volunteer.call("PUT", f"pledges/{pledge['id']}", json=mine)
    log(care, care.volunteer, pledge, 7)
    totals = care.holder.call("GET", f"{care.api}/hours/totals")
    assert (totals["work_time"]["logged_minutes"], totals["own_time"]["logged_minutes"]) == (1000, 7)


def test_the_association_validates_and_nobody_their_own(world: World):
    """A2: validated time is settled; one validates all of a list or none of it."""
    care = open_incubation(world)
    care.start()
    pledge = care.pledge(care.volunteer)
    first, second = log(care, care.volunteer, pledge, 60), log(care, care.volunteer, pledge, 45)
    ids = {"hours_ids": [first["id"]]}
    for other in (care.volunteer, care.organiser, care.sponsor, care.outsider):
        assert other.call("POST", f"{care.api}/hours/validations", 403, json=ids)["code"] == "not_allowed"
    stranger = {"hours_ids": [first["id"], "01890000-0000-7000-8000-000000000000"]}
    care.holder.call("POST", f"{care.api}/hours/validations", 404, json=stranger)
    assert care.holder.call("GET", f"{care.api}/hours/totals")["work_time"]["validated_minutes"] == 0
    care.holder.send(f"{care.path}/validations", ids)
    assert care.volunteer.call("DELETE", f"hours/{first['id']}", 409)["code"] == "hours_validated"
    care.outsider.call("DELETE", f"hours/{second['id']}", 404)
    care.holder.call("DELETE", f"hours/{second['id']}", 404)
    care.volunteer.send(f"{care.path}/hours/{second['id']}/remove")
    totals = care.holder.call("GET", f"{care.api}/hours/totals")["work_time"]
    assert (totals["logged_minutes"], totals["validated_minutes"]) == (60, 60)

    world.act(
        lambda db: roles.give(db, care.holder.person, Role.SPONSOR_VOLUNTEER, Within.INCUBATION, care.incubation.id, at=world.now)
    )
    mine = care.pledge(care.holder, "own_time", organisation_id=None)
    own = log(care, care.holder, mine, 30)
    assert care.holder.call("POST", f"{care.api}/hours/validations", 403, json={"hours_ids": [own["id"]]})["code"] == "own_hours"


def test_an_offer_taken_back_keeps_the_time_given(world: World):
    """A2: and comes back to life with another offer."""
    care = open_incubation(world)
    care.start()
    pledge = care.pledge(care.volunteer)
    log(care, care.volunteer, pledge, 60)
    care.outsider.call("DELETE", f"pledges/{pledge['id']}", 404)
    care.volunteer.call("DELETE", f"pledges/{pledge['id']}", 204)
    entry = {"day": world.now.date().isoformat(), "minutes": 30}
    assert care.volunteer.call("POST", f"pledges/{pledge['id']}/hours", 409, json=entry)["code"] == "pledge_ended"
    totals = care.holder.call("GET", f"{care.api}/hours/totals")["work_time"]
    assert (totals["pledged_minutes"], totals["logged_minutes"]) == (0, 60)
    assert care.pledge(care.volunteer)["id"] == pledge["id"]


SIX = st.tuples(*[st.integers(min_value=0, max_value=10_000)] * 6)


@given(st.lists(SIX, max_size=6))
def test_adding_totals_keeps_the_modes_apart(figures: list[tuple[int, ...]]):
    """A2, rule 14: what one mode holds never reaches the other, whatever is added."""
    parts = [Totals(ModeTotals(*six[:3]), ModeTotals(*six[3:])) for six in figures]
    found = together(parts)
    for mode in ("work_time", "own_time"):
        for figure in ("pledged_minutes", "logged_minutes", "validated_minutes"):
            assert getattr(getattr(found, mode), figure) == sum(getattr(getattr(part, mode), figure) for part in parts)
    emptied = together(Totals(part.work_time, ModeTotals()) for part in parts)
    assert emptied.own_time == ModeTotals()


def test_no_page_and_no_document_shows_a_sum_of_the_two_modes(world: World):
    """A2, rule 14: with lengths whose sums are unlike anything else, no sum across modes appears anywhere."""
    care = open_incubation(world)
    care.start()
    own = colleague(care, "Omar Own")
    worked = care.pledge(care.volunteer, "work_time", hours=13, name_to_sponsor=True)
    given_ = care.pledge(own, "own_time", hours=17, name_to_sponsor=True)
    work, free = [211, 307], [401, 503]
    logged = [log(care, care.volunteer, worked, m)["id"] for m in work] + [log(care, own, given_, m)["id"] for m in free]
    care.holder.call("POST", f"{care.api}/hours/validations", 204, json={"hours_ids": [logged[0], logged[2]]})

    def sums(values: list[int]) -> set[int]:
        return {sum(chosen) for size in range(1, len(values) + 1) for chosen in combinations(values, size)}

    forbidden = {a + b for a in sums([*work, 13 * 60]) for b in sums([*free, 17 * 60])}
    allowed = sums([*work, 13 * 60]) | sums([*free, 17 * 60])
    texts = [
        care.holder.see(f"{care.path}/hours"),
        care.holder.see(care.path),
        care.sponsor.see(f"/portfolio/{care.company.id}"),
        str(care.holder.call("GET", f"{care.api}/pledges")),
        str(care.holder.call("GET", f"{care.api}/hours/totals")),
        str(care.sponsor.call("GET", f"organisations/{care.company.id}/portfolio")),
    ]
    for text in texts:
        bare = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT\S+", "", text)
        assert not (numbers(bare) & forbidden - allowed - {2027})
    assert {518, 904} <= numbers(texts[0])


def test_a_sponsor_sees_its_own_people_by_name_only_where_they_agreed(world: World):
    """A2: canaries: who did not agree is counted; notes and other companies' people are never shown."""
    care = open_incubation(world)
    care.start()
    named = care.pledge(care.volunteer, "work_time", name_to_sponsor=True)
    silent, also = colleague(care, "Canary Silent"), colleague(care, "Canary Also")
    elsewhere = colleague(care, "Canary Elsewhere")
    pledges = [(silent, care.pledge(silent, "own_time")), (also, care.pledge(also, "work_time"))]
    foreign = care.pledge(elsewhere, "own_time", organisation_id=None, name_to_sponsor=True)
    for actor, pledge in [(care.volunteer, named), *pledges, (elsewhere, foreign)]:
        log(care, actor, pledge, 61, note="CANARY-note")

    path = f"organisations/{care.company.id}/portfolio"
    portfolio = care.sponsor.call("GET", path)
    page = care.sponsor.see(f"/portfolio/{care.company.id}")
    givers = portfolio["solutions"][0]["givers"]
    assert [(giver["name"], giver["people"]) for giver in givers] == [("Vera Volunteer", 1), (None, 2)]
    for text in (str(portfolio), page):
        assert "Canary" not in text
        assert "CANARY" not in text
    assert "2 people who are not named" in page
    assert portfolio["totals"]["own_time"]["logged_minutes"] == 61
    assert portfolio["totals"]["work_time"]["logged_minutes"] == 122

    for other in (care.organiser, care.holder, care.volunteer, care.outsider):
        other.call("GET", path, 404)
        other.see(f"/portfolio/{care.company.id}", 404)
    world.visitor().call("GET", path, 401)
    care.sponsor.call("GET", f"organisations/{care.association.id}/portfolio", 404)


def test_a_portfolio_tells_milestones_and_the_hill_but_no_text(world: World):
    """A6: late and done are counted, progress is people's; accounts stay inside."""
    care = open_incubation(world)
    assert care.sponsor.call("GET", f"organisations/{care.company.id}/portfolio")["solutions"][0]["state"] == "waiting_owner"
    care.start()
    care.holder.call("POST", f"{care.api}/check-ins", 201, json={"done": "CANARY-done", "progress": 35})
    milestone = care.holder.call("GET", care.api)["milestones"][1]["id"]
    care.holder.call("PATCH", f"milestones/{milestone}", json={"status": "done"})
    care.forward(days=20)
    solution = care.sponsor.call("GET", f"organisations/{care.company.id}/portfolio")["solutions"][0]
    assert (solution["milestones_done"], solution["milestones_late"], solution["progress"]) == (1, 1, 35)
    page = care.sponsor.see(f"/portfolio/{care.company.id}")
    assert "1 milestone late" in page
    assert "CANARY" not in page

    care.holder.call("PUT", f"{care.api}/visibility", json={"is_public": False})
    assert care.sponsor.call("GET", f"organisations/{care.company.id}/portfolio")["solutions"] == []
    care.pledge(care.volunteer)
    assert len(care.sponsor.call("GET", f"organisations/{care.company.id}/portfolio")["solutions"]) == 1


@pytest.mark.parametrize("who", ["outsider", "observer", "sponsor"])
def test_offers_are_for_those_invited(sqlite_world: World, who: str):
    """A2: an offer needs the volunteer's role."""
    care = open_incubation(sqlite_world)
    offer = {"skill": "Drawing", "hours": 3, "mode": "own_time"}
    assert getattr(care, who).call("POST", f"{care.api}/pledges", 403, json=offer)["code"] == "not_allowed"
