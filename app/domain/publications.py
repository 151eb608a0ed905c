"""Results: computed, previewed, published in one act as a snapshot that never changes. (J5, J6)"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session as Db

from app.domain import deliberations, incubations, journal, lifecycle, notices, prizes, reopenings, rubrics, snapshots
from app.domain.assessments import Assessment, assess
from app.domain.confirmations import confirmed
from app.domain.deliberations import INPUTS_CHANGED, NOT_IN_RULES, NOT_SCORED
from app.domain.guards import Ask
from app.domain.policy import ORGANISERS, Action, require
from app.domain.snapshots import Decided
from app.errors import INVALID, Refused, code, refuse
from app.i18n import N_
from app.models.challenge import Challenge
from app.models.deliberation import Deliberation
from app.models.hackathon import Hackathon
from app.models.jury import Award, Publication, Rubric
from app.models.person import Person, Role
from app.models.team import Team
from app.queries import deliberations as queries
from app.queries import juries, results
from app.queries.roles import people_with
from app.schemas.result import PublishIn
from app.science.discussing import ranks_of
from app.science.ranking import Rung

AWARD_DECLINED: Final = code("award_declined", 409)
GRACE_RUNNING: Final = code("grace_running", 409)


def settle_tie(db: Db, actor: Person, challenge: Challenge, order: list[UUID], *, at: datetime) -> Rubric:
    """Keep the president's order of the teams; it decides only what grid and jury left equal."""
    require(db, actor, Action.SETTLE_TIE, challenge, at=at)
    rubric = rubrics.ensure(db, challenge, at=at)
    if rubric.president_id != actor.id:
        raise refuse(INVALID, N_("Only the president of this jury settles a tie."))
    if juries.published(db, challenge.id):
        raise rubrics.published()
    known = {team.id for team in juries.teams_of(db, challenge.id)}
    rubric.president_order = [str(team) for team in dict.fromkeys(order) if team in known]
    db.add(rubric)
    journal.record(db, challenge.hackathon_id, actor, Action.SETTLE_TIE, rubric, at=at, order=rubric.president_order)
    return rubric


def to_settle(db: Db, juror: Person, challenge: Challenge) -> list[list[Team]]:
    """Return the groups of teams that only the president can still set apart; none for anybody else, or before it is time."""
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None or rubric.president_id != juror.id or juries.published(db, challenge.id):
        return []
    found = assess(db, challenge)
    if not found.ready or found.ranking is None:
        return []
    equal = {tuple(sorted((row.team, *row.tied_with))) for row in found.ranking.rows if row.decided_by is Rung.TIE}
    return [[found.teams[key] for key in group] for group in sorted(equal)]


def publish(db: Db, actor: Person, challenge: Challenge, given: PublishIn, *, at: datetime) -> Publication:
    """Publish the result of a défi, for good: snapshot, awards, one incubation for each retained solution.

    The caller holds the stream's lock, so a sheet that arrives meanwhile is either counted or refused. Publishing again
    gives the same publication when it asks for the same, and is refused otherwise. The last défi takes the hackathon on
    to its results.
    """
    if (done := results.of_challenge(db, challenge.id)) is not None:
        return _same_again(db, actor, done, given, at=at)
    require(db, actor, Action.PUBLISH_RESULTS, challenge, at=at)
    if given.without_missing:
        rubrics.close_scoring(db, actor, challenge, at=at)
    found = assess(db, challenge)
    if not found.ready:
        raise refuse(NOT_SCORED, N_("Sheets are still awaited. Wait for them, or close the scoring first."))
    if given.inputs_sha256 and given.inputs_sha256 != found.inputs_sha256:
        raise refuse(INPUTS_CHANGED, N_("A sheet changed while you were reading. Look at the new result, then publish."))
    if not given.without_missing and grace_until(db, found, at=at) is not None:
        raise refuse(
            GRACE_RUNNING, N_("Sheets that were signed in time may still arrive. Wait a little, or publish without them.")
        )
    reopenings.forget(db, challenge.id)
    decided = deliberations.decided(db, found)
    declined = {one.team_id for one in results.withdrawals(db, challenge.id)}
    retained = set(winners(found, decided, declined) if given.retained is None else given.retained)
    if unknown := retained - {team.id for team in found.teams.values()}:
        raise refuse(INVALID, N_("Choose among the teams of this challenge."), field_="retained", team=str(min(unknown)))
    _check_awards(found, decided, declined, retained)
    return _publish(db, actor, found, decided, declined, retained, at=at)


