"""Prizes beside the result: who sees them, between which teams one chooses, who votes, and how votes came. (J6)

Nothing here tells for whom votes are but `ballots`, which only the count reads.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import remembered, rows
from app.errors import NotFound
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Award, Publication, Tie, TieKind
from app.models.person import Person, Role
from app.models.prize import Prize, PrizeAside, PrizeAsk, PrizeKind, PrizeVote
from app.models.prototype import Prototype
from app.models.team import Membership, Team
from app.queries import hackathons, juries, rounds
from app.queries.roles import holds

RUNNING = (Role.ORGANISER,)
KEEPING = (Role.ORGANISER, Role.GUARANTOR)


def state(prize: Prize, at: datetime) -> str:
    """Return where a prize stands: draft, planned, open, closed, counted or published."""
    if prize.published_at is not None:
        return "published"
    if prize.audited_at is not None:
        return "counted"
    if prize.opens_at is None:
        return "draft"
    if prize.closes_at is not None and at >= prize.closes_at:
        return "closed"
    return "open" if at >= prize.opens_at else "planned"


def by_id(db: Session, viewer: Person | None, prize_id: UUID) -> Prize:
    """Return a prize for whom it is meant: everybody once published, or the public's once a time is set; else `NotFound`.

    Jurors, and the teams of the défi, see what they vote on from the same moment; organisers and the guarantor always.
    """
    found = db.get(Prize, prize_id)
    if found is None:
        raise NotFound
    hackathon = hackathons.by_id(db, viewer, found.hackathon_id)
    if found.published_at is not None or _runs(db, viewer, hackathon, KEEPING):
        return found
    if found.opens_at is None or found.kind is PrizeKind.GIVEN:
        raise NotFound
    if found.kind is PrizeKind.JURY and not holds(db, viewer, Role.JUROR, hackathon.id, found.challenge_id):
        raise NotFound
    if found.kind is PrizeKind.PEERS and own_team(db, viewer, found) is None:
        raise NotFound
    return found


def _runs(db: Session, viewer: Person | None, hackathon: Hackathon, wanted: Collection[Role]) -> bool:
    return any(holds(db, viewer, role, hackathon.id, hackathon.programme_id) for role in wanted)


def of_keepers(db: Session, viewer: Person | None, prize_id: UUID) -> Prize:
    """Return a prize for those who check its votes, organisers and the guarantor; `NotFound` for anybody else."""
    return _within(db, viewer, prize_id, KEEPING)


def of_organisers(db: Session, viewer: Person | None, prize_id: UUID) -> Prize:
    """Return a prize for those who run it; `NotFound` for anybody else."""
    return _within(db, viewer, prize_id, RUNNING)


def _within(db: Session, viewer: Person | None, prize_id: UUID, wanted: Collection[Role]) -> Prize:
    found = db.get(Prize, prize_id)
    if found is None or viewer is None or not _runs(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id), wanted):
        raise NotFound
    return found


def for_change(db: Session, found: Prize) -> Prize:
    """Lock the stream of a prize that the caller has found, and return it as it is under the lock; `NotFound` when it went."""
    juries.lock_stream(db, found.hackathon_id)
    now = db.get(Prize, found.id, populate_existing=True)
    if now is None:
        raise NotFound
    return now


def vote_by_id(db: Session, vote_id: UUID) -> PrizeVote:
    """Return a ballot for the holder of its link, who is checked by the caller."""
    found = db.get(PrizeVote, vote_id)
    if found is None:
        raise NotFound
    return found


def challenge(db: Session, viewer: Person | None, challenge_id: UUID) -> Challenge:
    """Return a défi whose prizes the viewer keeps; `NotFound` for anybody else."""
    found = db.get(Challenge, challenge_id)
    if found is None or viewer is None or not _runs(db, viewer, hackathons.by_id(db, viewer, found.hackathon_id), KEEPING):
        raise NotFound
    return found


def challenge_for_change(db: Session, viewer: Person, challenge_id: UUID) -> Challenge:
    """Lock the hackathon's stream, then return the défi as it is under the lock."""
    found = challenge(db, viewer, challenge_id)
    juries.lock_stream(db, found.hackathon_id)
    db.refresh(found)
    return found


def of_challenge(db: Session, challenge_id: UUID) -> list[Prize]:
    """Return the prizes of a défi, in order of arrival."""
    return list(db.exec(select(Prize).where(Prize.challenge_id == challenge_id).order_by(col(Prize.created_at), col(Prize.id))))


def of_hackathon(db: Session, hackathon_id: UUID) -> list[Prize]:
    """Return the prizes of a hackathon's défis, in order of arrival; a page that asks again is told the same."""
    found = select(Prize).where(Prize.hackathon_id == hackathon_id).order_by(col(Prize.created_at), col(Prize.id))
    return remembered(db, ("prizes", hackathon_id), lambda: list(db.exec(found)))


