"""The Grand Hackathon Campus, standing in mid-sprint today: five défis, twenty-five teams, a hundred people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.demo.cast import CAST
from app.demo.content import ANNOUNCEMENTS, prototypes_for
from app.demo.facts import CAMPUS
from app.demo.names import ORGANISATIONS
from app.demo.stage import SEED, Stage, on_the_hour
from app.domain import announcements, rotas, teams
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.person import Role, Within
from app.models.team import Team
from app.queries import hackathons
from app.queries.teams import open_memberships
from app.schemas.hackathon import AnnouncementIn
from app.schemas.rota import RotaIn

SCHOOLS = tuple(ORGANISATIONS["student"])


def play_campus(stage: Stage) -> Hackathon:
    """Begin two days ago, so that the teams prototype now; some have saved a draft, some have handed in once."""
    facts = CAMPUS
    starts = on_the_hour(stage.now) - timedelta(hours=50)
    made = starts - timedelta(days=110)
    hackathon = stage.hackathon(facts, starts, made)
    stage.move(hackathon, Phase.SCOPING, made + timedelta(days=2))
    holders = [person for _, person in stage.next_people(len(facts.challenges), made)]
    found = [
        stage.challenge(hackathon, told, holder, made + timedelta(days=5))
        for told, holder in zip(facts.challenges, holders, strict=True)
    ]
    stage.charter(hackathon, made + timedelta(days=30))
    stage.move(hackathon, Phase.CALL, made + timedelta(days=40))
    me = next(member for member in CAST if member.role == Role.PARTICIPANT)
    people = [(me.person, stage.cast[Role.PARTICIPANT])]
    for number, (who, person) in enumerate(stage.next_people(99, made)):
        # The record says students and young people; one in ten comes from elsewhere, so that the mix can be seen.
        school = SCHOOLS[number % len(SCHOOLS)]
        people.append((who if number % 10 == 0 else replace(who, sector="student", organisation=school), person))
    applied = stage.apply(hackathon, people, [challenge.id for challenge in found], made + timedelta(days=45))
    stage.decide(hackathon, applied, "accept", made + timedelta(days=75))
    stage.move(hackathon, Phase.TEAMING, starts - timedelta(days=12))
    works = {challenge.id: prototypes_for(told.key, SEED) for challenge, told in zip(found, facts.challenges, strict=True)}
    made_teams = stage.compose(
        hackathon, 25, {key: [work.team for work in listed] for key, listed in works.items()}, starts - timedelta(days=9)
    )
    _accompany(stage, hackathon, made_teams)
    _visit(stage, hackathon, made)
    stage.sign(hackathon, [person for _, person in people], starts)
    stage.give(stage.cast[Role.GUARANTOR], Role.GUARANTOR, Within.HACKATHON, hackathon.id, at=made)
    stage.move(hackathon, Phase.SPRINT, starts)
    _work(stage, made_teams, found, works)
    for told in ANNOUNCEMENTS:
        body = f"{told.title}. {told.body}"
        announcements.announce(
            stage.db, stage.organiser, hackathon, AnnouncementIn(body=body), at=stage.now - timedelta(hours=told.hours_ago)
        )
    return hackathon


def _accompany(stage: Stage, hackathon: Hackathon, found: Sequence[Team]) -> None:
    """Put the cast's coach, designer and mentor beside the cast's participant, and others beside the others."""
    at = hackathon.starts_at - timedelta(days=7)
    placed = open_memberships(stage.db, hackathon)
    mine = placed[stage.cast[Role.PARTICIPANT].id]
    ordered = sorted(found, key=lambda team: team.id != mine)
    stage.accompany(hackathon, ordered, at, coach=stage.cast[Role.COACH], designer=stage.cast[Role.DESIGNER])
    second = ordered[1]
    teams.assign(stage.db, stage.organiser, second, "coach", stage.cast[Role.COACH].id, at=at)
    stage.give(stage.cast[Role.MENTOR], Role.MENTOR, Within.TEAM, mine, at=at, hackathon=hackathon)


def _visit(stage: Stage, hackathon: Hackathon, made: datetime) -> None:
    """Let six witnesses, one of them of the cast, go round the tables on the first day, and once more with the prototypes."""
    for person in [stage.cast[Role.WITNESS], *(person for _, person in stage.next_people(5, made))]:
        stage.give(person, Role.WITNESS, Within.HACKATHON, hackathon.id, at=made)
    for title, minutes in (("Empathy", 20), ("Prototyping, then", 25)):
        step = next(step for step in hackathons.steps(stage.db, hackathon.id) if step.title["en"].startswith(title))
        asked = RotaIn(step_id=step.id, minutes=minutes, between=5)
        rotas.make(stage.db, stage.organiser, stage.reload(hackathon), asked, at=hackathon.starts_at - timedelta(days=6))


def _work(stage: Stage, found: Sequence[Team], challenges: Sequence[Challenge], works: dict) -> None:  # type: ignore[type-arg]
    """Let two teams in five save a draft, and one in five hand in a first version."""
    queues = {challenge.id: list(works[challenge.id]) for challenge in challenges}
    for number, team in enumerate(found):
        work = queues[team.challenge_id].pop(0)
        at = stage.now - timedelta(minutes=7 * number + 10)
        if number % 5 == 1:
            stage.hand_in(team, work, at)
        elif number % 5 in {0, 2}:
            stage.save_draft(team, work, at)
