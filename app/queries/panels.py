"""Who reads which team in a round of a jury, and what became of every seat. (J3)"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import rows
from app.models.application import Application
from app.models.challenge import Challenge
from app.models.jury import Panelist, Rubric, Seat, Sheet, Tie, TieKind
from app.models.organisation import Organisation, Sector
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds, tie_suggestions

Pair = tuple[UUID, UUID]  # person, team


@dataclass(frozen=True, slots=True)
class Known:
    """A round's jury as it stands: people, teams, ties, seats, and which sheets are begun or locked."""

    challenge: Challenge
    rubric: Rubric
    jurors: dict[UUID, Person]
    teams: dict[UUID, Team]
    readers: set[UUID]
    named: dict[UUID, Panelist]
    ties: dict[Pair, TieKind]
    suspected: dict[Pair, TieKind]
    sectors: dict[UUID, Sector]
    seats: list[Seat]
    sheets: dict[Pair, bool]  # True: locked
    withdrawn: set[Pair]  # read, and taken out by a late tie
    recused: set[Pair]  # kept apart by a tie that an organiser wrote down

    @property
    def tied(self) -> set[Pair]:
        """Pairs that must not meet: a declared tie, or one that the record suggests and nobody has denied."""
        declared = {pair for pair, kind in self.ties.items() if kind is not TieKind.NONE}
        return declared | {pair for pair in self.suspected if pair not in self.ties}

    @property
    def apart(self) -> set[Pair]:
        """Pairs that an organiser took apart by hand, until somebody lets the machine place them again."""
        return {(seat.person_id, seat.team_id) for seat in self.seats if seat.by_hand and seat.ended_at is not None}

    @property
    def nameless(self) -> bool:
        """Whether seats are there and none of them is a juror's any more."""
        return bool(self.seats) and not any(seat.person_id in self.jurors for seat in self.seats)

    @property
    def now(self) -> set[Pair]:
        return {(seat.person_id, seat.team_id) for seat in self.seats if seat.ended_at is None}


def known(db: Session, challenge: Challenge, rubric: Rubric) -> Known:
    """Return everything that an assignment asks about a round."""
    jurors = {juror.id: juror for juror in juries.jurors_of(db, challenge)}
    teams = {team.id: team for team in juries.teams_in(db, challenge.id, rubric)}
    named = {one.person_id: one for one in db.exec(select(Panelist).where(Panelist.rubric_id == rubric.id))}
    standing_by = {key for key, one in named.items() if one.stand_in and key in jurors}
    sheets: Sequence[Any] = rows(
        db,
        sa.select(col(Sheet.person_id), col(Sheet.team_id), col(Sheet.locked_at), col(Sheet.recused_at)).where(
            col(Sheet.rubric_id) == rubric.id
        ),
    )
    ties = list(db.exec(select(Tie).where(col(Tie.team_id).in_(teams))))
    return Known(
        challenge=challenge,
        rubric=rubric,
        jurors=jurors,
        teams=teams,
        readers=rounds.readers_of(db, rubric, set(jurors)) | standing_by,
        named=named,
        ties={(tie.person_id, tie.team_id): tie.kind for tie in ties},
        suspected=tie_suggestions.suggested(db, list(jurors), list(teams)),
        sectors=_sectors(db, challenge, list(jurors), named),
        seats=list(db.exec(select(Seat).where(Seat.rubric_id == rubric.id).order_by(col(Seat.given_at), col(Seat.id)))),
        sheets={(row.person_id, row.team_id): row.locked_at is not None for row in sheets if row.recused_at is None},
        recused={(tie.person_id, tie.team_id) for tie in ties if tie.kind is not TieKind.NONE and not tie.own},
        withdrawn={(row.person_id, row.team_id) for row in sheets if row.recused_at is not None},
    )


def _sectors(db: Session, challenge: Challenge, jurors: list[UUID], named: dict[UUID, Panelist]) -> dict[UUID, Sector]:
    """Return each juror's sector: as said for the round, else as they applied, else that of whom they work for."""
    employers = tie_suggestions.employers(db, jurors)
    bodies = {body for own in employers.values() for body in own}
    asked = sa.select(col(Organisation.id), col(Organisation.sector)).where(col(Organisation.id).in_(bodies))
    sector_of = {row.id: row.sector for row in rows(db, asked)}
    found = {juror: Sector(sector_of[min(own)]) for juror, own in employers.items() if own}
    applied = sa.select(col(Application.person_id), col(Application.sector)).where(
        col(Application.hackathon_id) == challenge.hackathon_id, col(Application.person_id).in_(jurors)
    )
    found |= {row.person_id: Sector(row.sector) for row in rows(db, applied)}
    return found | {key: one.sector for key, one in named.items() if one.sector}


