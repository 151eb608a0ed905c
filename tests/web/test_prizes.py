"""J6: prizes beside the result: secret, once each, counted by a person who does not see for whom, apart from every rank."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.domain import prize_votes, roles
from app.models.incubation import Incubation
from app.models.journal import Delivery, Entry
from app.models.jury import Award, Publication
from app.models.person import Role, Within
from app.models.prize import Prize, PrizeAsk, PrizeVote
from app.models.team import Membership
from app.worker import Worker
from tests.builders import JuryScene, free_of_ties, jury_scene
from tests.web.test_deliberations import at_once, publish, scored
from tests.world import Actor, World

KEY = b"k" * 32


def make(scene: JuryScene, kind: str = "public", **given: Any) -> dict[str, Any]:
    """Add a prize to the scene's défi."""
    return scene.organiser.call("POST", f"challenges/{scene.challenge.id}/prizes", 201, json={"kind": kind} | given)


def opened(scene: JuryScene, kind: str = "public", **given: Any) -> str:
    """Add a prize and open its vote; returns the prize's id."""
    prize = make(scene, kind, **given)["id"]
    assert scene.organiser.call("POST", f"prizes/{prize}/opening")["state"] == "open"
    return str(prize)


def counted(scene: JuryScene, prize: str) -> dict[str, Any]:
    """Close a vote, look at how it came, and have it counted."""
    scene.organiser.call("POST", f"prizes/{prize}/closure")
    seen = scene.organiser.call("GET", f"prizes/{prize}/audit")["seen"]
    return scene.organiser.call("POST", f"prizes/{prize}/count", json={"seen": seen})


def ballots(world: World) -> list[PrizeVote]:
    return world.read(lambda db: list(db.exec(select(PrizeVote).order_by(PrizeVote.id))))


def address_of(vote: PrizeVote) -> str:
    return f"/votes/{vote.id}/{prize_votes.token_of(vote, KEY)}"


def codes(scene: JuryScene, prize: str, number: int) -> list[str]:
    scene.organiser.call("POST", f"prizes/{prize}/codes", 201, json={"number": number})
    return [one["code"] for one in scene.organiser.call("GET", f"prizes/{prize}/codes")]


def vote_with(visitor: Actor, prize: str, code: str, team: Any, status: int = 200) -> Any:
    """Vote with a printed code, as a program."""
    place = visitor.call("POST", f"prizes/{prize}/code", json={"code": code})
    return visitor.call("PUT", f"votes/{place['vote_id']}", status, json={"token": place["token"], "team_id": str(team.id)})


def mails(world: World) -> str:
    """Send what waits, and return all the mails of the outbox as one text."""
    Worker(world.services, world.app.url_path_for).work()
    folder = Path(world.settings.data_dir) / "outbox"
    return "\n".join(path.read_text() for path in sorted(folder.glob("*.eml"))).replace("=\n", "").replace("=3D", "=")


def test_j6_the_jurys_favourite_is_secret_and_of_those_without_a_tie(world: World):
    """Sabotage: count every ballot, and the vote of the juror who declares a tie too late makes team 1 the winner."""
    scene = jury_scene(world, teams=3, jurors=3)
    free_of_ties(world, scene)
    first, second, third = scene.teams
    prize = opened(scene, "jury")
    for juror, team in zip(scene.jurors, (first, first, second), strict=True):
        juror.call("PUT", f"prizes/{prize}/vote", 204, json={"team_id": str(team.id)})
    mine = scene.jurors[0].call("GET", f"prizes/{prize}/vote")
    assert (mine["voted"], mine["team_id"], len(mine["teams"])) == (True, str(first.id), 3)
    # A vote may change, and a juror may abstain; the organisers see how many, never for whom.
    scene.jurors[2].call("PUT", f"prizes/{prize}/vote", 204, json={"team_id": None})
    scene.jurors[2].send(f"/prizes/{prize}/vote", {"team_id": str(third.id)})
    assert "You have voted" in scene.jurors[2].see(f"/prizes/{prize}")
    seen = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/prizes")[0]
    assert (seen["turnout"], seen["votes"], seen["winners"]) == ({"cast": 3, "of": 3}, None, [])
    scene.organiser.call("GET", f"prizes/{prize}/audit", 409)
    scene.organiser.call("PUT", f"prizes/{prize}/vote", 404, json={"team_id": str(first.id)})
    scene.member.call("GET", f"prizes/{prize}", 404)
    world.visitor().see(f"/prizes/{prize}", 404)
    # A tie keeps a team off one's ballot, and takes a vote out that was cast before.
    scene.jurors[0].call("PUT", f"teams/{first.id}/tie", json={"kind": "family"})
    assert len(scene.jurors[0].call("GET", f"prizes/{prize}/vote")["teams"]) == 2
    assert scene.jurors[0].call("PUT", f"prizes/{prize}/vote", 409, json={"team_id": str(first.id)})["code"] == "recused"
    told = counted(scene, prize)
    assert told["votes"] == {str(first.id): 1, str(second.id): 0, str(third.id): 1}
    page = scene.organiser.see(f"/prizes/{prize}/desk")
    assert "No longer valid: 1" in page
    # No row, and no entry of the journal, leads from a juror to a team.
    for vote in ballots(world):
        assert not {str(juror.id).replace("-", "") for juror in scene.jurors} & {vote.voter, vote.voter[:32]}
    told = world.read(lambda db: [e.facts for e in db.exec(select(Entry).where(Entry.action == "vote_prize"))])
    assert told == [{}] * 5


