"""A deliberation as those who are in it see it: figures and reasons kept from who is tied to the team. (J6)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session as Db

from app.domain.assessments import Assessment, assess
from app.domain.deliberations import moved
from app.models.challenge import Challenge
from app.models.deliberation import Deliberation, Motion, Vote
from app.models.jury import TieKind
from app.models.person import Person, Role
from app.queries import deliberations, juries
from app.queries.roles import holds
from app.science import discussing


@dataclass(frozen=True, slots=True)
class Row:
    """A team that is talked about; no figure where the viewer is tied to it."""

    team_id: UUID
    team: str
    raw: str | None
    adjusted: str | None
    before: int | None
    decided: int | None
    away: list[str]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Put:
    """A motion as the viewer may see it."""

    motion: Motion
    team: str | None
    reason: str | None
    cast: int
    voters: int
    quorum: int
    mine: Vote | None
    may_vote: bool
    # Teams of which the viewer has still to say whether something ties them to it.
    to_say: list[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class Talk:
    """A deliberation as one viewer sees it."""

    deliberation: Deliberation
    challenge: Challenge
    current: bool
    rows: list[Row]
    puts: list[Put]
    room: deliberations.Room
    names: dict[str, str]
    others: list[tuple[str, str]]
    # Every ranked team, the best first as decided.
    ranked: list[Row]
    # Whether the viewer is a juror without a vote: who stands by, or read in an earlier round alone.
    looks_on: bool

    @property
    def open_put(self) -> Put | None:
        return next((put for put in self.puts if put.motion.closed_at is None), None)

    @property
    def now(self) -> Row | None:
        return next((row for row in self.rows if row.team_id == self.deliberation.team_id), None)

    @property
    def following(self) -> Row | None:
        """The team after the one that is talked about; the first before any."""
        at = next((number for number, row in enumerate(self.rows) if row.team_id == self.deliberation.team_id), -1)
        return self.rows[at + 1] if at + 1 < len(self.rows) else None

    @property
    def until(self) -> datetime | None:
        """When the time for the present team is over."""
        called = self.deliberation.called_at
        return called + timedelta(minutes=self.deliberation.minutes) if called else None

    @property
    def places(self) -> list[int]:
        """The places that the teams talked about hold."""
        ranks = discussing.ranks_of(self.deliberation.places)
        first = min((ranks[team] for team in self.deliberation.order), default=1)
        return list(range(first, first + len(self.deliberation.order)))

    def comings(self) -> tuple[list[str], list[str]]:
        """Return who goes out and who comes back in when the next team is called."""
        present, coming = set(self.now.away if self.now else ()), set(self.following.away if self.following else ())
        return sorted(coming - present), sorted(present - coming)


def of(db: Db, viewer: Person, challenge: Challenge, found: Assessment | None = None) -> Talk | None:
    """Return the deliberation of a défi for one of its jury or organisers; None before it was opened."""
    kept = deliberations.of_challenge(db, challenge.id)
    if kept is None:
        return None
    found = found or assess(db, challenge)
    everybody = [team for group in kept.places for team in group]
    room = deliberations.room_of(db, challenge, everybody)
    sits = holds(db, viewer, Role.JUROR, challenge.hackathon_id, challenge.id)
    tied = {team for team in everybody if sits and room.ties.get((viewer.id, UUID(team)), TieKind.NONE) is not TieKind.NONE}
    names = {team: found.teams[team].name if team in found.teams else "–" for team in everybody}
    before, decided = discussing.ranks_of(kept.before), discussing.ranks_of(kept.places)
    marks = {row.team: row for row in found.ranking.rows} if found.ranking else {}

    def row(team: str) -> Row:
        mark, hidden = marks.get(team), team in tied
        return Row(
            UUID(team), names[team],
            raw=None if hidden or mark is None or mark.score is None else str(mark.score),
            adjusted=None if hidden or mark is None or mark.adjusted is None else str(mark.adjusted),
            before=None if hidden else before.get(team),
            decided=None if hidden else decided.get(team),
            away=[one.display_name for one in room.away(team)],
            hidden=hidden,
        )  # fmt: skip

    ranked = [row(team) for team in everybody]
    rows = [row(team) for team in kept.order]
    puts = [_put(db, viewer, found, motion, room, tied, names) for motion in deliberations.motions_of(db, kept.id)]
    line = found.rubric.awards if found.rubric else 1
    others = [(team, names[team]) for team in everybody[: line + NEAR]]
    # What is published does not change any more, whatever its sheets are called by then.
    current = found.rests_on(kept.inputs_sha256) or juries.published(db, challenge.id)
    looks_on = sits and not room.decides(viewer)
    return Talk(kept, challenge, current, rows, puts, room, names, others, ranked, looks_on)


# Places beyond the line from which the president may choose teams to talk about.
NEAR = 20


def _put(  # noqa: PLR0917 - what one motion is looked at with
    db: Db, viewer: Person, found: Assessment, motion: Motion, room: deliberations.Room, tied: set[str], names: dict[str, str]
) -> Put:
    assert found.rubric  # noqa: S101 - what is talked about has a grid
    about = moved(motion, found.rubric.awards)
    free, voters = room.free(about), room.voters(about)
    is_open, may = motion.closed_at is None, viewer.id in {one.id for one in voters}
    count = sum(deliberations.ballots_of(db, motion, voters).values()) if is_open else 0
    mine = deliberations.ballot_of(db, motion, viewer) if is_open and may else None
    unsaid = [team for team in sorted(about) if (viewer.id, UUID(team)) not in room.ties]
    is_free = viewer.id in {one.id for one in free}
    return Put(
        motion=motion,
        team=names.get(str(motion.team_id)) if motion.team_id else None,
        reason=None if about & tied else motion.reason,
        cast=count if is_open else motion.votes_for + motion.votes_against + motion.abstained,
        voters=len(free) if is_open else motion.voters,
        quorum=deliberations.quorum_of(found.rubric, len(free)) if is_open else motion.quorum,
        mine=mine.vote if mine else None,
        may_vote=is_open and may,
        to_say=[(UUID(team), names[team]) for team in unsaid] if is_open and is_free and not may else [],
    )


def plain(talk: Talk) -> dict[str, Any]:
    """Return a deliberation as the API tells it."""
    kept = talk.deliberation
    counts = ("votes_for", "votes_against", "abstained", "carried")
    return {
        "challenge_id": kept.challenge_id, "opened_at": kept.opened_at, "ended_at": kept.ended_at, "minutes": kept.minutes,
        "team_id": kept.team_id, "called_at": kept.called_at, "withheld": kept.withheld, "current": talk.current,
        "teams": talk.rows,
        "motions": [
            {
                "id": put.motion.id, "number": put.motion.number, "kind": put.motion.kind, "team_id": put.motion.team_id,
                "place": put.motion.place if put.reason is not None else None, "reason": put.reason,
                "closed_at": put.motion.closed_at, "voters": put.voters, "quorum": put.quorum,
                **{name: getattr(put.motion, name) for name in counts},
            }
            for put in talk.puts
        ],
    }  # fmt: skip
