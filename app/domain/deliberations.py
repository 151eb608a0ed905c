"""A jury talks about the teams that the marks leave open, and votes on each change; scores never change. (J6)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import journal, rubrics
from app.domain.assessments import Assessment, assess
from app.domain.policy import Action, require
from app.domain.ties import RECUSED, TIE_FIRST
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.deliberation import Ballot, Deliberation, Motion, MotionKind, Vote
from app.models.jury import Rubric
from app.models.person import Person
from app.queries import deliberations, juries
from app.schemas.deliberation import MOST, DeliberationIn, MotionIn
from app.science import discussing

NOT_SCORED: Final = code("not_scored", 409)
INPUTS_CHANGED: Final = code("inputs_changed", 409)
DELIBERATION_CLOSED: Final = code("deliberation_closed", 409)
MOTION_OPEN: Final = code("motion_open", 409)
MOTION_CLOSED: Final = code("motion_closed", 409)
NOT_IN_RULES: Final = code("not_in_rules", 409)
NO_VOTE: Final = code("no_vote", 409)
# Teams talked about where the marks are too few to say which are unsure.
NEAREST: Final = 6


def open_(db: Db, actor: Person, challenge: Challenge, given: DeliberationIn, *, at: datetime) -> Deliberation:
    """Close the scoring for good and say which teams are talked about, in what order.

    Opened again, it takes other teams or minutes; when a sheet came or went meanwhile, it begins anew from the marks, and
    what was voted before stays on the record.
    """
    require(db, actor, Action.OPEN_DELIBERATION, challenge, at=at)
    if juries.published(db, challenge.id):
        raise rubrics.published()
    found = assess(db, challenge)
    if not found.ready or found.ranking is None or found.rubric is None:
        raise refuse(NOT_SCORED, N_("Sheets are still awaited. Wait for them, or close the scoring first."))
    if found.rubric.closed_at is None:
        found.rubric.closed_at = at
        db.add(found.rubric)
    ranks = ranks_by_marks(found)
    before = discussing.places_of(ranks)
    kept = deliberations.of_challenge(db, challenge.id)
    if kept is not None and any(motion.closed_at is None for motion in deliberations.motions_of(db, kept.id)):
        raise _motion_open()
    if kept is None or not found.rests_on(kept.inputs_sha256):
        kept = kept or Deliberation(challenge_id=challenge.id, opened_at=at, opened_by_id=actor.id, inputs_sha256="")
        kept.inputs_sha256, kept.withheld = found.inputs_sha256, False
        kept.before = kept.places = [list(group) for group in before]
    teams = _chosen(found, kept, given.teams)
    room = deliberations.room_of(db, challenge, teams)
    kept.order = list(discussing.discussion_order(teams, {team: [str(one.id) for one in room.away(team)] for team in teams}))
    kept.minutes, kept.opened_at, kept.opened_by_id = given.minutes, at, actor.id
    kept.ended_at = kept.team_id = kept.called_at = None
    db.add(kept)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.OPEN_DELIBERATION, kept, at=at,
        challenge_id=challenge.id, inputs_sha256=kept.inputs_sha256, teams=kept.order,
    )  # fmt: skip
    return kept


def ranks_by_marks(found: Assessment) -> dict[str, int]:
    """Return the rank of each ranked team as the marks put it."""
    return {row.team: row.rank for row in found.ranking.rows if row.rank is not None} if found.ranking else {}


def unsure(found: Assessment) -> tuple[str, ...]:
    """Return the teams of which the marks do not say whether they win."""
    alike = None if found.doubt.refusal else {team: margin.alike for team, margin in found.doubt.margins.items()}
    return discussing.unsure_at(found.rubric.awards if found.rubric else 1, ranks_by_marks(found), alike, NEAREST)


def _chosen(found: Assessment, kept: Deliberation, wanted: list[UUID]) -> tuple[str, ...]:
    if not wanted:
        return unsure(found)[:MOST]
    known = {team for group in kept.places for team in group}
    if {str(team) for team in wanted} - known:
        raise refuse(INVALID, N_("Choose among the teams that have a rank."), field_="teams")
    teams = discussing.stretch(kept.places, {str(team) for team in wanted})
    if len(teams) > MOST:
        raise refuse(
            INVALID, N_("With those that stand between them these are more than %(most)s teams."), field_="teams", most=MOST
        )
    return teams


def running(db: Db, challenge: Challenge) -> Deliberation:
    """Return the deliberation that goes on, under the stream's lock; refuses when it ended or its sheets changed."""
    found = deliberations.of_challenge(db, challenge.id)
    if found is None or found.ended_at is not None or juries.published(db, challenge.id):
        raise refuse(DELIBERATION_CLOSED, N_("The jury does not deliberate now."))
    db.refresh(found)
    if not assess(db, challenge).rests_on(found.inputs_sha256):
        raise refuse(
            INPUTS_CHANGED, N_("A sheet or a tie changed since the deliberation was opened. The president opens it again.")
        )
    return found


