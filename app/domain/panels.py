"""Who reads whom: proposed, changed by hand, applied, and solved again when a juror drops out. (J3)"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal, roles, rubrics
from app.domain.policy import Action, require
from app.errors import NotFound, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Panelist, Rubric, Seat, TieKind
from app.models.person import Person, Role, Within
from app.queries import panels as queries
from app.queries.panels import Known
from app.queries.roles import holds
from app.schemas.panel import PanelistIn, PanelsIn
from app.science.panel_types import Lack, Pair, Panels, Reader, Wanted, jurors_needed
from app.science.panels import compose

PANELS_CHANGED: Final = code("panels_changed", 409)
PANELS_TOO_LARGE: Final = code("panels_too_large", 422)
ROUND_CLOSED: Final = code("round_closed", 409)
SEAT_READ: Final = code("seat_read", 409)
SEAT_TIED: Final = code("seat_tied", 409)
# Pairs of a juror and a team that are solved while somebody waits: two seconds.
MOST: Final = 40_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: what was asked, what was found, and the fingerprint of both, which applying asks for."""

    known: Known
    reads: int
    wanted: Wanted
    found: Panels
    fingerprint: str

    @property
    def new(self) -> set[Pair]:
        return set(self.found.seats) - {(str(juror), str(team)) for juror, team in self.known.now}

    @property
    def gone(self) -> set[Pair]:
        return {(str(juror), str(team)) for juror, team in self.known.now} - set(self.found.seats)


def propose(db: Db, challenge: Challenge, rubric: Rubric, given: PanelsIn) -> Plan:
    """Return who would read whom, storing nothing; the same question has the same answer.

    Without seats everybody is placed anew. With seats as little moves as can, what was read and what was put by hand stays.
    """
    known = queries.known(db, challenge, rubric)
    return _solve(known, given)


def _too_large(known: Known) -> bool:
    return len(known.readers) * len(known.teams) > MOST


def _solve(known: Known, given: PanelsIn) -> Plan:
    if _too_large(known):
        raise refuse(
            PANELS_TOO_LARGE, N_("This jury is too large to be placed in one go. Make it several challenges, or rounds.")
        )
    standing_by = {key for key, one in known.named.items() if one.stand_in}
    reads = given.reads or max(1, len(known.readers - standing_by))
    limit = given.window_minutes // given.minutes if given.window_minutes else None
    readers = tuple(
        Reader(
            str(key),
            known.sectors[key].value if key in known.sectors else None,
            one.load if (one := known.named.get(key)) and one.load is not None else limit,
            key in standing_by,
        )
        for key in sorted(known.readers)
    )
    kept = {pair for pair in known.sheets if pair[1] in known.teams and known.ties.get(pair, TieKind.NONE) is TieKind.NONE}
    by_hand = {(seat.person_id, seat.team_id) for seat in known.seats if seat.by_hand and seat.ended_at is None}
    wanted = Wanted(
        teams=tuple(str(key) for key in sorted(known.teams)),
        readers=readers,
        reads=reads,
        tied=_texts({pair for pair in known.tied if pair[0] in known.readers}),
        kept=_texts(kept | {pair for pair in by_hand if pair[0] in known.jurors and pair not in known.tied}),
        before=_texts({pair for pair in known.now if pair[0] in known.readers}) if not given.anew else frozenset(),
        seed=given.seed,
    )
    found = compose(wanted)
    body = [found.seats, reads, given.minutes, given.window_minutes, sorted(wanted.kept), sorted(wanted.tied)]
    digest = hashlib.sha256(orjson.dumps(body)).hexdigest()
    return Plan(known, reads, wanted, found, digest)


def _texts(pairs: set[tuple[UUID, UUID]]) -> frozenset[Pair]:
    return frozenset((str(juror), str(team)) for juror, team in pairs)


def apply(db: Db, actor: Person, challenge: Challenge, given: PanelsIn, *, at: datetime) -> Rubric:
    """Give the seats of a proposal; refused (`panels_changed`) when a tie, a sheet or a seat changed since it was looked at."""
    require(db, actor, Action.ASSIGN_JURORS, challenge, at=at)
    rubric = _open_round(db, challenge, at)
    plan = propose(db, challenge, rubric, given)
    if given.fingerprint and given.fingerprint != plan.fingerprint:
        raise refuse(
            PANELS_CHANGED, N_("Something changed while you were looking. Here is the new proposal: look, then apply it.")
        )
    rubric.reads, rubric.minutes, rubric.window_minutes = given.reads, given.minutes, given.window_minutes
    db.add(rubric)
    gone, new = _write(db, plan, at)
    journal.record(
        db, challenge.hackathon_id, actor, Action.ASSIGN_JURORS, rubric, at=at, challenge_id=challenge.id, seed=given.seed,
        fingerprint=plan.fingerprint, seats=len(plan.found.seats), new=new, gone=gone,
        lacking=sum(lack.missing for lack in plan.found.lacks),
    )  # fmt: skip
    return rubric


def _open_round(db: Db, challenge: Challenge, at: datetime) -> Rubric:
    rubric = rubrics.ensure(db, challenge, at=at)
    if rubric.closed_at:
        raise refuse(ROUND_CLOSED, N_("This round is closed, so nobody is placed in it any more."))
    return rubric


