"""The life-cycle of a hackathon: who moves it, when, why, and what must be there first. (P1, C5)"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from app.domain import journal, rotas
from app.domain.guards import WRONG_PHASE
from app.domain.policy import Action, require
from app.errors import INVALID, Refusal, Refused, code, refuse
from app.i18n import N_
from app.models.hackathon import LIFE, LIVE, TRANSITIONS, Hackathon, Phase, PhaseMove
from app.models.person import Person
from app.queries import gates, selection
from app.queries import hackathons as queries

NOT_READY: Final = code("not_ready", 409)
MINIMUM_REASON: Final = 3

Gate = Callable[[Session, Hackathon, datetime], Iterator[Refusal]]


def _lack(message: str, **params: Any) -> Refusal:
    return Refusal(NOT_READY, message, params)


def described(_db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    if not hackathon.summary:
        yield _lack(N_("The summary is not written: it is what visitors read first."))


def has_challenge(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    if not gates.ready_challenges(db, hackathon.id):
        yield _lack(N_("No challenge is ready: at least one needs its why, written and approved by its association."))


def has_participants(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    if not gates.accepted(db, hackathon.id):
        yield _lack(N_("Nobody is accepted yet: answer the applications first."))


def teams_complete(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    found = gates.teams(db, hackathon.id)
    if not found:
        yield _lack(N_("There is no team yet: compose them first."))
    for team in found:
        if team.people < hackathon.team_min:
            yield _lack(
                N_("%(team)s has %(people)s members; the smallest team has %(least)s."),
                team=team.name,
                people=team.people,
                least=hackathon.team_min,
            )
        if not team.coaches:
            yield _lack(N_("%(team)s has no coach."), team=team.name)
        if not team.designers:
            yield _lack(N_("%(team)s has no designer."), team=team.name)


def handed_in(db: Session, hackathon: Hackathon, at: datetime) -> Iterator[Refusal]:
    closes = hackathon.submissions_close_at
    if (closes and closes > at) or ((later := gates.last_deadline(db, hackathon.id)) and later > at):
        yield _lack(N_("Teams may still hand in: wait for the deadline, extensions included, or change it."))
    if not gates.competing(db, hackathon.id):
        yield _lack(N_("No team has handed in a prototype."))


def has_jury(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    for challenge in gates.competing(db, hackathon.id):
        if not challenge.jurors:
            yield _lack(N_("“%(challenge)s” has no juror."), challenge=challenge.title)


def published(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    for challenge in gates.competing(db, hackathon.id):
        if not challenge.published:
            yield _lack(N_("The result of “%(challenge)s” is not published."), challenge=challenge.title)


def incubations_ended(db: Session, hackathon: Hackathon, _at: datetime) -> Iterator[Refusal]:
    for incubation in gates.running_incubations(db, hackathon.id):
        yield _lack(N_("The incubation of “%(title)s” has not ended."), title=incubation.title)


# What must be there before a phase is entered from the one before it.
GATES: Final[dict[Phase, tuple[Gate, ...]]] = {
    Phase.SCOPING: (described,),
    Phase.CALL: (has_challenge,),
    Phase.TEAMING: (has_challenge, has_participants),
    Phase.SPRINT: (teams_complete,),
    Phase.JURY: (handed_in, has_jury),
    Phase.RESULTS: (published,),
    Phase.INCUBATION: (),
    Phase.CLOSED: (incubations_ended,),
}
if set(GATES) != set(LIFE[1:]):
    raise RuntimeError("Every phase after the first has its gates, even if there are none.")


def onward(hackathon: Hackathon) -> Phase | None:
    """Return the phase that comes next: after a pause the one it left, None at the end."""
    if hackathon.phase is Phase.PAUSED:
        return hackathon.resume_phase
    ways = TRANSITIONS[hackathon.phase]
    return ways[0] if ways else None


def missing(db: Session, hackathon: Hackathon, to: Phase, *, at: datetime) -> list[Refusal]:
    """Return what the hackathon lacks before it can enter a phase, each a sentence that says what to do."""
    if hackathon.phase is Phase.PAUSED or to in {Phase.PAUSED, Phase.STOPPED}:
        return []
    return [lack for gate in GATES[to] for lack in gate(db, hackathon, at)]


def move(db: Session, actor: Person, hackathon: Hackathon, to: Phase, reason: str | None, *, at: datetime) -> PhaseMove:
    """Move a hackathon to another phase; pausing and stopping want a reason.

    Resuming goes back to the phase that was left and moves every later deadline and step by the time of the pause.
    Refuses with `wrong_phase` where the life-cycle knows no such move, with `not_ready` where something is missing.
    """
    require(db, actor, _action(hackathon, to), hackathon, at=at)
    if to not in TRANSITIONS[hackathon.phase] or (
        hackathon.phase is Phase.PAUSED and to not in {onward(hackathon), Phase.STOPPED}
    ):
        raise refuse(WRONG_PHASE, N_("The hackathon cannot go there from its present phase. Reload to see where it stands."))
    if to in {Phase.PAUSED, Phase.STOPPED} and len(reason or "") < MINIMUM_REASON:
        raise refuse(INVALID, N_("Say why, in a few words: everybody will read it."), field_="reason")
    if lacks := missing(db, hackathon, to, at=at):
        raise Refused(lacks[0])
    return _enter(db, actor, hackathon, to, reason, at=at)


def enter_results(db: Session, actor: Person, hackathon: Hackathon, *, at: datetime) -> PhaseMove | None:
    """Go to the results once the result of every défi is published; return None while one is still missing.

    The publication of a défi calls this in its own unit; it has asked the policy for the right to publish.
    """
    if hackathon.phase is not Phase.JURY or missing(db, hackathon, Phase.RESULTS, at=at):
        return None
    return _enter(db, actor, hackathon, Phase.RESULTS, None, at=at)


def _action(hackathon: Hackathon, to: Phase) -> Action:
    if to is Phase.STOPPED:
        return Action.STOP_HACKATHON
    if to is Phase.PAUSED:
        return Action.PAUSE_HACKATHON
    return Action.RESUME_HACKATHON if hackathon.phase is Phase.PAUSED else Action.MOVE_PHASE


def _enter(db: Session, actor: Person, hackathon: Hackathon, to: Phase, reason: str | None, *, at: datetime) -> PhaseMove:
    before, action = hackathon.phase, _action(hackathon, to)
    facts: dict[str, Any] = {"before": before, "after": to}
    if action is Action.RESUME_HACKATHON:
        span = at - hackathon.phase_since
        _shift(db, hackathon, since=hackathon.phase_since, span=span)
        facts["paused_seconds"] = int(span / timedelta(seconds=1))
    if to is Phase.PAUSED or (to is Phase.STOPPED and before in LIVE):
        hackathon.resume_phase = before
    elif to is not Phase.STOPPED:
        hackathon.resume_phase = None
    hackathon.phase, hackathon.phase_since = to, at
    hackathon.revision += 1
    db.add(hackathon)
    made = PhaseMove(hackathon_id=hackathon.id, before=before, after=to, at=at, person_id=actor.id, reason=reason or None)
    db.add(made)
    db.flush()
    journal.record(db, hackathon.id, actor, action, made, at=at, **facts)
    return made


def _shift(db: Session, hackathon: Hackathon, *, since: datetime, span: timedelta) -> None:
    """Move everything that was still to come when the pause began; a step under way ends later."""
    later = [
        (hackathon, ("starts_at", "ends_at", "call_closes_at", "submissions_close_at")),
        *((step, ("starts_at", "ends_at")) for step in queries.steps(db, hackathon.id)),
        *((extension, ("until",)) for extension in gates.extensions(db, hackathon.id)),
        *((challenge, ("reveal_at",)) for challenge in gates.hidden_challenges(db, hackathon.id)),
        *((application, ("offer_ends_at",)) for application in selection.offered(db, hackathon.id)),
    ]
    for row, names in later:
        for name in names:
            moment: datetime | None = getattr(row, name)
            if moment is not None and moment > since:
                setattr(row, name, moment + span)
        db.add(row)
    db.flush()
    rotas.resume(db, hackathon, since=since, span=span)