def teams_of(db: Session, prize: Prize) -> list[Team]:
    """Return the teams between which one chooses: those that handed something in; for the jury, those of the last round."""
    if prize.kind is PrizeKind.JURY:
        return juries.teams_in(db, prize.challenge_id, rounds.deciding(db, prize.challenge_id))
    return juries.teams_of(db, prize.challenge_id)


def own_team(db: Session, person: Person | None, prize: Prize) -> UUID | None:
    """Return the team of the défi that a person is in, None where they are in none."""
    return _members(db, prize).get(person.id) if person else None


def _members(db: Session, prize: Prize) -> dict[UUID, UUID]:
    statement = (
        sa.select(col(Membership.person_id), col(Membership.team_id))
        .join(Team, col(Team.id) == col(Membership.team_id))
        .where(col(Team.challenge_id) == prize.challenge_id, col(Team.closed_at).is_(None), col(Membership.left_at).is_(None))
    )
    return {row.person_id: row.team_id for row in rows(db, statement)}


def voters_of(db: Session, prize: Prize) -> dict[UUID, set[UUID]]:
    """Return for each person who votes with their account the teams that they may choose, as of now.

    Jurors who read in the last round choose among the teams of which they said that nothing ties them to; members of a team
    among the other teams.
    """
    teams = {team.id for team in teams_of(db, prize)}
    if prize.kind is PrizeKind.PEERS:
        return {person: teams - {own} for person, own in _members(db, prize).items()}
    if prize.kind is not PrizeKind.JURY:
        return {}
    found = db.get_one(Challenge, prize.challenge_id)
    jurors = {juror.id for juror in juries.jurors_of(db, found)}
    planned = rounds.planned(db, rounds.deciding(db, prize.challenge_id), jurors, teams)
    readers = {person for person, _ in planned}
    ties = sa.select(col(Tie.person_id), col(Tie.team_id)).where(
        col(Tie.person_id).in_(readers), col(Tie.team_id).in_(teams), col(Tie.kind) == TieKind.NONE
    )
    allowed: dict[UUID, set[UUID]] = {person: set() for person in readers}
    for row in rows(db, ties):
        allowed[row.person_id].add(row.team_id)
    return allowed


def vote_of(db: Session, prize_id: UUID, voter: str) -> PrizeVote | None:
    """Return the ballot of a voter, who is a fingerprint; None where they have none."""
    return db.exec(select(PrizeVote).where(PrizeVote.prize_id == prize_id, PrizeVote.voter == voter)).first()


def own_order(ballot: UUID, teams: Iterable[Team]) -> list[Team]:
    """Return teams in a random order that is each voter's own and stays the same."""
    return sorted(teams, key=lambda team: hashlib.sha256(ballot.bytes + team.id.bytes).digest())


def solutions(db: Session, teams: Collection[UUID]) -> dict[UUID, str]:
    """Return what the teams' solutions are called, as they were judged; none before the result is published."""
    statement = (
        sa.select(col(Award.team_id), col(Prototype.name))
        .join(Prototype, col(Prototype.id) == col(Award.prototype_id))
        .where(col(Award.team_id).in_(teams))
    )
    return {row.team_id: row.name for row in rows(db, statement) if row.name}