def grace_until(db: Db, found: Assessment, *, at: datetime) -> datetime | None:
    """Return until when awaited sheets may arrive, signed before the close or given back; None when none can any more."""
    rubric = found.rubric
    if rubric is None or rubric.closed_at is None or found.progress.locked >= found.progress.expected:
        return None
    ends = [end for sheet in reopenings.under_way(db, rubric) if (end := reopenings.ends_at(sheet, rubric))]
    until = max([rubric.closed_at + timedelta(minutes=rubric.grace_minutes), *ends])
    return until if at <= until else None


def winners(found: Assessment, decided: Deliberation | None, declined: Collection[UUID]) -> list[UUID]:
    """Return the teams that win by the rules: the first places, as the jury decided them, without who takes no award."""
    if decided is not None and decided.withheld:
        return []
    ranks = ranks_of(decided.places) if decided else deliberations.ranks_by_marks(found)
    awards = found.rubric.awards if found.rubric else 1
    return [UUID(team) for team, rank in ranks.items() if rank <= awards and UUID(team) not in declined]


def _check_awards(found: Assessment, decided: Deliberation | None, declined: Collection[UUID], retained: set[UUID]) -> None:
    """Refuse what a team does not want, and what the rules of the jury did not say before."""
    if taken := retained & set(declined):
        names = ", ".join(sorted(found.teams[str(team)].name for team in taken))
        raise refuse(AWARD_DECLINED, N_("%(teams)s said that it takes no award. Look again at who is retained."), teams=names)
    nobody = bool(found.rubric and found.rubric.no_award) or not winners(found, decided, declined)
    if not retained and not nobody:
        raise refuse(NOT_IN_RULES, N_("The rules of this jury, fixed before scoring, do not let it give no award."))
    if decided is not None and decided.withheld and retained:
        raise refuse(NOT_IN_RULES, N_("The jury decided to give no award, so no solution is retained."))


@dataclass(frozen=True, slots=True)
class Told:
    """How many people a publication writes to: of the teams, of the jury, of the association."""

    members: int
    jurors: int
    holders: int


def to_tell(db: Db, challenge: Challenge) -> Told:
    """Return how many people are written to when the result is published, as of now."""
    teams = [team.id for team in juries.teams_of(db, challenge.id)]
    return Told(
        len(notices.members_of(db, *teams)),
        len(set(people_with(db, [Role.JUROR], challenge.id))),
        len(set(people_with(db, [Role.PROJECT_HOLDER], challenge.id))),
    )


def _publish(  # noqa: PLR0917 - what publishing rests on, each named
    db: Db,
    actor: Person,
    found: Assessment,
    decided: Deliberation | None,
    declined: set[UUID],
    retained: set[UUID],
    *,
    at: datetime,
) -> Publication:
    challenge, ranking = found.challenge, found.ranking
    assert ranking  # noqa: S101 - what is ready has one
    publication = Publication(
        challenge_id=challenge.id,
        hackathon_id=challenge.hackathon_id,
        published_at=at,
        published_by_id=actor.id,
        snapshot=snapshots.take(found, retained, Decided.of(db, decided, declined), deal=secrets.token_hex(16)),
        inputs=found.kept(),
        inputs_sha256=found.inputs_sha256,
    )
    db.add(publication)
    db.flush()
    ranks = ranks_of(decided.places) if decided else {}
    for row in ranking.rows:
        team, prototype = found.teams[row.team], found.prototypes.get(row.team)
        db.add(
            Award(
                publication_id=publication.id,
                team_id=team.id,
                prototype_id=prototype.id if prototype else None,
                rank=ranks.get(row.team, row.rank),
                retained=team.id in retained,
            )
        )
    db.flush()
    journal.record(
        db, challenge.hackathon_id, actor, Action.PUBLISH_RESULTS, publication, at=at,
        challenge_id=challenge.id, inputs_sha256=found.inputs_sha256, retained=sorted(str(team) for team in retained),
        coverage=ranking.coverage, method=ranking.method, locked=found.progress.locked, expected=found.progress.expected,
    )  # fmt: skip
    prizes.publish_with_result(db, actor, challenge, at=at)
    hackathon = db.get_one(Hackathon, challenge.hackathon_id)
    for key, team in found.teams.items():
        if team.id in retained:
            title = found.prototypes[key].name or team.name
            incubations.open_for(db, actor, hackathon, challenge.id, team.id, title, at=at)
    lifecycle.enter_results(db, actor, hackathon, at=at)
    return publication