def test_j6_a_prize_moves_nothing_and_is_told_apart(world: World):
    """Tried: an award of the last team's instead of the prize's own page makes an incubation open, and this is red."""
    scene = scored(world, tied=False)
    last = scene.teams[-1]
    prize = opened(scene, "jury", ties="result")
    given = make(scene, "given", name={"fr": "Prix du port", "en": "The harbour’s prize"}, giver="Banque du Port")["id"]
    body = {"name": {"fr": "Prix du port", "en": "The harbour’s prize"}, "chosen": [str(last.id)], "reason": "A good idea."}
    scene.organiser.call("PUT", f"prizes/{given}", json=body)
    free_of_ties(world, scene)
    for juror in scene.jurors:
        juror.call("PUT", f"prizes/{prize}/vote", 204, json={"team_id": str(last.id)})
    preview = scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview")
    counted(scene, prize)
    assert scene.organiser.call("POST", f"prizes/{prize}/publication", 409)["code"] == "result_first"
    assert scene.organiser.call("GET", f"challenges/{scene.challenge.id}/publication-preview") == preview
    publish(scene)
    result = world.visitor().call("GET", f"hackathons/{scene.slug}/results")[0]
    assert [one["state"] for one in result["prizes"]] == ["published", "published"]
    assert [one["winners"][0]["team_id"] for one in result["prizes"]] == [str(last.id)] * 2
    assert {one["share_of_the_result"] for one in result["prizes"]} == {0}
    assert "prizes" not in world.read(lambda db: db.exec(select(Publication)).one().snapshot)
    assert world.read(lambda db: {str(a.team_id) for a in db.exec(select(Award).where(Award.retained))}) == {
        str(scene.teams[0].id)
    }
    assert world.read(lambda db: len(db.exec(select(Incubation)).all())) == 1
    page = world.visitor().see(f"/hackathons/{scene.slug}/results")
    assert "Prizes apart from the ranking" in page
    assert "The harbour’s prize" in page
    assert "The harbour’s prize" in world.visitor().see("/solutions")
    assert "A good idea." in world.visitor().see(f"/prizes/{given}")
    assert scene.organiser.call("PUT", f"prizes/{given}", 409, json=body)["code"] == "prize_published"
    scene.organiser.call("POST", f"prizes/{prize}/publication")


def test_j6_teams_vote_for_each_other_and_never_for_themselves(world: World):
    """Sabotage: offer one's own team, and this is red. Who changes team after voting for it does not count."""
    scene = jury_scene(world, teams=3)
    other = world.person("Otto Other")

    def join(db: Any) -> None:
        team = scene.teams[1]
        db.add(Membership(team_id=team.id, hackathon_id=scene.hackathon.id, person_id=other.id, joined_at=world.now))

    world.act(join)
    prize = opened(scene, "peers", ties="result")
    assert scene.member.call("PUT", f"prizes/{prize}/vote", 422, json={"team_id": str(scene.teams[0].id)})["code"] == "invalid"
    assert str(scene.teams[0].id) not in str(scene.member.call("GET", f"prizes/{prize}/vote")["teams"])
    scene.member.send(f"/prizes/{prize}/vote", {}, status=422)
    scene.member.send(f"/prizes/{prize}/vote", {"team_id": str(scene.teams[2].id)})
    other.call("PUT", f"prizes/{prize}/vote", 204, json={"team_id": str(scene.teams[2].id)})
    scene.jurors[0].call("GET", f"prizes/{prize}/vote", 404)
    world.person("Una Stranger").call("GET", f"prizes/{prize}", 404)

    def move(db: Any) -> None:
        row = db.exec(select(Membership).where(Membership.person_id == other.id)).one()
        row.team_id = scene.teams[2].id
        db.add(row)

    world.act(move)
    assert counted(scene, prize)["votes"][str(scene.teams[2].id)] == 1


