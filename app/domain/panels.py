"""Who reads whom: applied, changed by hand, and solved again when a juror drops out. (J3)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal, roles, rubrics
from app.domain.computations import SEARCH_GOES_ON
from app.domain.panel_plans import Plan, propose, repair
from app.domain.policy import Action, require
from app.errors import NotFound, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Panelist, Rubric, Seat, TieKind
from app.models.person import Person, Role, Within
from app.queries import panels as queries
from app.queries.panels import Known
from app.queries.roles import holds
from app.schemas.panel import Answer, PanelistIn, PanelsIn

PANELS_CHANGED: Final = code("panels_changed", 409)
PANELS_SEARCH_FIRST: Final = code("panels_search_first", 409)
SEAT_READ: Final = code("seat_read", 409)
SEAT_TIED: Final = code("seat_tied", 409)


def apply(db: Db, actor: Person, challenge: Challenge, given: PanelsIn, *, at: datetime) -> Rubric:
    """Give the seats of a proposal; refused (`panels_changed`) when a tie, a sheet or a seat changed since it was looked at.

    A large jury gets the seats that a search found: refused while there is none (`panels_search_first`) or one goes on.
    """
    require(db, actor, Action.ASSIGN_JURORS, challenge, at=at)
    rubric = rubrics.ensure_open(db, challenge, at=at)
    plan = propose(db, challenge, rubric, given)
    _check_found(plan)
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


def _check_found(plan: Plan) -> None:
    """Raise unless there is a proposal that rests on what is."""
    if plan.answer is Answer.GOING:
        raise refuse(SEARCH_GOES_ON, N_("A search for this is going on. Wait for its end, or stop it first."))
    if plan.answer in (Answer.UNASKED, Answer.FAILED):
        raise refuse(PANELS_SEARCH_FIRST, N_("This jury is large. Let the machine search first, then apply what it found."))
    if plan.answer is Answer.CHANGED:
        raise refuse(PANELS_CHANGED, N_("A tie, a sheet or a seat changed since the search. Search again, then apply."))


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
    remember: bool = True, known: Known | None = None,
) -> None:  # fmt: skip
    """Put a juror before a team by hand, or take them away: solving again keeps to either.

    Taken away without `remember`, also later, the machine may place them there again. Refuses a declared tie (`seat_tied`)
    and taking away who has begun to read (`seat_read`). Who seats many hands over what is known of the round, and sees each
    new seat in it.
    """
    require(db, actor, Action.SEAT_JUROR, challenge, at=at)
    rubric = rubrics.ensure_open(db, challenge, at=at)
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
    if not sits and found.ended_at is not None and found.by_hand == remember:
        return
    found.by_hand, found.ended_at, found.replaced_by_id = sits or remember, None if sits else found.ended_at or at, None
    db.add(found)
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.SEAT_JUROR, rubric, at=at,
        challenge_id=challenge.id, juror_id=juror_id, team_id=team_id, sits=sits, remembered=sits or remember,
    )  # fmt: skip


def name(db: Db, actor: Person, challenge: Challenge, person_id: UUID, given: PanelistIn, *, at: datetime) -> Panelist:
    """Say for the round being read how much somebody may read, their sector, whether they stand by.

    A mentor of the hackathon who is named becomes a juror of the défi: that is how mentors preselect.
    """
    require(db, actor, Action.NAME_PANELIST, challenge, at=at)
    rubric = rubrics.ensure_open(db, challenge, at=at)
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


def after_denial(db: Db, challenge: Challenge, juror_id: UUID, team_id: UUID, *, at: datetime) -> bool:
    """Give a juror their seat back whose tie with a team was a mistake, if it comes back; return whether they read the team."""
    rubric = rubrics.ensure(db, challenge, at=at)
    known = queries.known(db, challenge, rubric)
    if not queries.comes_back(known, (juror_id, team_id)):
        return False
    if known.now:
        mine = next((one for one in known.seats if (one.person_id, one.team_id) == (juror_id, team_id)), None)
        mine = mine or Seat(rubric_id=rubric.id, person_id=juror_id, team_id=team_id, given_at=at)
        mine.ended_at, mine.replaced_by_id = None, None
        db.add(mine)
        db.flush()
    return True


def after_recusals(db: Db, challenge: Challenge, pairs: set[tuple[UUID, UUID]], *, at: datetime) -> dict[str, int]:
    """End the seats that ties declared just now forbid, each by juror and team, and find once who reads instead.

    What was read and what was put by hand stays. Nobody is found where the round is over.
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
    if rubric.closed_at is not None:
        return {"gone": len(ended), "new": 0}
    given = PanelsIn(reads=rubric.reads, minutes=rubric.minutes, window_minutes=rubric.window_minutes)
    gone, new = _write(db, repair(known, given, [one.team_id for one in ended]), at)
    return {"gone": gone + len(ended), "new": new}