def comes_back(found: Known, pair: Pair) -> bool:
    """Tell whether a juror reads a team again once nothing ties them to it.

    Who had begun does, and who reads everything with all the others; else who had a seat that nobody took meanwhile. Who an
    organiser took away by hand stays away.
    """
    standing_by = {key for key, one in found.named.items() if one.stand_in}
    if not found.now:
        return pair[0] in found.readers - standing_by
    if pair in found.sheets or pair in found.withdrawn:
        return True
    mine = next((seat for seat in found.seats if (seat.person_id, seat.team_id) == pair), None)
    if mine is None or (mine.by_hand and mine.ended_at is not None):
        return False
    wanted = found.rubric.reads or max(1, len(found.readers - standing_by))
    return sum(team == pair[1] for _, team in found.now) < wanted


@dataclass(frozen=True, slots=True)
class Place:
    """A juror before a team. States: planned, now (begun), done, recused, replaced, kept_away (taken away by hand)."""

    person_id: UUID
    juror: str
    state: str
    by_hand: bool = False
    replaced_by: str | None = None


@dataclass(slots=True)
class Panel:
    """A team's jurors, and what still lacks; nobody stays unjudged unseen."""

    team_id: UUID
    team: str
    wanted: int
    places: list[Place] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(place.state == state for place in self.places)

    @property
    def missing(self) -> int:
        """Seats that nobody has, of those that the round wants."""
        return max(0, self.wanted - sum(place.state in {"planned", "now", "done"} for place in self.places))


def panels_of(found: Known) -> list[Panel]:
    """Return the panel of every team of a round, by name; without seats, all who read everything."""
    names = {key: person.display_name for key, person in found.jurors.items()}
    wanted = found.rubric.reads or found.rubric.minimum_reads
    panels = {key: Panel(key, team.name, wanted) for key, team in found.teams.items()}
    by_team: dict[UUID, dict[UUID, Place]] = defaultdict(dict)
    if found.seats:
        for seat in found.seats:
            state = _state(found, (seat.person_id, seat.team_id), ended=seat.ended_at is not None)
            if state == "replaced" and seat.by_hand:
                state = "kept_away"
            by_team[seat.team_id][seat.person_id] = Place(
                seat.person_id, names.get(seat.person_id, ""), state, seat.by_hand,
                names.get(seat.replaced_by_id) if seat.replaced_by_id else None,
            )  # fmt: skip
    else:
        reading = {juror for juror in found.readers if not (juror in found.named and found.named[juror].stand_in)}
        for juror in reading:
            for team in panels:
                by_team[team][juror] = Place(juror, names[juror], _state(found, (juror, team), ended=False))
    for team, places in by_team.items():
        if team in panels:
            panels[team].places = sorted(places.values(), key=lambda place: (place.juror, place.person_id))
    return list(panels.values())


def _state(found: Known, pair: Pair, *, ended: bool) -> str:
    if found.ties.get(pair, TieKind.NONE) is not TieKind.NONE or pair in found.withdrawn:
        return "recused"
    if pair in found.sheets:
        return "done" if found.sheets[pair] else "now"
    return "replaced" if ended else "planned"


@dataclass(frozen=True, slots=True)
class Change:
    """A seat that ended: whose and before which team, in which state it stands, and who came instead."""

    at: datetime
    team_id: UUID
    team: str
    juror: str
    state: str
    instead: str | None


def changes_of(found: Known) -> list[Change]:
    """Return what became of the seats that ended, the newest first: ties declared late, and who moved since."""
    names = {key: person.display_name for key, person in found.jurors.items()}
    ended = [seat for seat in found.seats if seat.ended_at is not None and seat.team_id in found.teams]
    places = {(line.team_id, place.person_id): place for line in panels_of(found) for place in line.places} if ended else {}
    return [
        Change(
            at=seat.ended_at,
            team_id=seat.team_id,
            team=found.teams[seat.team_id].name,
            juror=names.get(seat.person_id, ""),
            state=places[seat.team_id, seat.person_id].state,
            instead=places[seat.team_id, seat.person_id].replaced_by,
        )
        for seat in sorted(ended, key=lambda one: (one.ended_at, one.id), reverse=True)
        if seat.ended_at is not None
    ]
