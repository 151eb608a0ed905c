"""A file applied to a jury: read whole, looked at first, then done whole or not at all, by the single acts' verbs. (J2–J4)"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, NoReturn
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlmodel import Session as Db

from app.domain import journal, jury_scores, panels, rubrics, ties
from app.domain.jury_grammar import Act, Line, Wrong, parse
from app.domain.policy import Action, require
from app.errors import NotFound, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.jury import Panelist, Rubric, TieKind
from app.models.organisation import Sector
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import juries, jury_files
from app.queries import panels as queries
from app.queries.panels import Known, Pair
from app.schemas.jury import TieIn
from app.schemas.panel import PanelistIn

Said = tuple[int | None, Sector | None, bool]  # load, sector, stands by

JURY_FILE_WRONG: Final = code("jury_file_wrong", 422)
JURY_FILE_CHANGED: Final = code("jury_file_changed", 409)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a file changes. Kinds: given, taken, tied, free, untied, named, scored."""

    kind: str
    juror: str
    team: str
    juror_id: UUID
    team_id: UUID | None
    detail: str = ""


@dataclass(slots=True)
class Outcome:
    """What a file comes to: what is wrong with it, or else what it changes, and which teams then lack a juror."""

    lines: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    # Teams that lack more jurors than before, with how many.
    lacking: list[tuple[str, int]] = field(default_factory=list)
    # Nobody had a seat, so everybody read everything; from now on only who has one reads.
    first_seats: bool = False
    fingerprint: str = ""

    @property
    def counts(self) -> Counter[str]:
        return Counter(effect.kind for effect in self.effects)


