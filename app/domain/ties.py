"""Ties: what binds a juror to a team, said before its work opens; anything but «none» keeps it shut. (J2)"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import journal, panels, rubrics
from app.domain.policy import Action, require
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Sheet, Tie, TieKind
from app.models.person import Person
from app.models.team import Team
from app.queries import juries, rounds
from app.schemas.jury import TieIn

TIE_FIRST: Final = code("tie_first", 409)
RECUSED: Final = code("recused", 409)
NOT_SEATED: Final = code("not_seated", 409)
TIE_STAYS: Final = code("tie_stays", 409)


def require_content(db: Db, juror: Person, team: Team) -> None:
    """Raise unless the juror declared that nothing ties them to the team, and reads it; every way to its work passes here."""
    tie = juries.tie_of(db, juror.id, team.id)
    if tie is None:
        raise tie_first()
    if tie.kind is not TieKind.NONE:
        raise refuse(RECUSED, N_("You declared a tie with this team, so its work stays closed to you and you do not score it."))
    if not rounds.reads_team(db, juror.id, team):
        raise refuse(NOT_SEATED, N_("Other jurors read this team in this round, so its work stays closed to you."))


def tie_first() -> Refused:
    return refuse(TIE_FIRST, N_("Say first whether something ties you to this team; then its work opens."))


def declare(db: Db, actor: Person, team: Team, given: TieIn, *, at: datetime) -> Tie:
    """Keep what a juror says about a team. A tie found late keeps their sheet and takes it out of the result.

    Saying the same again changes nothing; a declared tie stays (`tie_stays`); after publication nothing changes.
    """
    require(db, actor, Action.DECLARE_TIE, team, at=at)
    if given.kind in (TieKind.OTHER, TieKind.ABSTAIN) and not given.note:
        said = N_("Say in a few words what ties you to this team.")
        abstains = N_("Say in a few words why you would rather not judge this team.")
        raise refuse(INVALID, abstains if given.kind is TieKind.ABSTAIN else said, field_="note")
    tie = juries.tie_of(db, actor.id, team.id)
    if tie and tie.kind is given.kind:
        return tie
    if juries.published(db, team.challenge_id):
        raise rubrics.published()
    if tie and tie.kind is not TieKind.NONE:
        raise refuse(
            TIE_STAYS, N_("You declared a tie with this team, and it stays. If it was a mistake, say so on the page of the team.")
        )
    late = _recuse(db, actor, team, at) if tie else False
    if tie is None:
        rubrics.ensure(db, db.get_one(Challenge, team.challenge_id), at=at)
        tie = Tie(person_id=actor.id, team_id=team.id, kind=given.kind, declared_at=at)
    tie.kind, tie.note, tie.declared_at, tie.declared_by_id = given.kind, given.note or None, at, actor.id
    db.add(tie)
    db.flush()
    facts: dict[str, Any] = {"team_id": team.id, "tied": given.kind is not TieKind.NONE, "late": late}
    if given.kind is not TieKind.NONE:
        facts |= panels.after_recusal(db, db.get_one(Challenge, team.challenge_id), actor.id, team.id, at=at)
    journal.record(db, team.hackathon_id, actor, Action.DECLARE_TIE, tie, at=at, **facts)
    return tie


def deny(db: Db, actor: Person, team: Team, *, at: datetime) -> Tie:
    """Say that the tie one declared with a team was a mistake, and that nothing ties one to it; until the scoring closes.

    What an organiser wrote down, an organiser takes back (`tie_stays`). What they read counts again where its round goes on.
    Their seat comes back as `queries.panels.comes_back` tells; who sat down meanwhile stays. Saying it again changes nothing.
    """
    require(db, actor, Action.DENY_TIE, team, at=at)
    tie = juries.tie_of(db, actor.id, team.id)
    if tie is None:
        raise tie_first()
    if tie.kind is TieKind.NONE:
        return tie
    if not tie.own:
        raise refuse(TIE_STAYS, N_("An organiser wrote this tie down, and only they take it back. Tell them if it is a mistake."))
    if not deniable(db, team):
        raise refuse(rubrics.ROUND_CLOSED, N_("The scoring is closed, so the tie that you declared stays."))
    again = _count_again(db, actor, team)
    tie.kind, tie.note, tie.declared_at, tie.declared_by_id = TieKind.NONE, None, at, actor.id
    db.add(tie)
    db.flush()
    back = panels.after_denial(db, db.get_one(Challenge, team.challenge_id), actor.id, team.id, at=at)
    journal.record(db, team.hackathon_id, actor, Action.DENY_TIE, tie, at=at, team_id=team.id, sheets=again, reads=back)
    return tie


def deniable(db: Db, team: Team) -> bool:
    """Tell whether a tie with a team may still be taken back: its round goes on and nothing is published."""
    rubric = rounds.current(db, team.challenge_id)
    return (rubric is None or rubric.closed_at is None) and not juries.published(db, team.challenge_id)


def recuse(db: Db, actor: Person, juror: Person, team: Team, given: TieIn, *, at: datetime) -> Tie:
    """Keep a juror from a team, with what ties them to it or the reason in words; somebody else reads instead.

    What they had read is kept and counts no more. Only who runs the jury takes this back.
    """
    if given.kind is TieKind.NONE:
        raise refuse(INVALID, N_("Choose what keeps this juror from the team."), field_="kind")
    return declare_for(db, actor, juror, team, given, at=at, solve=True)


def declare_for(
    db: Db, actor: Person, juror: Person, team: Team, given: TieIn, *,
    at: datetime, suspected: TieKind | None = None, solve: bool = False,
) -> Tie:  # fmt: skip
    """Write down for a juror what they said elsewhere about a team; unless told to `solve`, the caller does, once for many.

    Only until the scoring closes, since from then on the places are seen. That nothing ties them, where the record suggests a
    tie (`suspected`), only the juror can say. A declared tie stays until it is withdrawn.
    """
    require(db, actor, Action.RECORD_TIE, team, at=at)
    _check_open(db, team)
    if given.kind in (TieKind.OTHER, TieKind.ABSTAIN) and not given.note:
        raise refuse(INVALID, N_("Say in a few words what keeps this juror from this team."), field_="note")
    if given.kind is TieKind.NONE and suspected:
        raise refuse(INVALID, N_("The record suggests a tie: only the juror can say that nothing ties them."), field_="action")
    tie = juries.tie_of(db, juror.id, team.id)
    if tie and tie.kind is given.kind:
        return tie
    if tie and tie.kind is not TieKind.NONE:
        raise refuse(TIE_STAYS, N_("This juror declared a tie with this team. Withdraw it first, with the reason."))
    late = _recuse(db, juror, team, at) if tie else False
    tie = tie or Tie(person_id=juror.id, team_id=team.id, kind=given.kind, declared_at=at)
    tie.kind, tie.note, tie.declared_at, tie.declared_by_id = given.kind, given.note or None, at, actor.id
    db.add(tie)
    db.flush()
    facts: dict[str, Any] = {"team_id": team.id, "juror_id": juror.id, "tied": given.kind is not TieKind.NONE, "late": late}
    if solve:
        facts |= panels.after_recusal(db, db.get_one(Challenge, team.challenge_id), juror.id, team.id, at=at)
    journal.record(db, team.hackathon_id, actor, Action.RECORD_TIE, tie, at=at, **facts)
    return tie


def withdraw(db: Db, actor: Person, juror: Person, team: Team, reason: str, *, at: datetime) -> None:
    """Take back a tie that was declared by mistake, until the scoring closes; without a tie nothing happens.

    A tie that its juror declared asks for a reason. What the juror had read counts again, and their seat comes back as
    `queries.panels.comes_back` tells; who has read nothing is asked again before the team's work opens.
    """
    require(db, actor, Action.WITHDRAW_TIE, team, at=at)
    _check_open(db, team)
    tie = juries.tie_of(db, juror.id, team.id)
    if tie is None or tie.kind is TieKind.NONE:
        return
    if not reason and tie.own:
        raise refuse(INVALID, N_("Say why this tie is withdrawn."), field_="note")
    found = _count_again(db, juror, team)
    facts = {"team_id": team.id, "juror_id": juror.id, "sheets": found}
    journal.record(db, team.hackathon_id, actor, Action.WITHDRAW_TIE, tie, at=at, **facts)
    if found:
        tie.kind, tie.note, tie.declared_at, tie.declared_by_id = TieKind.NONE, None, at, actor.id
        db.add(tie)
    else:
        db.delete(tie)
    db.flush()
    panels.after_denial(db, db.get_one(Challenge, team.challenge_id), juror.id, team.id, at=at)


def _check_open(db: Db, team: Team) -> None:
    """Raise where the places of the team's défi may be seen: an organiser must not move them then."""
    rubric = rounds.current(db, team.challenge_id)
    if rubric and rubric.closed_at:
        raise refuse(rubrics.ROUND_CLOSED, N_("The scoring is closed, so only the juror can still declare a tie."))


def _count_again(db: Db, juror: Person, team: Team) -> int:
    """Put a juror's sheets on a team back, in the rounds that go on; return how many. A round that is over stays as it was."""
    open_ = [rubric.id for rubric in rounds.rounds_of(db, team.challenge_id) if rubric.closed_at is None]
    mine = select(Sheet).where(Sheet.person_id == juror.id, Sheet.team_id == team.id, col(Sheet.rubric_id).in_(open_))
    found = list(db.exec(mine))
    for sheet in found:
        sheet.recused_at = None
        db.add(sheet)
    return len(found)


def _recuse(db: Db, juror: Person, team: Team, at: datetime) -> bool:
    """Take the sheets that exist already, one a round, out of the result, and keep them."""
    found = list(db.exec(select(Sheet).where(Sheet.person_id == juror.id, Sheet.team_id == team.id)))
    for sheet in found:
        sheet.recused_at = at
        db.add(sheet)
    return bool(found)
