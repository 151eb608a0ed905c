"""Twelve months after a result, what jurors scored loses their names; the result stays, and stays provable. (C10, J4, J5)

What is cut: sheets that counted belong to a number, dealt by the marks themselves, whose person has no address and is nobody;
their ids and those of their marks are new, and what told them from others is gone (when they were saved and signed, on paper or
not, given back, confirmed, the words, which stand where the team reads them). Sheets that never counted, seats, ties, paper
sheets, loads and the searches that placed a jury are deleted. Who sat in a round stays known, as in its minutes, not before
which team.

What stays, and leads further than this module can reach. *The journal* is chained and has no end: it says who was seated before,
was tied to, locked, was given back, confirmed or had typed in a sheet of which team, and when; never a mark, a word or the kind
of a tie, and of a sheet only an id that nothing has any more. Where all jurors read the same teams that does not say whose marks
are whose; where they read different ones, or few did, who reads the whole database may still find out, and so they may of a
sheet that was far from the others' and was confirmed. The list of mails that went leads to its entries and says no more. *Who
presided*, with what they proposed and the order that they gave to equal teams, since the fingerprint of the grid names them.
*Backups* from before. The fingerprint of a result of before decision 22 was taken over the jurors' ids: who tries every order
of a small jury finds the one that fits.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db import count
from app.domain import journal, panel_searches, recomputing
from app.models.challenge import Challenge
from app.models.computation import Computation
from app.models.journal import Answered
from app.models.jury import Mark, Panelist, Publication, Rubric, Seat, Sheet, Tie
from app.models.paper import PaperEntry, PaperSheet
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds
from app.science import ranking_json
from app.science.ranking import Sheet as Scored
from app.science.unnamed import numbers

# No address has this shape, so nobody signs in as a number, and no mail goes to one.
NUMBERED: Final = "juror number "


def held(db: Session, told: sa.Select[Any]) -> dict[str, int]:
    """Return how many rows of each kind still say who judged, in some défis."""
    return {name: count(db, statement) for name, statement in _named(told).items()}


def cut(db: Session, told: sa.Select[Any], *, at: datetime) -> dict[str, str]:
    """Take the jurors' names from what they scored in some défis, under the lock of their hackathon. Again changes nothing.

    Returns the new fingerprints of results whose published one was taken over names, by the id of their publication.
    """
    renamed: dict[str, str] = {}
    published = select(Publication, Challenge).where(
        Publication.challenge_id == Challenge.id, col(Publication.challenge_id).in_(told)
    )
    for publication, challenge in db.exec(published.order_by(col(Publication.id))).all():
        one = sa.select(col(Challenge.id)).where(col(Challenge.id) == challenge.id)
        if any(held(db, one).values()):
            renamed |= _cut_one(db, publication, challenge, one, at)
    return renamed


def _named(told: sa.Select[Any]) -> dict[str, Any]:
    """Return what asks for the rows that still say who judged, by the name under which the journal counts them."""
    nobody = sa.select(col(Person.id)).where(col(Person.email_key).like(f"{NUMBERED}%"))
    grids = sa.select(col(Rubric.id)).where(col(Rubric.challenge_id).in_(told))
    teams = sa.select(col(Team.id)).where(col(Team.challenge_id).in_(told))
    detailed = col(Panelist.load).is_not(None) | col(Panelist.sector).is_not(None)
    return {
        "juror_sheets": sa.select(col(Sheet.id)).where(col(Sheet.rubric_id).in_(grids), col(Sheet.person_id).not_in(nobody)),
        "juror_seats": sa.select(col(Seat.id)).where(col(Seat.rubric_id).in_(grids), col(Seat.person_id).not_in(nobody)),
        "juror_ties": sa.select(col(Tie.id)).where(col(Tie.team_id).in_(teams)),
        "juror_papers": sa.select(col(PaperSheet.id)).where(col(PaperSheet.challenge_id).in_(told)),
        "juror_loads": sa.select(col(Panelist.id)).where(col(Panelist.rubric_id).in_(grids), detailed),
        "jury_searches": sa.select(col(Computation.id)).where(
            col(Computation.subject_id).in_(grids), col(Computation.method) == panel_searches.METHOD
        ),
    }


def _cut_one(
    db: Session, publication: Publication, challenge: Challenge, told: sa.Select[Any], at: datetime
) -> dict[str, str]:  # fmt: skip
    grids = rounds.rounds_of(db, challenge.id)
    jurors = {juror.id for juror in juries.jurors_of(db, challenge)}
    sat = {grid.id: rounds.deciders_of(db, grid, jurors) for grid in grids}
    renamed = _rename_inputs(db, publication, challenge)
    for grid in grids:
        _cut_round(db, grid, grid.closed_at or publication.published_at, at)
    named = _named(told)
    papers = sa.select(col(PaperSheet.id)).where(col(PaperSheet.challenge_id).in_(told))
    db.exec(sa.delete(PaperEntry).where(col(PaperEntry.paper_id).in_(papers)))
    _forget_requests(db, named["juror_ties"])
    for table, kind in ((Tie, "juror_ties"), (PaperSheet, "juror_papers"), (Computation, "jury_searches")):
        db.exec(sa.delete(table).where(col(table.id).in_(named[kind])))
    db.exec(sa.update(Panelist).where(col(Panelist.id).in_(named["juror_loads"])).values(load=None, sector=None))
    db.flush()
    _keep_who_sat(db, grids, jurors, sat)
    return renamed


def _cut_round(db: Session, grid: Rubric, moment: datetime, at: datetime) -> None:
    """Give the sheets of a round that counted to numbers, each with a seat, so that nobody is awaited; delete the others."""
    sheets = list(db.exec(select(Sheet).where(Sheet.rubric_id == grid.id).order_by(col(Sheet.id))))
    marks: dict[UUID, dict[UUID, int]] = {sheet.id: {} for sheet in sheets}
    for mark in db.exec(select(Mark).where(col(Mark.sheet_id).in_(marks))):
        marks[mark.sheet_id][mark.criterion_id] = mark.level
    counted = [sheet for sheet in sheets if sheet.locked_at and not sheet.recused_at]
    dealt = numbers(_as_marked(sheet, marks[sheet.id]) for sheet in counted)
    people = {number: _person(db, number, at) for number in sorted(set(dealt.values()))}
    ordered = sorted((dealt[str(sheet.person_id)], str(sheet.team_id), sheet.team_id, sheet.id) for sheet in counted)
    _forget_requests(db, sa.select(col(Sheet.id)).where(col(Sheet.rubric_id) == grid.id))
    db.exec(sa.delete(Mark).where(col(Mark.sheet_id).in_(marks)))
    db.exec(sa.delete(Sheet).where(col(Sheet.rubric_id) == grid.id))
    db.exec(sa.delete(Seat).where(col(Seat.rubric_id) == grid.id))
    db.flush()
    for number, _, team_id, before in ordered:
        person_id = people[number]
        sheet = Sheet(
            person_id=person_id, team_id=team_id, rubric_id=grid.id, challenge_id=grid.challenge_id, saved_at=moment,
            locked_at=moment,
        )  # fmt: skip
        db.add_all([sheet, Seat(rubric_id=grid.id, person_id=person_id, team_id=team_id, given_at=moment)])
        db.flush()
        given = sorted(marks[before].items())
        db.add_all([Mark(sheet_id=sheet.id, criterion_id=criterion, level=level) for criterion, level in given])
    db.flush()


def _forget_requests(db: Session, outcomes: sa.Select[Any]) -> None:
    """Forget the requests from which something came to be, since they say whose it was."""
    db.exec(sa.delete(Answered).where(col(Answered.outcome_id).in_(outcomes)))


def _as_marked(sheet: Sheet, marks: dict[UUID, int]) -> Scored:
    return Scored(
        juror=str(sheet.person_id),
        team=str(sheet.team_id),
        scores={str(criterion): Decimal(level) for criterion, level in marks.items()},
    )


def _person(db: Session, number: str, at: datetime) -> UUID:
    """Return the person who stands for a number in every jury of the service; made where there is none yet."""
    key = NUMBERED + number
    wanted = select(Person.id).where(Person.email_key == key)
    if (found := db.exec(wanted).first()) is not None:
        return found
    journal.lock(db, journal.ACCOUNTS)
    if (found := db.exec(wanted).first()) is not None:
        return found
    made = Person(email="", email_key=key, display_name=f"№ {int(number)}", created_at=at)
    db.add(made)
    db.flush()
    return made.id


def _keep_who_sat(db: Session, grids: Iterable[Rubric], jurors: Collection[UUID], sat: dict[UUID, set[UUID]]) -> None:
    """Name who decided for their round, where seats and sheets said it alone: the minutes go on to say who sat."""
    grids = list(grids)
    if all(rounds.deciders_of(db, grid, jurors) == sat[grid.id] for grid in grids):
        return
    for grid in grids:
        named = {one.person_id: one for one in db.exec(select(Panelist).where(Panelist.rubric_id == grid.id))}
        for juror in sorted(sat[grid.id]):
            one = named.get(juror) or Panelist(rubric_id=grid.id, person_id=juror)
            one.stand_in = False
            db.add(one)
    db.flush()


def _rename_inputs(db: Session, publication: Publication, challenge: Challenge) -> dict[str, str]:
    """Put numbers where the inputs of a result still hold ids of jurors; their fingerprint is then another one."""
    if publication.snapshot.get("method", recomputing.RECORD) == recomputing.RECORD:
        return {}
    kept = publication.inputs or recomputing.of_tables(db, challenge, publication)
    try:
        found = ranking_json.without_names(kept)
        if found == publication.inputs:
            return {}
        digest = recomputing.digest_of(publication, ranking_json.again(found))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        publication.inputs = {}  # nothing could be computed from them: the names go all the same
        db.add(publication)
        return {}
    publication.inputs = found | {recomputing.RENAMED: digest}
    db.add(publication)
    return {str(publication.id): digest}