def call(db: Db, actor: Person, challenge: Challenge, team_id: UUID | None, *, at: datetime) -> Deliberation:
    """Say which team is talked about from now on; None: a pause between two."""
    require(db, actor, Action.CALL_TEAM, challenge, at=at)
    found = running(db, challenge)
    if team_id is not None and str(team_id) not in found.order:
        raise refuse(INVALID, N_("Choose among the teams that are talked about."), field_="team_id")
    found.team_id, found.called_at = team_id, at if team_id else None
    db.add(found)
    db.flush()
    journal.record(db, challenge.hackathon_id, actor, Action.CALL_TEAM, found, at=at, team_id=team_id)
    return found


def propose(db: Db, actor: Person, challenge: Challenge, given: MotionIn, *, at: datetime) -> Motion:
    """Put one change to the vote, with its reason; one at a time, and only what the grid allowed before scoring."""
    require(db, actor, Action.PROPOSE_MOTION, challenge, at=at)
    found = running(db, challenge)
    rubric = juries.rubric_of(db, challenge.id)
    assert rubric  # noqa: S101 - what is scored has a grid
    done = deliberations.motions_of(db, found.id)
    if any(motion.closed_at is None for motion in done):
        raise _motion_open()
    motion = Motion(
        deliberation_id=found.id, number=len(done) + 1, kind=given.kind, before=found.places, reason=given.reason,
        after=[list(group) for group in _after(found, rubric, given)], proposed_at=at, proposed_by_id=actor.id,
        team_id=None if given.kind is MotionKind.WITHHOLD else given.team_id,
        place=given.place if given.kind is MotionKind.PUT else None,
    )  # fmt: skip
    db.add(motion)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.PROPOSE_MOTION, motion, at=at,
        number=motion.number, kind=motion.kind.value, team_id=motion.team_id, place=motion.place,
    )  # fmt: skip
    return motion


def _after(found: Deliberation, rubric: Rubric, given: MotionIn) -> discussing.Places:
    places = tuple(tuple(group) for group in found.places)
    if given.kind is MotionKind.WITHHOLD:
        if not rubric.no_award:
            raise refuse(NOT_IN_RULES, N_("The rules of this jury, fixed before scoring, do not let it give no award."))
        if found.withheld:
            raise refuse(INVALID, N_("The jury has decided this already."), field_="kind")
        return places
    if given.team_id is None or str(given.team_id) not in found.order:
        raise refuse(INVALID, N_("Choose among the teams that are talked about."), field_="team_id")
    team, ranks = str(given.team_id), discussing.ranks_of(places)
    held = [ranks[one] for one in found.order]
    if given.kind is MotionKind.SHARE:
        if not rubric.co_award:
            raise refuse(
                NOT_IN_RULES, N_("The rules of this jury, fixed before scoring, do not let teams share the first place.")
            )
        if min(held) > 1:
            raise refuse(INVALID, N_("The first place is not talked about."), field_="kind")
        after = discussing.share(places, team)
    else:
        last = min(held) + len(held) - 1
        if given.place is None or not min(held) <= given.place <= last:
            raise refuse(INVALID, N_("Choose a place from %(first)s to %(last)s."), field_="place", first=min(held), last=last)
        after = discussing.put(places, team, given.place)
    if discussing.ranks_of(after) == ranks:
        raise refuse(INVALID, N_("The team stands there already."), field_="place")
    return after