class Looked(Exception):
    """What a file would do, carried out of a transaction that leaves nothing behind."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("looked at")
        self.outcome = outcome


def look(db: Db, actor: Person, challenge: Challenge, rows: Sequence[Sequence[str]], *, at: datetime) -> NoReturn:
    """Do what a file says, then undo all of it: raises `Looked` with the outcome, whatever it is."""
    raise Looked(_run(db, actor, challenge, rows, at))


def apply(
    db: Db, actor: Person, challenge: Challenge, rows: Sequence[Sequence[str]], fingerprint: str | None, *, at: datetime
) -> Rubric:
    """Do what a file says, all or nothing.

    Refused where a line is wrong (`jury_file_wrong`), and where it would do something else than when it was looked at
    (`jury_file_changed`). A file that changes nothing leaves no trace.
    """
    found = _run(db, actor, challenge, rows, at)
    if found.wrong:
        first = found.wrong[0]
        said = N_("Line %(line)s is wrong, and perhaps others: have the file checked first. Nothing was applied.")
        raise refuse(JURY_FILE_WRONG, said, field_="text", line=first.line)
    if fingerprint is not None and fingerprint != found.fingerprint:
        said = N_("The jury changed since you looked, and the file would now do something else. Nothing was applied: look again.")
        raise refuse(JURY_FILE_CHANGED, said)
    rubric = rubrics.ensure(db, challenge, at=at)
    if found.effects:
        body = hashlib.sha256(orjson.dumps([list(row) for row in rows])).hexdigest()
        journal.record(
            db, challenge.hackathon_id, actor, Action.IMPORT_JURY_FILE, rubric, at=at, challenge_id=challenge.id,
            lines=found.lines, sha256=body, **found.counts,
        )  # fmt: skip
    return rubric


@dataclass(frozen=True, slots=True)
class _Was:
    """A round before a file touched it, in values of its own: rows change under the verbs."""

    seats: set[Pair]
    ties: dict[Pair, TieKind]
    named: dict[UUID, Said]
    missing: dict[UUID, int]

    @classmethod
    def of(cls, known: Known) -> "_Was":
        missing = {line.team_id: line.missing for line in queries.panels_of(known)} if known.now else {}
        return cls(known.now, dict(known.ties), {key: _said(one) for key, one in known.named.items()}, missing)


@dataclass(slots=True)
class _Work:
    """A file being applied: whom and what its keys mean, and what went wrong so far."""

    db: Db
    actor: Person
    challenge: Challenge
    at: datetime
    people: dict[str, Person]
    teams: dict[UUID, Team]
    wrong: list[Wrong]

    def attempt(self, line: Line, do: Callable[[], object], otherwise: str) -> None:
        """Do one line's act; what it refuses becomes that line's error."""
        try:
            do()
        except NotFound:
            self.wrong.append(Wrong(line.number, "team" if line.team else "juror", otherwise))
        except ValidationError:
            self.wrong.append(Wrong(line.number, "note", N_("This text cannot be used. Check it.")))
        except Refused as error:
            refusal = error.refusal
            column = refusal.field if refusal.field in {"note", "action", "kind", *line.cells} else "action"
            self.wrong.append(Wrong(line.number, str(column), refusal.message, refusal.params))


def _run(db: Db, actor: Person, challenge: Challenge, rows: Sequence[Sequence[str]], at: datetime) -> Outcome:
    """Do what a file says and tell what it did; the caller undoes it where something is wrong."""
    require(db, actor, Action.IMPORT_JURY_FILE, challenge, at=at)
    lines, wrong = parse(rows)
    found = Outcome(len(lines), wrong)
    if not lines and wrong:
        return found
    rubric = rubrics.ensure(db, challenge, at=at)
    before = queries.known(db, challenge, rubric)
    was = _Was.of(before)
    mentors = juries.holders_of(db, challenge, Role.MENTOR)
    people = jury_files.keys_of(db, challenge.hackathon_id, (*mentors, *before.jurors.values()))
    work = _Work(db, actor, challenge, at, people, jury_files.teams_of(db, challenge.id), found.wrong)
    lines = [line for line in lines if _meant(work, line)]
    by_act: dict[Act, list[Line]] = {act: [line for line in lines if line.act is act] for act in Act}
    _ties(work, before, by_act)
    for line in by_act[Act.PANELIST]:
        _panelist(work, was, line)
    known = queries.known(db, challenge, rubric)
    sitting = known.now
    for line in by_act[Act.UNSEAT] + by_act[Act.SEAT]:
        _seat(work, known, sitting, line)
    tied = {pair for pair, kind in known.ties.items() if kind is not TieKind.NONE and was.ties.get(pair) is not kind}
    if tied:
        panels.after_recusals(db, challenge, tied, at=at)
    scored = jury_scores.enter(db, actor, known, by_act[Act.SCORE], people, found.wrong, at=at)
    found.wrong.sort(key=lambda one: (one.line, one.column))
    if not found.wrong:
        _tell(found, was, queries.known(db, challenge, rubric), scored, people)
    return found


def _meant(work: _Work, line: Line) -> bool:
    """Tell whether a line's keys mean somebody and something here; what does not is an error."""
    person, team = work.people.get(line.juror), work.teams.get(line.team) if line.team else None
    if person is None:
        said = N_(
            "Nobody in the jury of this challenge was invited by this address, or has this id. Invite them first, or mend it."
        )
        work.wrong.append(Wrong(line.number, "juror", said))
    elif line.get("juror_name") and line.get("juror_name").casefold() != person.display_name.casefold():
        said = N_("This is %(name)s. Has one column been sorted without the others?")
        work.wrong.append(Wrong(line.number, "juror_name", said, {"name": person.display_name}))
    if line.team and team is None:
        said = N_("No team of this challenge has this id. Take it from the export.")
        work.wrong.append(Wrong(line.number, "team", said))
    elif team and line.get("team_name") and line.get("team_name").casefold() != team.name.casefold():
        said = N_("This id is that of %(name)s. Has one column been sorted without the others?")
        work.wrong.append(Wrong(line.number, "team_name", said, {"name": team.name}))
    return person is not None and (team is not None or line.team is None)


