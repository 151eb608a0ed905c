"""Published results proved: computed again from what was kept with them, and compared with what was published. (J5)"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import assessments, rubrics
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.jury import Award, Estimator, Publication
from app.queries import juries
from app.science import ranking_json

RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class Proof:
    """One published result; `same` is None where it was taken over from a record and nothing can be computed."""

    hackathon: str
    challenge: str
    method: str
    sheets: int
    inputs_sha256: str
    flaws: tuple[str, ...] = ()
    same: bool | None = True


def prove(db: Db, slug: str | None = None) -> Iterator[Proof]:
    """Compute every published result again, or those of one hackathon, and say what is not the same."""
    statement = select(Publication, Challenge, Hackathon).where(
        Publication.challenge_id == Challenge.id, Publication.hackathon_id == Hackathon.id
    )
    if slug is not None:
        statement = statement.where(Hackathon.slug == slug)
    for publication, challenge, hackathon in db.exec(statement.order_by(col(Publication.published_at), col(Publication.id))):
        yield _prove(db, publication, challenge, hackathon)


def _prove(db: Db, publication: Publication, challenge: Challenge, hackathon: Hackathon) -> Proof:
    snapshot = publication.snapshot
    method, digest = str(snapshot.get("method", RECORD)), publication.inputs_sha256
    told = (hackathon.slug, challenge.title, method)
    if method == RECORD:
        return Proof(*told, 0, digest, same=None)
    now = _of_tables(db, challenge, publication)
    kept = publication.inputs or now  # results of before 0003 kept no inputs: the tables are theirs
    flaws = [f"{name} differ from those that were counted" for name in ("sheets", "rules") if kept.get(name) != now.get(name)]
    try:
        flaws += _compare(publication, kept)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        flaws.append(f"what was kept cannot be computed ({type(error).__name__})")
    flaws += _grid(db, challenge, snapshot) + _awards(db, publication)
    return Proof(*told, len(kept.get("sheets", [])), digest, tuple(flaws), not flaws)


def _of_tables(db: Db, challenge: Challenge, publication: Publication) -> dict[str, Any]:
    """Return the marks and rules that the tables hold today for the teams of a result."""
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None:
        return {}
    criteria = assessments.counted_criteria(db, rubric)
    teams = {str(team["team_id"]) for team in publication.snapshot.get("teams", [])}
    return ranking_json.kept(teams, assessments.scored(db, rubric, criteria, teams), assessments.rules_of(rubric, criteria))


def _compare(publication: Publication, kept: dict[str, Any]) -> list[str]:
    snapshot, ranking = publication.snapshot, ranking_json.again(kept)
    prototypes = {t["team_id"]: t["prototype_sha256"] for t in snapshot["teams"] if t["prototype_sha256"]}
    flaws = []
    if assessments.fingerprint(ranking.fingerprint, snapshot["grid_sha256"], prototypes) != publication.inputs_sha256:
        flaws.append("the fingerprint of the inputs is another one")
    found = ranking_json.found(ranking)
    rows = {row["team_id"]: row for row in found.pop("rows")}
    flaws += [
        f"{name} is {value!r}, not {snapshot[name]!r}" for name, value in found.items() if snapshot.get(name, value) != value
    ]
    for team in snapshot["teams"]:
        row = rows.pop(team["team_id"], {})
        wrong = sorted(name for name, value in row.items() if team.get(name, value) != value)
        if wrong or not row:
            flaws.append(f"{team['team']}: another {', '.join(wrong) or 'set of teams'}")
    return flaws + [f"team {team} is missing" for team in rows]


def _grid(db: Db, challenge: Challenge, snapshot: dict[str, Any]) -> list[str]:
    rubric = juries.rubric_of(db, challenge.id)
    same = (
        rubric is not None
        and rubric.fingerprint == snapshot["grid_sha256"]
        and (rubric.fingerprint is None or rubrics.fingerprint(rubric, juries.criteria_of(db, rubric)) == rubric.fingerprint)
        and rubric.estimator is Estimator(snapshot.get("estimator", Estimator.RAW))
    )
    return [] if same else ["the grid is not the one that was fixed when scoring opened"]


def _awards(db: Db, publication: Publication) -> list[str]:
    awards = db.exec(select(Award).where(Award.publication_id == publication.id))
    given = {str(award.team_id): (award.rank, award.retained) for award in awards}
    said = {team["team_id"]: (team.get("decided") or team["rank"], team["retained"]) for team in publication.snapshot["teams"]}
    return [] if given == said else ["the awards are not those of the result"]