def vote(db: Db, actor: Person, challenge: Challenge, motion: Motion, choice: Vote, *, at: datetime) -> Motion:
    """Keep one's vote; until the vote is closed it may be changed. Who is tied to a team that moves does not vote."""
    require(db, actor, Action.VOTE_MOTION, challenge, at=at)
    running(db, challenge)
    rubric = juries.rubric_of(db, challenge.id)
    if motion.closed_at is not None or rubric is None:
        raise refuse(MOTION_CLOSED, N_("This vote is closed."))
    about = moved(motion, rubric.awards)
    room = deliberations.room_of(db, challenge, about)
    if not room.decides(actor):
        raise refuse(NO_VOTE, N_("You have read no team in the last round, so you have no vote on its result."))
    if actor.id not in {one.id for one in room.free(about)}:
        raise refuse(RECUSED, N_("You are tied to a team that this vote moves, so you do not vote on it."))
    if actor.id not in {one.id for one in room.voters(about)}:
        raise refuse(TIE_FIRST, N_("Say first, of each team that this vote moves, whether something ties you to it."))
    ballot = deliberations.ballot_of(db, motion, actor) or Ballot(
        motion_id=motion.id, person_id=actor.id, vote=choice, cast_at=at
    )
    ballot.vote, ballot.cast_at = choice, at
    db.add(ballot)
    db.flush()
    # How somebody voted is not in the journal, only that they did.
    journal.record(db, challenge.hackathon_id, actor, Action.VOTE_MOTION, motion, at=at, number=motion.number)
    return motion


def close(db: Db, actor: Person, challenge: Challenge, found: Deliberation, motion: Motion, *, at: datetime) -> Motion:
    """Close a vote. The change holds when as many voted as the rules ask, and more for it than against it.

    Only votes count of those who have no tie at this moment, whatever they said when they voted.
    """
    require(db, actor, Action.CLOSE_MOTION, challenge, at=at)
    if motion.closed_at is not None:
        raise refuse(MOTION_CLOSED, N_("This vote is closed."))
    rubric = juries.rubric_of(db, challenge.id)
    assert rubric  # noqa: S101 - what is scored has a grid
    stands = assess(db, challenge).rests_on(found.inputs_sha256) and not juries.published(db, challenge.id)
    about = moved(motion, rubric.awards)
    room = deliberations.room_of(db, challenge, about)
    free = len(room.free(about))
    count = deliberations.ballots_of(db, motion, room.voters(about))
    motion.closed_at, motion.voters, motion.quorum = at, free, deliberations.quorum_of(rubric, free)
    motion.votes_for, motion.votes_against, motion.abstained = count[Vote.FOR], count[Vote.AGAINST], count[Vote.ABSTAIN]
    motion.carried = stands and 0 < motion.quorum <= count.total() and motion.votes_for > motion.votes_against
    if motion.carried and motion.kind is MotionKind.WITHHOLD:
        found.withheld = True
    elif motion.carried:
        found.places = motion.after
    db.add_all([motion, found])
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.CLOSE_MOTION, motion, at=at,
        number=motion.number, carried=motion.carried, voters=motion.voters, quorum=motion.quorum,
        votes_for=motion.votes_for, votes_against=motion.votes_against, abstained=motion.abstained,
    )  # fmt: skip
    return motion


def end(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> Deliberation:
    """End the deliberation: what the jury decided waits for its publication."""
    require(db, actor, Action.END_DELIBERATION, challenge, at=at)
    found = running(db, challenge)
    if any(motion.closed_at is None for motion in deliberations.motions_of(db, found.id)):
        raise _motion_open()
    found.ended_at, found.team_id, found.called_at = at, None, None
    db.add(found)
    db.flush()
    facts = {"challenge_id": challenge.id, "changed": found.places != found.before, "withheld": found.withheld}
    journal.record(db, challenge.hackathon_id, actor, Action.END_DELIBERATION, found, at=at, **facts)
    return found


def decided(db: Db, found: Assessment) -> Deliberation | None:
    """Return what the jury decided together, None where it did not deliberate; refuses while it does, or on older sheets."""
    kept = deliberations.of_challenge(db, found.challenge.id)
    if kept is None:
        return None
    if kept.ended_at is None:
        raise refuse(MOTION_OPEN, N_("The jury still deliberates. Its president ends the deliberation first."))
    if not found.rests_on(kept.inputs_sha256):
        raise refuse(
            INPUTS_CHANGED, N_("A sheet or a tie changed since the deliberation was opened. The president opens it again.")
        )
    return kept


def _motion_open() -> Refused:
    return refuse(MOTION_OPEN, N_("A vote is open. Close it first."))


def moved(motion: Motion, awards: int) -> set[str]:
    """Return the ids of the teams that a motion is about: whose place it changes, or who would lose an award."""
    before, after = discussing.ranks_of(motion.before), discussing.ranks_of(motion.after)
    if before == after:
        return {team for team, rank in before.items() if rank <= awards}
    return {team for team in before if before[team] != after[team]}