def test_j6_the_public_votes_once_by_mail_and_nobody_learns_who(world: World):
    """Sabotage: without `mailbox` the address with a plus has two votes; without FORGOTTEN the address stays in the outbox."""
    scene = jury_scene(world, teams=3)
    prize = opened(scene, closes_at=(world.now + timedelta(hours=3)).isoformat(), opens_at=world.now.isoformat())
    visitor = world.visitor()
    assert "Vote by mail" in visitor.see(f"/prizes/{prize}")
    visitor.send(f"/prizes/{prize}/link", {"email": "not an address"}, status=422)
    first = visitor.send(f"/prizes/{prize}/link", {"email": "Ada.Public@example.org"})
    text = mails(world)
    again = visitor.send(f"/prizes/{prize}/link", {"email": "ada.public+two@example.org"})
    assert (first.status_code, first.headers["location"]) == (again.status_code, again.headers["location"])
    assert world.read(lambda db: {d.address for d in db.exec(select(Delivery).where(Delivery.state == "sent"))}) == {""}
    path = re.search(r"http://testserver(/votes/\S+)", text)[1]
    assert len(ballots(world)) == 1, "one mailbox, one ballot"
    page = visitor.see(path)
    assert "Your vote" in page
    assert ballots(world)[0].cast_at is None, "opening the link votes for nobody"
    visitor.send(path, {"team_id": str(scene.teams[0].id)})
    visitor.send(path, {"team_id": str(scene.teams[1].id)})
    visitor.send(path, {}, status=422)
    visitor.send(path, {"team_id": "0190d7a6-0000-7000-8000-000000000000"}, status=422)
    assert f"You voted for {scene.teams[1].name}" in visitor.see(path)
    visitor.see(path[:-1] + ("0" if path[-1] != "0" else "1"), 404)
    # The same words whether one has voted or not, and no more than three mails an hour.
    for _ in range(4):
        answer = visitor.send(f"/prizes/{prize}/link", {"email": "ada.public@example.org"})
        assert answer.headers["location"] == first.headers["location"]
    sent = world.read(lambda db: len(db.exec(select(Delivery).where(Delivery.template == "prize_link")).all()))
    assert sent == 3
    stored = world.read(lambda db: str([row.model_dump() for kind in (Entry, PrizeVote) for row in db.exec(select(kind))]))
    assert "public" not in stored.replace("'kind': 'public'", "")
    # Nobody sees a count while it is open, and it closes by itself at its time.
    assert scene.organiser.call("GET", f"prizes/{prize}")["counted"] is None
    world.clock.forward(hours=3)
    visitor.send(path, {"team_id": str(scene.teams[2].id)}, status=409)
    assert "Your vote was kept for" in visitor.see(path)
    assert counted(scene, prize)["votes"][str(scene.teams[1].id)] == 1


