"""C10, J6: what a jury and its prizes keep for a while goes at its time and not before; what is public stays."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.models.calibration import ExampleSheet
from app.models.deliberation import Ballot, Contest, Deliberation, Motion, MotionKind, Vote, Withdrawal
from app.models.journal import Entry
from app.models.jury import Rubric, Tie
from app.models.paper import PaperEntry, PaperSheet, PaperState
from app.models.prize import PrizeAsk, PrizeVote
from app.worker import Worker
from tests.builders import JuryScene
from tests.web.test_deliberations import publish, scored
from tests.web.test_prizes import codes, counted, make, opened, vote_with
from tests.world import World

KINDS = (Ballot, Tie, PrizeVote, PrizeAsk, Contest, Withdrawal, PaperEntry, ExampleSheet)


def lived(world: World) -> JuryScene:
    """A published result with a vote of the jury, a tie in words, a declined award, a contest, and a prize of the public."""
    scene = scored(world, tied=False)
    juror, last = scene.jurors[3], scene.teams[2]
    juror.call("PUT", f"teams/{last.id}/tie", json={"kind": "other", "note": "CANARY-tie"})

    def talk(db: Any) -> None:
        at, teams = world.now, [[str(team.id)] for team in scene.teams]
        made = Deliberation(
            challenge_id=scene.challenge.id, opened_at=at, opened_by_id=scene.organiser.id, inputs_sha256="a" * 64,
            order=teams[0], before=teams, places=teams,
        )  # fmt: skip
        db.add(made)
        db.flush()
        motion = Motion(
            deliberation_id=made.id, number=1, kind=MotionKind.WITHHOLD, reason="So", proposed_at=at, closed_at=at, votes_for=1,
            proposed_by_id=scene.organiser.id,
        )  # fmt: skip
        db.add(motion)
        db.flush()
        db.add(Ballot(motion_id=motion.id, person_id=scene.jurors[0].id, vote=Vote.FOR, cast_at=at))
        who = {"rubric_id": db.exec(select(Rubric.id)).one(), "person_id": scene.jurors[0].id}
        paper = PaperSheet(
            **who, code="000000000", challenge_id=scene.challenge.id, team_id=last.id, fingerprint="0" * 64, printed_at=at,
            printed_by_id=scene.organiser.id,
        )  # fmt: skip
        db.add_all([paper, ExampleSheet(**who, answered_at=at)])
        db.flush()
        typed = {"entered_by_id": scene.organiser.id, "entered_at": at, "signed_at": at}
        db.add(PaperEntry(paper_id=paper.id, state=PaperState.SET_ASIDE, great="CANARY-typed", **typed))

    prize = opened(scene)
    make(scene, "jury")
    vote_with(world.visitor(), prize, codes(scene, prize, 1)[0], scene.teams[1])
    world.visitor().call("POST", f"prizes/{prize}/links", 202, json={"email": "ada@example.org"})
    counted(scene, prize)
    scene.member.call("POST", f"teams/{scene.teams[0].id}/award-refusal")
    publish(scene, retained=[str(scene.teams[1].id)])
    world.act(talk)
    scene.member.call("POST", f"teams/{scene.teams[0].id}/contest", 201, json={"body": "CANARY-why"})
    answer = {"outcome": "upheld", "answer": "The figures are right."}
    scene.organiser.call("POST", f"teams/{scene.teams[0].id}/contest/answer", json=answer)
    return scene


def left(world: World) -> tuple[int, ...]:
    """Return how many rows still hold what is to go.

    Ballots, ties in words, votes, asks, contests, withdrawals, typed copies, answers to an example.
    """

    def look(db: Any) -> tuple[int, ...]:
        rows = [db.exec(select(kind)).all() for kind in KINDS]
        ties, contests, withdrawals = rows[1], rows[4], rows[5]
        return (
            len(rows[0]), sum(tie.note is not None for tie in ties), len(rows[2]), len(rows[3]),
            sum(bool(one.body or one.person_id) for one in contests), sum(one.person_id is not None for one in withdrawals),
            len(rows[6]), len(rows[7]),
        )  # fmt: skip

    return world.read(look)


def test_c10_ballots_votes_and_words_go_at_their_time_and_what_is_public_stays(world: World):
    """Sabotage: leave one of the kinds out of the purge, and its number here does not fall."""
    scene = lived(world)
    assert left(world) == (1, 1, 2, 1, 1, 1, 1, 1)
    worker, published = Worker(world.services, world.app.url_path_for), world.now
    world.clock.now = published + timedelta(days=29, hours=23)
    worker.tidy()
    assert left(world) == (1, 1, 2, 1, 1, 1, 1, 1)
    world.clock.now = published + timedelta(days=31)
    worker.tidy()
    assert left(world) == (0, 0, 0, 0, 1, 1, 0, 0)
    world.clock.now = published + timedelta(days=364)
    worker.tidy()
    assert left(world) == (0, 0, 0, 0, 1, 1, 0, 0)
    world.clock.now = published + timedelta(days=366)
    worker.tidy()
    worker._tidy_at = None
    worker.tidy()
    assert left(world) == (0, 0, 0, 0, 0, 0, 0, 0)
    facts = world.read(
        lambda db: [e.facts for e in db.exec(select(Entry).where(Entry.action == "purge_data").order_by(Entry.at))]
    )
    kinds = ("ballots", "tie_notes", "paper_copies", "example_answers", "prize_votes", "prize_asks", "contests", "withdrawals")
    jury = ("juror_sheets", "juror_seats", "juror_ties", "juror_papers", "juror_loads", "jury_searches")
    none = dict.fromkeys((*kinds, *jury), 0)
    told = [fact for fact in facts if "ballots" in fact]
    assert told == [
        none | {"ballots": 1, "tie_notes": 1, "paper_copies": 1, "example_answers": 1, "prize_votes": 2, "prize_asks": 1},
        none | {"contests": 1, "withdrawals": 1, "juror_sheets": 12, "juror_ties": 12, "juror_papers": 1},
    ]
    page = world.visitor().see(f"/hackathons/{scene.slug}/results")
    assert "The figures are right." in page
    assert "Prizes apart from the ranking" in page
    assert world.read(lambda db: db.exec(select(Motion.votes_for)).one()) == 1
    told = world.visitor().see("/confidentialite")
    assert "thirty days after the publication, when the result cannot be contested any more" in told
    assert "Count each vote for a prize once" in told
