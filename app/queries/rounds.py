"""Rounds of a défi's jury: which one is being read, by whom, and which teams are in it. (J1, J3)

Rounds are read in the order of their position, each after the one before is closed; the last decides the result.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db import remembered, rows
from app.models.jury import Panelist, Rubric, Seat, Sheet
from app.models.team import Team


def rounds_of(db: Session, challenge_id: UUID) -> list[Rubric]:
    """Return the stored rounds of a défi in the order in which they are read; none while nobody stored a grid."""
    statement = select(Rubric).where(Rubric.challenge_id == challenge_id).order_by(col(Rubric.position))
    return list(remembered(db, ("rounds", challenge_id), lambda: db.exec(statement).all()))


def at(db: Session, challenge_id: UUID, position: int) -> Rubric | None:
    """Return the stored round at a position, None where there is none."""
    return next((rubric for rubric in rounds_of(db, challenge_id) if rubric.position == position), None)


def deciding(db: Session, challenge_id: UUID) -> Rubric | None:
    """Return the round that the result rests on: the last."""
    return next(reversed(rounds_of(db, challenge_id)), None)


def current(db: Session, challenge_id: UUID) -> Rubric | None:
    """Return the round that is being read, or prepared: the first that is not closed, else the last."""
    found = rounds_of(db, challenge_id)
    return next((rubric for rubric in found if rubric.closed_at is None), found[-1] if found else None)


def current_id(challenge_id: Any) -> Any:
    """Return the id of the round that is being read as an expression over a column of défis."""
    rubric: Any = aliased(Rubric)
    order = sa.case((rubric.closed_at.is_(None), rubric.position), else_=-rubric.position)
    return (
        sa.select(rubric.id)
        .where(rubric.challenge_id == challenge_id)
        .order_by(rubric.closed_at.is_not(None), order)
        .limit(1)
        .correlate_except(rubric)
        .scalar_subquery()
    )


def reads(person_id: Any, team_id: Any, challenge_id: Any) -> Any:
    """Tell, as an expression over columns, whether a juror reads a team in the round that is being read.

    Where seats are given, those who have one. Else nobody who stands by; and of a défi with several rounds those who are
    named for this one, or, where nobody is, who is not named for another.
    """
    now = current_id(challenge_id)
    seat: Any = aliased(Seat)
    seated = sa.exists().where(seat.rubric_id == now, seat.ended_at.is_(None))
    own = seated.where(seat.person_id == person_id, seat.team_id == team_id)
    named: Any = aliased(Panelist)
    some = sa.exists().where(named.rubric_id == now)
    me = some.where(named.person_id == person_id)
    elsewhere: Any = aliased(Panelist)
    other: Any = aliased(Rubric)
    more = sa.exists().where(other.challenge_id == challenge_id, other.id != now)
    away = more.where(elsewhere.rubric_id == other.id, elsewhere.person_id == person_id)
    return sa.case(
        (_stayed_behind(team_id, challenge_id, now), sa.false()),
        (seated.correlate_except(seat), own.correlate_except(seat)),
        (me.where(named.stand_in).correlate_except(named), sa.false()),
        (more.correlate_except(other) & some.where(~named.stand_in).correlate_except(named), me.correlate_except(named)),
        else_=~away.correlate_except(elsewhere, other),
    )


def _stayed_behind(team_id: Any, challenge_id: Any, now: Any) -> Any:
    """Tell, as an expression, whether a team did not go on from a round that is closed.

    Ids are looked for in the list's text, where both engines can, without dashes since they write ids differently.
    """
    before: Any = aliased(Rubric)
    listed = sa.func.replace(sa.cast(before.goes_on, sa.Text), "-", "")
    own = sa.func.replace(sa.cast(sa.literal(team_id, sa.Uuid) if isinstance(team_id, UUID) else team_id, sa.Text), "-", "")
    return (
        sa.exists()
        .where(before.challenge_id == challenge_id, before.id != now, before.closed_at.is_not(None))
        .where(listed != "null", listed.not_like("%" + own + "%"))
        .correlate_except(before)
    )


def reads_team(db: Session, person_id: UUID, team: Team) -> bool:
    """Tell whether a juror reads a team in the round that is being read."""
    asked = sa.select(reads(person_id, team.id, team.challenge_id).label("reads"))
    return remembered(db, ("reads", person_id, team.id), lambda: bool(rows(db, asked)[0].reads))


def planned(db: Session, rubric: Rubric | None, jurors: Collection[UUID], teams: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return who reads which team in a round, ties apart; everybody everything while there is no round."""
    teams = list(teams)
    if rubric is None:
        return {(juror, team) for juror in jurors for team in teams}
    seats = list(db.exec(select(Seat).where(Seat.rubric_id == rubric.id, col(Seat.ended_at).is_(None))))
    if seats:
        within = set(teams)
        return {(seat.person_id, seat.team_id) for seat in seats if seat.team_id in within and seat.person_id in jurors}
    readers = readers_of(db, rubric, jurors)
    return {(juror, team) for juror in readers for team in teams}


def readers_of(db: Session, rubric: Rubric, jurors: Collection[UUID]) -> set[UUID]:
    """Return the jurors who read in a round without seats, by the rule of `reads`."""
    of_challenge = rounds_of(db, rubric.challenge_id)
    named = list(db.exec(select(Panelist).where(col(Panelist.rubric_id).in_([one.id for one in of_challenge]))))
    here = {one.person_id: one for one in named if one.rubric_id == rubric.id}
    standing_by = {person_id for person_id, one in here.items() if one.stand_in}
    if here.keys() - standing_by and len(of_challenge) > 1:
        return (here.keys() & set(jurors)) - standing_by
    return set(jurors) - standing_by - {one.person_id for one in named if one.rubric_id != rubric.id}


def deciders_of(db: Session, rubric: Rubric, jurors: Collection[UUID]) -> set[UUID]:
    """Return the jurors who decide with a round: its readers, who presides, and whoever stood by and was given something to read.

    Who is named for another round alone has no part in what this one decides.
    """
    seated = select(Seat.person_id).where(Seat.rubric_id == rubric.id, col(Seat.ended_at).is_(None))
    came = {rubric.president_id, *db.exec(seated), *db.exec(select(Sheet.person_id).where(Sheet.rubric_id == rubric.id))}
    return readers_of(db, rubric, jurors) | {one for one in jurors if one in came}


def left_out(db: Session, challenge_ids: Collection[UUID], before: int | None = None) -> set[UUID]:
    """Return the teams that did not go on to the round being read (or to the one at a position)."""
    statement = select(Rubric).where(col(Rubric.challenge_id).in_(challenge_ids), col(Rubric.closed_at).is_not(None))
    kept: dict[UUID, set[str]] = {}
    for rubric in db.exec(statement.order_by(col(Rubric.position))):
        if rubric.goes_on is not None and (before is None or rubric.position < before):
            kept[rubric.challenge_id] = set(rubric.goes_on)
    if not kept:
        return set()
    teams = sa.select(col(Team.id), col(Team.challenge_id)).where(col(Team.challenge_id).in_(kept))
    return {row.id for row in rows(db, teams) if str(row.id) not in kept[row.challenge_id]}