def test_j6_codes_are_for_one_vote_each_and_stuffed_votes_are_set_aside_unseen(world: World):
    """Sabotage: count what is set aside, and team 3 wins. Tried with `aside_id is None` taken away."""
    scene = jury_scene(world, teams=3)
    prize = opened(scene)
    cards = codes(scene, prize, 4)
    visitor = world.visitor()
    assert len(set(cards)) == 4
    assert cards[0] in scene.organiser.see(f"/prizes/{prize}/codes")
    scene.member.see(f"/prizes/{prize}/codes", 404)
    assert visitor.call("POST", f"prizes/{prize}/code", 422, json={"code": "AAAAA-AAAAA"})["code"] == "wrong_vote_code"
    there = visitor.send(f"/prizes/{prize}/code", {"code": cards[0].lower().replace("-", " ")}).headers["location"]
    visitor.send(there, {"team_id": str(scene.teams[0].id)})
    vote_with(visitor, prize, cards[0], scene.teams[1])
    vote_with(visitor, prize, cards[1], scene.teams[1])
    world.clock.forward(hours=2)
    organiser = Actor(world, scene.organiser.person)
    for card in cards[2:]:
        vote_with(visitor, prize, card, scene.teams[2])
    organiser.call("POST", f"prizes/{prize}/closure")
    vote_with_late = visitor.call("POST", f"prizes/{prize}/code", 409, json={"code": cards[0]})
    assert vote_with_late["code"] == "vote_closed"
    audit = organiser.call("GET", f"prizes/{prize}/audit")
    assert (audit["cast"], [group["votes"] for group in audit["groups"]]) == (4, [2, 2])
    assert not {str(team.id) for team in scene.teams} & set(re.findall(r"[0-9a-f-]{36}", str(audit)))
    late = max(audit["groups"], key=lambda group: group["hour"])["key"]
    stale = audit["seen"]
    organiser.send(f"/prizes/{prize}/asides", {"groups": [late], "reason": ""}, status=422)
    aside = organiser.call("POST", f"prizes/{prize}/asides", 201, json={"groups": [late], "reason": "A heap in one hour."})
    assert organiser.call("POST", f"prizes/{prize}/count", 409, json={"seen": stale})["code"] == "votes_changed"
    organiser.send(f"/prizes/{prize}/asides/{aside['id']}/undo")
    organiser.send(f"/prizes/{prize}/asides", {"groups": [late], "reason": "A heap in one hour."})
    page = organiser.see(f"/prizes/{prize}/desk")
    assert "2 votes set aside" in page
    assert not any(f"{team.name} 2" in page for team in scene.teams)
    seen = organiser.call("GET", f"prizes/{prize}/audit")["seen"]
    told = organiser.call("POST", f"prizes/{prize}/count", json={"seen": seen})
    assert told["votes"] == {str(scene.teams[0].id): 0, str(scene.teams[1].id): 2, str(scene.teams[2].id): 0}
    assert (
        organiser.call("POST", f"prizes/{prize}/asides", 409, json={"groups": [late], "reason": "Too late"})["code"]
        == "prize_counted"
    )


def test_j6_a_vote_that_arrives_while_the_vote_closes_counts_or_is_refused(world: World):
    """Two taps, two tabs, one code: one ballot. Tried: without the lock, one run of three on PostgreSQL is red."""
    scene = jury_scene(world, teams=2)
    prize = opened(scene)
    cards = codes(scene, prize, 6)
    people = [world.visitor() for _ in cards]
    places = [one.call("POST", f"prizes/{prize}/code", json={"code": card}) for one, card in zip(people, cards, strict=True)]

    def cast(number: int, team: int) -> Any:
        place = places[number]
        body = {"token": place["token"], "team_id": str(scene.teams[team].id)}
        return lambda: people[number].api.put(f"votes/{place['vote_id']}", json=body)

    answers = at_once([cast(0, 0), cast(0, 0), cast(0, 1), cast(0, 1)])
    assert {answer.status_code for answer in answers} == {200}
    assert scene.organiser.call("GET", f"challenges/{scene.challenge.id}/prizes")[0]["turnout"] == {"cast": 1, "of": None}
    closing = [lambda: scene.organiser.api.post(f"prizes/{prize}/closure")]
    answers = at_once([*(cast(number, 1) for number in range(1, 4)), *closing, *(cast(number, 1) for number in range(4, 6))])
    kept = sum(answer.status_code == 200 for answer in answers) - 1
    assert {answer.status_code for answer in answers} <= {200, 409}
    audit = scene.organiser.call("GET", f"prizes/{prize}/audit")
    assert audit["cast"] == kept + 1
    closing_entry = world.read(lambda db: db.exec(select(Entry.facts).where(Entry.action == "close_prize")).one())
    assert closing_entry["cast"] == audit["cast"], "what is in when it closes is what is counted"
    both = at_once([lambda: scene.organiser.api.post(f"prizes/{prize}/count", json={"seen": audit["seen"]})] * 2)
    assert {answer.status_code for answer in both} == {200}
    entries = world.read(lambda db: len(db.exec(select(Entry).where(Entry.action == "count_prize")).all()))
    assert entries == 1