def _pair(work: _Work, line: Line) -> tuple[Person, Team]:
    assert line.team  # noqa: S101 - the grammar asks for it
    return work.people[line.juror], work.teams[line.team]


def _ties(work: _Work, before: Known, by_act: dict[Act, list[Line]]) -> None:
    """Withdraw, then declare; nobody is put in the place of who is tied before the whole file was read."""
    nobody = N_("Only jurors of this challenge declare a tie.")
    for line in by_act[Act.UNTIE] + by_act[Act.TIE] + by_act[Act.NO_TIE]:
        juror, team = _pair(work, line)
        pair = (juror.id, team.id)
        if line.act is Act.UNTIE:
            work.attempt(line, partial(ties.withdraw, work.db, work.actor, juror, team, line.get("note"), at=work.at), nobody)
            continue
        kind = TieKind(line.get("kind")) if line.act is Act.TIE else TieKind.NONE
        if before.ties.get(pair) is kind:
            continue
        declare = partial(ties.declare_for, work.db, work.actor, juror, team, at=work.at, suspected=before.suspected.get(pair))
        work.attempt(line, partial(declare, TieIn(kind=kind, note=line.get("note"))), nobody)


def _panelist(work: _Work, was: _Was, line: Line) -> None:
    person = work.people[line.juror]
    given = PanelistIn(
        load=int(line.get("load")) if line.get("load") else None,
        sector=Sector(line.get("sector")) if line.get("sector") else None,
        stand_in=line.get("stand_in") == "1",
    )
    if was.named.get(person.id) == (given.load, given.sector, given.stand_in):
        return
    work.attempt(
        line,
        lambda: panels.name(work.db, work.actor, work.challenge, person.id, given, at=work.at),
        N_("Only jurors and mentors are named for a round."),
    )


def _said(named: Panelist) -> Said:
    return named.load, named.sector, named.stand_in


def _seat(work: _Work, known: Known, sitting: set[Pair], line: Line) -> None:
    juror, team = _pair(work, line)
    sits = line.act is Act.SEAT
    if ((juror.id, team.id) in sitting) == sits:
        return
    work.attempt(
        line,
        lambda: panels.seat(
            work.db, work.actor, work.challenge, juror.id, team.id, sits=sits, at=work.at, known=known
        ),
        N_("Only jurors are seated, and only before teams that have handed something in."),
    )  # fmt: skip


def _tell(found: Outcome, was: _Was, after: Known, scored: set[Pair], people: dict[str, Person]) -> None:
    """Compare what was with what is, so that what follows by itself is told too: whoever takes the place of who is tied."""
    names = {one.id: one.display_name for one in people.values()}

    def add(kind: str, juror: UUID, team: UUID | None = None, detail: object = "") -> None:
        name = after.teams[team].name if team and team in after.teams else ""
        found.effects.append(Effect(kind, names.get(juror, ""), name, juror, team, str(detail)))

    now = after.now
    for kind, pairs in (("given", now - was.seats), ("taken", was.seats - now), ("scored", scored)):
        for juror, team in pairs:
            add(kind, juror, team)
    for pair in was.ties.keys() | after.ties.keys():
        before, tie = was.ties.get(pair), after.ties.get(pair)
        if before is not tie:
            gone = before not in (None, TieKind.NONE)
            add("untied" if gone else "free" if tie is TieKind.NONE else "tied", *pair, tie or "")
    for person, named in after.named.items():
        if was.named.get(person) != _said(named):
            add("named", person, None, _said(named))
    found.effects.sort(key=lambda one: (one.kind, one.juror, one.team, str(one.juror_id), str(one.team_id)))
    lines = queries.panels_of(after) if now else []
    found.lacking = [(line.team, line.missing) for line in lines if line.missing > was.missing.get(line.team_id, 0)]
    found.first_seats = bool(now) and not was.seats
    told = [[one.kind, one.juror_id, one.team_id, one.detail] for one in found.effects]
    found.fingerprint = hashlib.sha256(orjson.dumps([told, found.lacking])).hexdigest()
