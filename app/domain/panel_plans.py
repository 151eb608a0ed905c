"""What is asked when jurors are placed before teams, and what is proposed: at once, or by a search when they are many. (J3)"""

import hashlib
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import orjson
from sqlmodel import Session as Db

from app.models.challenge import Challenge
from app.models.computation import Computation, ComputationState
from app.models.jury import Rubric, TieKind
from app.queries import computations
from app.queries import panels as queries
from app.queries.panels import Known
from app.schemas.panel import Answer, PanelsIn
from app.science import panel_json
from app.science.panel_types import Lack, Pair, Panels, Reader, Wanted, jurors_needed
from app.science.panels import compose, take_over

# Pairs of a juror and a team that are solved while somebody waits: a fifth of a second.
AT_ONCE: Final = 12_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal: what was asked, what was found, and the fingerprint of both, which applying asks for."""

    known: Known
    reads: int
    wanted: Wanted
    found: Panels
    fingerprint: str
    answer: Answer = Answer.NOW
    search: Computation | None = None

    @property
    def new(self) -> set[Pair]:
        return set(self.found.seats) - texts(self.known.now)

    @property
    def gone(self) -> set[Pair]:
        return set(texts(self.known.now)) - set(self.found.seats)

    @property
    def searched(self) -> bool:
        """Whether this jury is placed by a search in the background."""
        return self.answer is not Answer.NOW


def texts(pairs: set[tuple[UUID, UUID]]) -> frozenset[Pair]:
    return frozenset((str(juror), str(team)) for juror, team in pairs)


def is_large(known: Known) -> bool:
    return len(known.readers) * len(known.teams) > AT_ONCE


def propose(db: Db, challenge: Challenge, rubric: Rubric, given: PanelsIn) -> Plan:
    """Return who would read whom, storing nothing; the same question has the same answer.

    Without seats everybody is placed anew. With seats as little moves as can, what was read and what was put by hand stays.
    Of a large jury this is what the newest search found, as long as nothing changed since.
    """
    known = queries.known(db, challenge, rubric)
    if not is_large(known):
        return solve(known, given)
    wanted = question(known, given)
    search = computations.of(db, rubric.id)
    answer = _answer(search, wanted, known)
    seats = search.best if answer is Answer.FOUND and search else None
    found = panel_json.read(wanted, seats or {"seats": [list(pair) for pair in texts(known.now)]})
    return Plan(known, wanted.reads, wanted, found, _fingerprint(wanted, found, given), answer, search)


def _answer(search: Computation | None, wanted: Wanted, known: Known) -> Answer:
    if search is None:
        return Answer.UNASKED
    if search.state in (ComputationState.WAITING, ComputationState.RUNNING):
        return Answer.GOING
    if not search.best:
        return Answer.FAILED
    same = search.best.get("question") == panel_json.digest(wanted)
    applied = {tuple(pair) for pair in search.best["seats"]} == texts(known.now)
    return Answer.FOUND if same or applied else Answer.CHANGED


def solve(known: Known, given: PanelsIn) -> Plan:
    """Return the proposal for a jury that is small enough to wait for."""
    wanted = question(known, given)
    found = compose(wanted)
    return Plan(known, wanted.reads, wanted, found, _fingerprint(wanted, found, given))


def repair(known: Known, given: PanelsIn, teams: list[UUID]) -> Plan:
    """Return who reads whom now that each of `teams` lost a juror.

    While nobody reads yet, as little moves as can. Once they do, or in a jury too large to be solved while somebody waits,
    one takes over and nobody else moves, unless a small jury can be filled only by moving more.
    """
    if is_large(known):
        return _patch(known, given, teams, live=known.rubric.opened_at is not None)
    if known.rubric.opened_at is not None and not (plan := _patch(known, given, teams, live=True)).found.lacks:
        return plan
    return solve(known, given)


def _patch(known: Known, given: PanelsIn, teams: list[UUID], *, live: bool) -> Plan:
    now = texts(known.now)
    asked = question(known, given)
    for team in map(str, teams):
        wanted = replace(asked, kept=now)
        if sum(pair[1] == team for pair in now) < wanted.reads and (juror := take_over(wanted, team, live=live)) is not None:
            now |= {(juror, team)}
    found = panel_json.read(asked, {"seats": [list(pair) for pair in now]})
    return Plan(known, asked.reads, asked, found, _fingerprint(asked, found, given))


def question(known: Known, given: PanelsIn) -> Wanted:
    """Return what is asked of an assignment: reads, loads, ties, and what stays in any case."""
    standing_by = {key for key, one in known.named.items() if one.stand_in}
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
    return Wanted(
        teams=tuple(str(key) for key in sorted(known.teams)),
        readers=readers,
        reads=given.reads or max(1, len(known.readers - standing_by)),
        tied=texts({pair for pair in known.tied | known.apart if pair[0] in known.readers}),
        kept=texts(kept | {pair for pair in by_hand if pair[0] in known.jurors and pair not in known.tied}),
        before=texts({pair for pair in known.now if pair[0] in known.readers}) if not given.anew else frozenset(),
        seed=given.seed,
    )


def _fingerprint(wanted: Wanted, found: Panels, given: PanelsIn) -> str:
    body = [found.seats, wanted.reads, given.minutes, given.window_minutes, sorted(wanted.kept), sorted(wanted.tied)]
    return hashlib.sha256(orjson.dumps(body)).hexdigest()


def needed(plan: Plan, given: PanelsIn) -> int | None:
    """Return how many jurors the window needs, None where no window is said or no read fits into it."""
    if not given.window_minutes or given.window_minutes < given.minutes:
        return None
    return jurors_needed(len(plan.known.teams), plan.reads, given.minutes, given.window_minutes)


def blamed(plan: Plan) -> list[Lack]:
    """Return what lacks, that which breaks the round first; nothing where nobody has been placed yet."""
    if plan.searched and not plan.found.seats:
        return []
    return [*plan.found.lacks, *plan.found.unmixed]


def lines(plan: Plan) -> list[queries.Panel]:
    """Return the panel of every team; in a large jury that nobody placed yet, without naming everybody for each."""
    if plan.known.seats or not plan.searched:
        return queries.panels_of(plan.known)
    return [queries.Panel(key, team.name, plan.reads) for key, team in plan.known.teams.items()]
