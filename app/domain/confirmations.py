"""Sheets that stand far from the others': before the result their jurors look at them again, and confirm them or not. (J5)

Nobody is asked while sheets are awaited, and nobody is told in which direction, or how far: only that it is worth a look.
"""

from datetime import datetime
from typing import Final

from sqlmodel import Session as Db
from sqlmodel import select

from app.domain import journal
from app.domain.assessments import Assessment, assess
from app.domain.policy import Action, require, why_not
from app.errors import code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Sheet
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds

NOT_ASKED: Final = code("not_asked", 409)


def asked(db: Db, juror: Person, challenge: Challenge) -> list[Team]:
    """Return the teams of which a juror's own sheet stands far from the others' and waits for a word of theirs."""
    found = _found(db, challenge)
    if found is None:
        return []
    waiting = [team for who, team in found.guard.far if who == str(juror.id) and (who, team) not in confirmed(found)]
    return [found.teams[team] for team in waiting]


def podium_differs(db: Db, actor: Person, challenge: Challenge, *, at: datetime) -> bool | None:
    """Tell who presides whether the podium changes when far marks weigh less; None for others, and before every sheet is in."""
    if why_not(db, actor, Action.OPEN_DELIBERATION, challenge, at=at) is not None:
        return None
    found = _found(db, challenge)
    return found.guard.podium_differs if found else None


def confirmed(found: Assessment) -> set[tuple[str, str]]:
    """Return who confirmed which sheet, as (juror, team); a sheet that was locked anew since is not confirmed."""
    return {
        (str(sheet.person_id), str(sheet.team_id))
        for sheet in found.sheets
        if sheet.confirmed_at and sheet.locked_at and sheet.confirmed_at >= sheet.locked_at
    }


def _found(db: Db, challenge: Challenge) -> Assessment | None:
    """Return what the marks of the round being read say, once all are in; None before, and after the publication."""
    rubric = rounds.current(db, challenge.id)
    if rubric is None or juries.published(db, challenge.id):
        return None
    found = assess(db, challenge, rubric)
    return found if found.ready else None


def confirm(db: Db, actor: Person, team: Team, *, at: datetime) -> None:
    """Keep that a juror stands by a sheet that stands far from the others'; again changes nothing.

    Refused (`not_asked`) for a sheet of which nobody asks it.
    """
    require(db, actor, Action.CONFIRM_SHEET, team, at=at)
    found = _found(db, db.get_one(Challenge, team.challenge_id))
    pair = (str(actor.id), str(team.id))
    if found is None or pair not in found.guard.far:
        raise refuse(NOT_ASKED, N_("Nobody asks you to confirm this sheet."))
    if pair in confirmed(found):
        return
    sheet = db.exec(select(Sheet).where(Sheet.id == next(one.id for one in found.sheets if _pair(one) == pair))).one()
    sheet.confirmed_at = at
    db.add(sheet)
    journal.record(db, team.hackathon_id, actor, Action.CONFIRM_SHEET, sheet, at=at, team_id=team.id)


def _pair(sheet: Sheet) -> tuple[str, str]:
    return str(sheet.person_id), str(sheet.team_id)
