"""Two events that took place: Adie, whose record goes to the outcome, and Marseille, of which little is known."""

from datetime import UTC, datetime, timedelta

from app.demo.facts import ADIE, MARSEILLE
from app.demo.stage import Stage, morning
from app.domain import journal
from app.domain.incubations import open_for
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation
from app.models.jury import Award, Publication
from app.models.person import Person, Role
from app.models.prototype import Prototype
from app.models.team import Team

RECORD = "load_record"


def play_adie(stage: Stage) -> Incubation:
    """Play the hackathon of March 2022 up to its result; the jury's marks are not known, so there are none."""
    facts = ADIE
    assert facts.starts_on  # noqa: S101 - the record gives it
    starts = morning(facts.starts_on, facts.timezone)
    made = starts - timedelta(days=120)
    hackathon = stage.hackathon(facts, starts, made)
    stage.move(hackathon, Phase.SCOPING, made + timedelta(days=2))
    lead = stage.cast[Role.INCUBATION_LEAD]
    challenge = stage.challenge(hackathon, facts.challenges[0], lead, made + timedelta(days=5))
    stage.charter(hackathon, made + timedelta(days=40))
    stage.move(hackathon, Phase.CALL, made + timedelta(days=50))
    people = stage.next_people(30, made)
    applied = stage.apply(hackathon, people, [challenge.id], made + timedelta(days=60))
    stage.decide(hackathon, applied, "accept", made + timedelta(days=80))
    stage.move(hackathon, Phase.TEAMING, starts - timedelta(days=14))
    winner = facts.winners[0]
    names = (f"Équipe « {winner.name} »", "Équipe 2 (nom inconnu)", "Équipe 3 (nom inconnu)", "Équipe 4 (nom inconnu)")
    found = stage.compose(hackathon, 4, {challenge.id: names}, starts - timedelta(days=10))
    stage.accompany(hackathon, found, starts - timedelta(days=7))
    stage.sign(hackathon, (person for _, person in people), starts)
    stage.move(hackathon, Phase.SPRINT, starts)
    return _result(stage, hackathon, challenge, found[0], people[0][1])


def _result(stage: Stage, hackathon: Hackathon, challenge: Challenge, team: Team, author: Person) -> Incubation:
    """Write down the winner and its solution as the record tells them: no marks, no other team's work."""
    facts, db = ADIE, stage.db
    solution = facts.winners[0]
    announced = hackathon.ends_at
    prototype = Prototype(
        team_id=team.id,
        version=1,
        name=solution.name,
        content=solution.summary["fr"],
        budget="Un budget accompagnait la solution ; la source n’en donne pas le montant.",
        deployment="Date fixée par l’association : le 1er septembre 2022, avec 17 îles visées.",
        serves_why="Recruter des bénévoles là où vivent celles et ceux que l’association accompagne.",
        licence="CC-BY-SA-4.0",
        sha256="0" * 64,
        submitted_at=announced - timedelta(hours=3),
        submitted_by_id=author.id,
    )
    db.add(prototype)
    teams = stage.teams(hackathon)
    publication = Publication(
        challenge_id=challenge.id,
        hackathon_id=hackathon.id,
        published_at=announced,
        published_by_id=stage.organiser.id,
        snapshot={
            "challenge": challenge.title,
            "theme": challenge.theme,
            "method": "record",
            "coverage": "unknown",
            "teams": [
                {
                    "team_id": str(other.id),
                    "team": other.name,
                    "solution": solution.name if other.id == team.id else None,
                    "rank": 1 if other.id == team.id else None,
                    "status": "ranked" if other.id == team.id else "unknown",
                    "retained": other.id == team.id,
                    "reads": 0,
                    "decided_by": None,
                    "criteria": {},
                }
                for other in teams
            ],
        },
        inputs_sha256="0" * 64,
    )
    db.add(publication)
    db.flush()
    for other in teams:
        mine = other.id == team.id
        db.add(
            Award(
                publication_id=publication.id,
                team_id=other.id,
                prototype_id=prototype.id if mine else None,
                rank=1 if mine else None,
                retained=mine,
            )
        )
    _enter(stage, hackathon, Phase.RESULTS, announced)
    incubation = open_for(db, stage.organiser, hackathon, challenge.id, team.id, solution.name, at=announced)
    stage.move(hackathon, Phase.INCUBATION, announced + timedelta(days=1))
    return incubation


def enter_marseille(stage: Stage) -> None:
    """Enter the hackathon of April 2021 from its public record: no team, no result, since none is known."""
    facts = MARSEILLE
    assert facts.starts_on  # noqa: S101 - the record gives it
    starts = morning(facts.starts_on, facts.timezone)
    made = starts - timedelta(days=90)
    hackathon = stage.hackathon(facts, starts, made)
    stage.move(hackathon, Phase.SCOPING, made + timedelta(days=1))
    [(_, holder)] = stage.next_people(1, made)
    stage.challenge(hackathon, facts.challenges[0], holder, made + timedelta(days=3))
    _enter(stage, hackathon, Phase.CLOSED, datetime(2021, 6, 10, tzinfo=UTC))


def _enter(stage: Stage, hackathon: Hackathon, phase: Phase, at: datetime) -> None:
    """Set a past event's phase from its record, where the gates would ask for what nobody wrote down."""
    hackathon.phase, hackathon.phase_since = phase, at
    stage.db.add(hackathon)
    journal.record(stage.db, hackathon.id, stage.organiser, RECORD, hackathon, at=at, after=phase)
