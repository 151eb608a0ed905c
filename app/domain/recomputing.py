"""Published results proved: computed again from what was kept with them, and compared with what was published. (J5)

Sheets are the same where they differ in nothing but what their jurors are called: a year after a result nobody is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session as Db
from sqlmodel import col, select

from app.domain import assessments, rubrics
from app.domain.policy import Action
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon
from app.models.journal import Entry
from app.models.jury import Award, Estimator, Publication
from app.queries import juries
from app.science import ranking_json
from app.science.ranking import Ranking

RECORD: Final = "record"
# Where the inputs of a result, and the journal, hold the fingerprint that they have since they lost the jurors' ids.
RENAMED: Final = "renamed"


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
    now = of_tables(db, challenge, publication)
    kept = publication.inputs or now  # results of before 0003 kept no inputs: the tables are theirs
    flaws = [] if kept.get("rules") == now.get("rules") else ["rules differ from those that were counted"]
    try:
        if ranking_json.without_names(kept)["sheets"] != ranking_json.without_names(now)["sheets"]:
            flaws.insert(0, "sheets differ from those that were counted")
        flaws += _compare(publication, kept, _expected(db, publication))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        flaws.append(f"what was kept cannot be computed ({type(error).__name__})")
    flaws += _grid(db, challenge, snapshot) + _awards(db, publication)
    return Proof(*told, len(kept.get("sheets", [])), digest, tuple(flaws), not flaws)


def _expected(db: Db, publication: Publication) -> str:
    """Return the fingerprint that the inputs must have: the published one.

    One of before 0022 was taken over the jurors' ids; since the purge cut these, it is the one that the journal says.
    """
    dealt = publication.inputs.get(RENAMED)
    if dealt is None:
        return publication.inputs_sha256
    purges = select(Entry).where(Entry.stream_id == publication.hackathon_id, Entry.action == Action.PURGE_DATA)
    told = (entry.facts.get(RENAMED, {}).get(str(publication.id)) for entry in db.exec(purges))
    return next((sha256 for sha256 in told if sha256 == dealt), "")


def digest_of(publication: Publication, ranking: Ranking) -> str:
    """Return the fingerprint of a published result whose inputs rank so."""
    snapshot = publication.snapshot
    prototypes = {t["team_id"]: t["prototype_sha256"] for t in snapshot["teams"] if t["prototype_sha256"]}
    return assessments.fingerprint(ranking.fingerprint, snapshot["grid_sha256"], prototypes)


def of_tables(db: Db, challenge: Challenge, publication: Publication) -> dict[str, Any]:
    """Return the marks and rules that the tables hold today for the teams of a result."""
    rubric = juries.rubric_of(db, challenge.id)
    if rubric is None:
        return {}
    criteria = assessments.counted_criteria(db, rubric)
    teams = {str(team["team_id"]) for team in publication.snapshot.get("teams", [])}
    return ranking_json.kept(teams, assessments.scored(db, rubric, criteria, teams), assessments.rules_of(rubric, criteria))


def _compare(publication: Publication, kept: dict[str, Any], expected: str) -> list[str]:
    snapshot, ranking = publication.snapshot, ranking_json.again(kept)
    flaws = []
    if digest_of(publication, ranking) != expected:
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