def _write(db: Db, plan: Plan, at: datetime) -> tuple[int, int]:
    """Make the seats those of a plan; return how many went and how many came."""
    stored = {(str(seat.person_id), str(seat.team_id)): seat for seat in plan.known.seats}
    come: dict[str, list[UUID]] = {}
    for juror, team in sorted(plan.new):
        seat = stored.get((juror, team)) or Seat(
            rubric_id=plan.known.rubric.id, person_id=UUID(juror), team_id=UUID(team), given_at=at
        )
        seat.ended_at, seat.replaced_by_id, seat.given_at = None, None, at
        come.setdefault(team, []).append(UUID(juror))
        db.add(seat)
    for pair in sorted(plan.gone):
        _end(stored[pair], come, at)
        db.add(stored[pair])
    # A seat that a tie ended just now waits for the one who takes it.
    for (_, team), seat in stored.items():
        if seat.ended_at == at and seat.replaced_by_id is None and come.get(team):
            seat.replaced_by_id = come[team].pop(0)
            db.add(seat)
    db.flush()
    return len(plan.gone), len(plan.new)


def _end(seat: Seat, come: dict[str, list[UUID]], at: datetime) -> None:
    after = come.get(str(seat.team_id))
    seat.ended_at, seat.by_hand, seat.replaced_by_id = at, False, after.pop(0) if after else None


def seat(
    db: Db, actor: Person, challenge: Challenge, juror_id: UUID, team_id: UUID, *, sits: bool, at: datetime,
    known: Known | None = None,
) -> None:  # fmt: skip
    """Put a juror before a team by hand, where solving again leaves them, or take them away.

    Refuses a declared tie (`seat_tied`) and taking away who has begun to read (`seat_read`). Who seats many hands over what
    is known of the round, and sees each new seat in it.
    """
    require(db, actor, Action.SEAT_JUROR, challenge, at=at)
    rubric = _open_round(db, challenge, at)
    known = known or queries.known(db, challenge, rubric)
    if juror_id not in known.jurors or team_id not in known.teams:
        raise NotFound
    pair = (juror_id, team_id)
    if sits and known.ties.get(pair, TieKind.NONE) is not TieKind.NONE:
        raise refuse(SEAT_TIED, N_("This juror declared a tie with this team, so they cannot read it."))
    if not sits and pair in known.sheets:
        raise refuse(SEAT_READ, N_("This juror has begun to read this team. Their sheet stays; only a tie takes it out."))
    found = next((one for one in known.seats if (one.person_id, one.team_id) == pair), None)
    if found is None and not sits:
        return
    if found is None:
        found = Seat(rubric_id=rubric.id, person_id=juror_id, team_id=team_id, given_at=at)
        known.seats.append(found)
    found.by_hand, found.ended_at, found.replaced_by_id = sits, None if sits else at, None
    db.add(found)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.SEAT_JUROR, rubric, at=at,
        challenge_id=challenge.id, juror_id=juror_id, team_id=team_id, sits=sits,
    )  # fmt: skip


def name(db: Db, actor: Person, challenge: Challenge, person_id: UUID, given: PanelistIn, *, at: datetime) -> Panelist:
    """Say for the round being read how much somebody may read, their sector, whether they stand by.

    A mentor of the hackathon who is named becomes a juror of the défi: that is how mentors preselect.
    """
    require(db, actor, Action.NAME_PANELIST, challenge, at=at)
    rubric = _open_round(db, challenge, at)
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound
    if not holds(db, person, Role.JUROR, challenge.id, challenge.hackathon_id):
        if not holds(db, person, Role.MENTOR, challenge.id, challenge.hackathon_id):
            raise NotFound
        roles.give(db, person, Role.JUROR, Within.CHALLENGE, challenge.id, at=at, hackathon_id=challenge.hackathon_id, by=actor)
    found = db.exec(select(Panelist).where(Panelist.rubric_id == rubric.id, Panelist.person_id == person_id)).first()
    found = found or Panelist(rubric_id=rubric.id, person_id=person_id)
    found.load, found.sector, found.stand_in = given.load, given.sector, given.stand_in
    db.add(found)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.NAME_PANELIST, rubric, at=at,
        challenge_id=challenge.id, person_id=person_id, load=given.load, stand_in=given.stand_in,
    )  # fmt: skip
    return found


def after_recusal(db: Db, challenge: Challenge, juror_id: UUID, team_id: UUID, *, at: datetime) -> dict[str, int]:
    """End the seats of a juror who declared a tie with a team, and find who reads instead; return what moved."""
    return after_recusals(db, challenge, {(juror_id, team_id)}, at=at)


def after_recusals(db: Db, challenge: Challenge, pairs: set[tuple[UUID, UUID]], *, at: datetime) -> dict[str, int]:
    """End the seats that ties declared just now forbid, each by juror and team, and find once who reads instead.

    What was read and what was put by hand stays. Nobody is found where the round is over, or where the jury is too large to be
    solved while somebody waits: a tie is never refused for that, and the page of the panels says who is missing.
    """
    rubric = rubrics.ensure(db, challenge, at=at)
    known = queries.known(db, challenge, rubric)
    ended = [one for one in known.seats if (one.person_id, one.team_id) in pairs and one.ended_at is None]
    if not ended:
        return {}
    for found in ended:
        found.ended_at, found.by_hand = at, False
        db.add(found)
    db.flush()
    if rubric.closed_at is not None or _too_large(known):
        return {"gone": len(ended), "new": 0}
    given = PanelsIn(reads=rubric.reads, minutes=rubric.minutes, window_minutes=rubric.window_minutes)
    gone, new = _write(db, _solve(known, given), at)
    return {"gone": gone + len(ended), "new": new}


def needed(plan: Plan, given: PanelsIn) -> int | None:
    """Return how many jurors the window needs, None where no window is said or no read fits into it."""
    if not given.window_minutes or given.window_minutes < given.minutes:
        return None
    return jurors_needed(len(plan.known.teams), plan.reads, given.minutes, given.window_minutes)


def blamed(plan: Plan) -> list[Lack]:
    """Return what lacks, that which breaks the round first."""
    return [*plan.found.lacks, *plan.found.unmixed]