def _same_again(db: Db, actor: Person, done: Publication, given: PublishIn, *, at: datetime) -> Publication:
    """Answer a second publication: the same question has the same answer, another one comes too late."""
    if (refusal := ORGANISERS(Ask(db, actor, done, at))) is not None:
        raise Refused(refusal)
    retained = {UUID(team["team_id"]) for team in done.snapshot["teams"] if team["retained"]}
    asked = retained if given.retained is None else set(given.retained)
    if asked != retained or (given.inputs_sha256 or done.inputs_sha256) != done.inputs_sha256:
        raise rubrics.published()
    return done


def preview(db: Db, found: Assessment, *, at: datetime) -> dict[str, Any]:
    """Return what publishing now would do, as plain values; ranks and figures only where they may be looked at."""
    ready = found.ready and found.ranking is not None
    kept, declined = deliberation_of(db, found), {one.team_id for one in results.withdrawals(db, found.challenge.id)}
    decided = kept if kept and kept.ended_at else None
    taken = snapshots.take(found, set(winners(found, decided, declined)), Decided.of(db, decided, declined)) if ready else {}
    told = {name: taken.get(name) for name in ("method", "refusal", "unsure", "between_jurors", "jurors_differ")}
    return told | {
        "challenge_id": found.challenge.id,
        "inputs_sha256": found.inputs_sha256,
        "ready": found.ready,
        "expected": found.progress.expected,
        "locked": found.progress.locked,
        "coverage": taken.get("coverage", "incomplete"),
        "teams": taken.get("teams", []),
        "far": _far(found) if ready else [],
        "podium_differs": ready and found.guard.podium_differs,
        "grace_until": grace_until(db, found, at=at),
        "sponsors": _without_sponsors(db, found) if ready else None,
        "jury": taken.get("jury"),
        "deliberating": kept is not None and kept.ended_at is None,
        "told": to_tell(db, found.challenge),
    }


def deliberation_of(db: Db, found: Assessment) -> Deliberation | None:
    """Return the deliberation on the sheets as they are; None without one, or where they changed since."""
    kept = queries.of_challenge(db, found.challenge.id)
    return kept if kept and found.rests_on(kept.inputs_sha256) else None


def _far(found: Assessment) -> list[dict[str, Any]]:
    """Return which sheets their jurors should confirm: who and on whom, never a mark."""
    names = {str(juror.person.id): juror.person.display_name for juror in found.progress.jurors}
    stood_by = confirmed(found)
    return [
        {
            "juror_id": juror, "juror": names.get(juror, ""), "team_id": team, "team": found.teams[team].name,
            "confirmed": (juror, team) in stood_by,
        }
        for juror, team in found.guard.far
    ]  # fmt: skip


def _without_sponsors(db: Db, found: Assessment) -> dict[str, Any] | None:
    """Return each team's rank with and without the jurors whom a sponsor of the event employs; None without such a juror."""
    people = juries.jurors_of_sponsors(db, found.challenge)
    dropped = found.without({person.id for person in people})
    if dropped is None:
        return None
    return {
        "jurors": [person.display_name for person in people],
        "first_differs": dropped.first_differs,
        "differs": dropped.differs,
        "ranks": [
            {"team_id": team, "team": found.teams[team].name, "rank": before, "without": after}
            for team, before, after in dropped.ranks
        ],
    }