def ranks(db: Session, challenge_id: UUID) -> dict[UUID, int]:
    """Return the published rank of each team of a défi that has one."""
    statement = (
        sa.select(col(Award.team_id), col(Award.rank))
        .join(Publication, col(Publication.id) == col(Award.publication_id))
        .where(col(Publication.challenge_id) == challenge_id, col(Award.rank).is_not(None))
    )
    return {row.team_id: row.rank for row in rows(db, statement)}


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many voted, and of how many where that can be said."""

    cast: int
    of: int | None


def turnout(db: Session, prize: Prize) -> Turnout:
    """Return how many ballots were cast, never for whom."""
    counted = Counter(cast is not None for cast in db.exec(select(PrizeVote.cast_at).where(PrizeVote.prize_id == prize.id)))
    if prize.kind in {PrizeKind.JURY, PrizeKind.PEERS}:
        return Turnout(counted[True], len(voters_of(db, prize)))
    return Turnout(counted[True], None if prize.by_mail or prize.kind is PrizeKind.GIVEN else counted.total())


def ballots(db: Session, prize: Prize) -> list[PrizeVote]:
    """Return the ballots that were cast, for the count only."""
    found = select(PrizeVote).where(PrizeVote.prize_id == prize.id, col(PrizeVote.cast_at).is_not(None))
    return list(db.exec(found.order_by(col(PrizeVote.id))))


def codes(db: Session, prize: Prize) -> list[PrizeVote]:
    """Return the ballots that belong to printed codes, in the order in which they were made."""
    found = select(PrizeVote).where(PrizeVote.prize_id == prize.id, PrizeVote.channel == "code")
    return list(db.exec(found.order_by(col(PrizeVote.id))))


def asks(db: Session, prize_id: UUID, since: datetime, *, network: str = "", voter: str = "") -> int:
    """Return how often somebody asked from one network, or for one address, since a moment."""
    asked = sa.select(sa.func.count()).where(col(PrizeAsk.prize_id) == prize_id, col(PrizeAsk.at) > since)
    asked = asked.where(col(PrizeAsk.network) == network) if network else asked.where(col(PrizeAsk.voter) == voter)
    return int(rows(db, asked)[0][0])


def group_of(vote: PrizeVote) -> str:
    """Return the name of the votes that came together: by network, channel and hour (UTC)."""
    assert vote.cast_at  # noqa: S101 - only cast ballots are grouped
    return f"{vote.network[:8]}-{vote.channel.value}-{vote.cast_at.astimezone(UTC):%Y%m%dT%H}"


@dataclass(frozen=True, slots=True)
class Group:
    """Votes that came together, which a person may set aside together."""

    key: str
    network: str
    channel: str
    hour: datetime
    votes: int
    aside: int


@dataclass(frozen=True, slots=True)
class Audit:
    """How votes came: how many, when, by which channel, from which neighbourhood of the network; never for whom."""

    prize_id: UUID
    seen: str
    cast: int
    aside: int
    by_channel: dict[str, int]
    by_hour: list[tuple[datetime, int]]
    groups: list[Group]
    asides: list[PrizeAside]


def audit(db: Session, prize: Prize) -> Audit:
    """Return what a person looks at before the count, the largest groups first."""
    cast = ballots(db, prize)
    grouped: dict[str, list[PrizeVote]] = {}
    for vote in cast:
        grouped.setdefault(group_of(vote), []).append(vote)
    groups = [
        Group(
            key, some[0].network[:8], some[0].channel.value, _hour(some[0]), len(some), sum(v.aside_id is not None for v in some)
        )
        for key, some in grouped.items()
    ]
    asides = db.exec(select(PrizeAside).where(PrizeAside.prize_id == prize.id).order_by(col(PrizeAside.at), col(PrizeAside.id)))
    return Audit(
        prize.id, seen(cast), len(cast), sum(vote.aside_id is not None for vote in cast),
        dict(sorted(Counter(vote.channel.value for vote in cast).items())),
        sorted(Counter(_hour(vote) for vote in cast).items()),
        sorted(groups, key=lambda group: (-group.votes, group.hour, group.key)), list(asides),
    )  # fmt: skip


def _hour(vote: PrizeVote) -> datetime:
    assert vote.cast_at  # noqa: S101 - only cast ballots are grouped
    return vote.cast_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def seen(cast: Sequence[PrizeVote]) -> str:
    """Return the fingerprint of which ballots there are and which are set aside; it says nothing of their choices."""
    said = "\n".join(f"{vote.id} {vote.aside_id}" for vote in cast)
    return hashlib.sha256(said.encode()).hexdigest()


def published(db: Session, hackathon_id: UUID) -> dict[UUID, list[Prize]]:
    """Return the published prizes of a hackathon by défi."""
    found: dict[UUID, list[Prize]] = {}
    for prize in of_hackathon(db, hackathon_id):
        if prize.published_at is not None:
            found.setdefault(prize.challenge_id, []).append(prize)
    return found


def won_by(db: Session, teams: Collection[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Return the names of the published prizes that some teams have, by team."""
    places = sa.select(col(Team.challenge_id)).where(col(Team.id).in_(teams))
    statement: Any = select(Prize).where(col(Prize.published_at).is_not(None), col(Prize.challenge_id).in_(places))
    found: dict[UUID, list[dict[str, str]]] = {}
    for prize in db.exec(statement.order_by(col(Prize.created_at), col(Prize.id))):
        for winner in prize.winners:
            found.setdefault(UUID(winner["team_id"]), []).append(prize.name)
    return found


def visible(db: Session, viewer: Person | None, hackathon: Hackathon) -> list[Prize]:
    """Return the prizes of a hackathon that the viewer may see, in order of arrival."""
    found = []
    for prize in of_hackathon(db, hackathon.id):
        try:
            found.append(by_id(db, viewer, prize.id))
        except NotFound:
            continue
    return found


def some(db: Session, hackathon_id: UUID, at: datetime) -> bool:
    """Tell whether a hackathon has a prize that is published, or a vote that has begun."""
    return any(state(prize, at) not in {"draft", "planned"} for prize in of_hackathon(db, hackathon_id))


def to_vote(db: Session, viewer: Person | None, hackathon: Hackathon, *, at: datetime) -> list[Prize]:
    """Return the prizes of a hackathon that are open to the viewer's vote now."""
    found = [prize for prize in of_hackathon(db, hackathon.id) if state(prize, at) == "open"]
    return [prize for prize in found if prize.kind is PrizeKind.PUBLIC or _votes(db, viewer, prize)]


def _votes(db: Session, viewer: Person | None, prize: Prize) -> bool:
    return viewer is not None and viewer.id in voters_of(db, prize)