def test_j6_what_was_said_of_a_prize_holds_once_somebody_voted(sqlite_world: World):
    world = sqlite_world
    scene = jury_scene(world, teams=2)
    prize = opened(scene)
    here = f"/prizes/{prize}/desk"
    body = {"name": {"fr": "Prix de la salle", "en": "The room’s prize"}, "ties": "result"}
    scene.organiser.send(
        here, {"name.fr": "Prix de la salle", "ties": "result", "opens_at": "", "closes_at": "2027-03-01T10:00"}, 422
    )
    now = scene.organiser.call("GET", f"prizes/{prize}")
    assert scene.organiser.call("PUT", f"prizes/{prize}", json=body | {"opens_at": now["opens_at"]})["ties"] == "result"
    card = codes(scene, prize, 1)[0]
    vote_with(world.visitor(), prize, card, scene.teams[0])
    refused = scene.organiser.call("PUT", f"prizes/{prize}", 409, json=body | {"opens_at": now["opens_at"], "ties": "share"})
    assert refused["code"] == "prize_begun"
    assert scene.organiser.call("DELETE", f"prizes/{prize}", 409)["code"] == "prize_begun"
    gone = make(scene, "jury")["id"]
    scene.organiser.send(f"/prizes/{gone}/removal")
    scene.organiser.call("GET", f"prizes/{gone}", 404)
    scene.member.call("POST", f"challenges/{scene.challenge.id}/prizes", 404, json={"kind": "jury"})
    page = scene.organiser.see(f"/challenges/{scene.challenge.id}/prizes")
    assert "The room’s prize" in page
    # One neighbourhood asks three hundred times an hour at most.
    visitor = world.visitor()
    world.act(lambda db: _asked(db, prize, world.now))
    assert visitor.call("POST", f"prizes/{prize}/links", 429, json={"email": "new@example.org"})["code"] == "too_many"
    assert "Very many people near you" in visitor.send(f"/prizes/{prize}/link", {"email": "new@example.org"}, 429).text


def _asked(db: Any, prize_id: str, at: Any) -> None:
    prize = db.get_one(Prize, UUID(prize_id))
    network = prize_votes.network_of(prize, "testclient", KEY)
    db.add_all(PrizeAsk(prize_id=prize.id, network=network, at=at) for _ in range(prize_votes.ASKS))


def test_addresses_of_one_mailbox_are_one():
    same = {prize_votes.mailbox(one) for one in ("A.b+x@GMail.com", "ab@googlemail.com", " a.b@gmail.com")}
    assert same == {"ab@gmail.com"}
    assert prize_votes.mailbox("A.b+x@Example.org") == "a.b@example.org"


def test_r3_before_the_count_no_page_differs_by_for_whom_the_votes_are(world: World):
    """Every ballot's team is turned round behind everybody's back. Sabotage: name the leader on the desk, and this is red."""
    scene = jury_scene(world, teams=2, jurors=2)
    free_of_ties(world, scene)
    public, favourite = opened(scene), opened(scene, "jury")
    for card, team in zip(codes(scene, public, 3), (0, 0, 1), strict=True):
        vote_with(world.visitor(), public, card, scene.teams[team])
    for juror in scene.jurors:
        juror.call("PUT", f"prizes/{favourite}/vote", 204, json={"team_id": str(scene.teams[0].id)})
    guarantor = world.person("Gilda Guarantor")
    given = {"within": Within.HACKATHON, "at": world.now, "hackathon_id": scene.hackathon.id}
    world.act(lambda db: roles.give(db, guarantor.person, Role.GUARANTOR, within_id=scene.hackathon.id, **given) and None)

    def shown() -> list[str]:
        paths = [f"/challenges/{scene.challenge.id}/prizes", f"/hackathons/{scene.slug}/prizes"]
        paths += [f"/prizes/{prize}{end}" for prize in (public, favourite) for end in ("", "/desk", "/codes")]
        paths += [f"/api/v1{path}" for path in paths] + [f"/api/v1/prizes/{prize}/audit" for prize in (public, favourite)]
        people = (scene.organiser, guarantor, scene.member, world.visitor())
        answers = [who.page.get(path) for who in people for path in paths]
        return [re.sub(r'name="_once" value="[^"]*"', "", answer.text) for answer in answers]

    def turn() -> None:
        def unit(db: Any) -> None:
            for vote in db.exec(select(PrizeVote).where(PrizeVote.team_id != None)):  # noqa: E711 - SQL
                vote.team_id = scene.teams[1 if vote.team_id == scene.teams[0].id else 0].id
                db.add(vote)

        world.act(unit)

    for closed in (False, True):
        if closed:
            for prize in (public, favourite):
                guarantor.call("POST", f"prizes/{prize}/closure", 404)
                scene.organiser.call("POST", f"prizes/{prize}/closure")
        before = shown()
        turn()
        assert shown() == before
    # The guarantor checks and counts as well; only organisers publish.
    seen = guarantor.call("GET", f"prizes/{public}/audit")["seen"]
    guarantor.send(f"/prizes/{public}/count", {"seen": seen})
    assert guarantor.call("GET", f"challenges/{scene.challenge.id}/prizes")[0]["votes"] == {
        str(scene.teams[0].id): 2, str(scene.teams[1].id): 1,
    }  # fmt: skip
    guarantor.call("POST", f"prizes/{public}/publication", 404)
