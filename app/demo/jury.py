"""Events with a jury at work: one that is scoring now, and one whose retained solution is in incubation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid5

from sqlmodel import select

from app.demo.content import prototypes_for
from app.demo.fact_types import EventFacts, say
from app.demo.facts import JURY
from app.demo.stage import SEED, Stage, on_the_hour
from app.domain import hackathons, prizes, publications, rubrics, sheets, ties
from app.models.challenge import Challenge
from app.models.hackathon import Hackathon, Phase
from app.models.incubation import Incubation
from app.models.jury import TieKind
from app.models.person import Person, Role, Within
from app.models.prize import PrizeKind
from app.models.team import Team
from app.queries import juries
from app.schemas.base import Localised
from app.schemas.hackathon import HackathonPatch
from app.schemas.jury import SheetIn, TieIn
from app.schemas.prize import PrizeIn
from app.schemas.result import PublishIn

# How each juror of the demonstration leans, team after team.
LEVELS = ((4, 3, 4, 5), (5, 4, 4, 3), (3, 3, 4, 4), (2, 4, 3, 3))
GREAT = (
    "Vous êtes partis de ce que les personnes ont dit, et cela se voit.",
    "Le budget est sincère et l’association peut commencer demain.",
    "Une idée simple, que l’on comprend en une phrase.",
    "Le prototype a été essayé pour de vrai.",
)
THINK = (
    "Qui s’en occupera le jour où la personne qui porte le projet sera absente ?",
    "Le premier essai pourrait être plus petit, donc plus proche.",
    "Il manque la voix des employeurs.",
    "Que deviendra l’outil après le premier hiver ?",
)
LAST_YEAR = replace(
    JURY,
    key="passer-le-pont",
    title=say("Passer le pont (démonstration)", "Over the bridge (demonstration)"),
    summary=say(
        "L’édition d’avant, aujourd’hui en incubation : comment mener de l’hébergement d’urgence au premier emploi ?",
        "The edition before, now in incubation: how to lead from emergency shelter to a first job?",
    ),
    starts_in_days=None,
)


def play(stage: Stage) -> Hackathon:
    """Stand in the jury phase: the cast's juror has scored nothing yet, another has scored all, a third has a tie."""
    starts = on_the_hour(stage.now) - timedelta(hours=23)
    hackathon, challenge, found, jurors = _up_to_jury(stage, JURY, starts, Role.JUROR)
    for index, team in enumerate(found):
        score(stage, jurors[1], challenge, team, index=index, at=stage.now - timedelta(minutes=50 - 5 * index))
    ties.declare(stage.db, jurors[2], found[0], TieIn(kind=TieKind.EMPLOYER), at=stage.now - timedelta(minutes=20))
    score(stage, jurors[2], challenge, found[1], index=1, at=stage.now - timedelta(minutes=15))
    for kind in (PrizeKind.PUBLIC, PrizeKind.JURY):
        made = prizes.create(stage.db, stage.organiser, challenge, PrizeIn(kind=kind), at=stage.now - timedelta(hours=1))
        prizes.open_vote(stage.db, stage.organiser, made, at=stage.now - timedelta(minutes=10))
    return hackathon


def play_last_year(stage: Stage) -> tuple[Incubation, datetime]:
    """Go through to the publication of an invented edition, fourteen weeks ago; return its incubation and its start."""
    starts = on_the_hour(stage.now) - timedelta(weeks=12)
    hackathon, challenge, found, jurors = _up_to_jury(stage, LAST_YEAR, starts, None)
    over = starts + timedelta(hours=23)
    for juror in jurors:
        for index, team in enumerate(found):
            score(stage, juror, challenge, team, index=index, at=over)
    given = PrizeIn(
        kind=PrizeKind.GIVEN, name=Localised(fr="Prix des riverains", en="The neighbours’ prize"), chosen=[found[1].id],
        giver="La fédération des habitants : une salle pour six mois", reason="Parce que nous nous en servirons dès lundi.",
    )  # fmt: skip
    prizes.create(stage.db, stage.organiser, challenge, given, at=over)
    publications.publish(stage.db, stage.organiser, challenge, PublishIn(without_missing=True), at=over + timedelta(minutes=30))
    stage.move(stage.reload(hackathon), Phase.INCUBATION, over + timedelta(days=1))
    incubation = stage.db.exec(select(Incubation).where(Incubation.hackathon_id == hackathon.id)).one()
    return incubation, over + timedelta(days=3)


def _up_to_jury(
    stage: Stage, facts: EventFacts, starts: datetime, known: Role | None
) -> tuple[Hackathon, Challenge, list[Team], Sequence[Person]]:
    made = starts - timedelta(days=100)
    hackathon = stage.hackathon(facts, starts, made)
    stage.move(hackathon, Phase.SCOPING, made + timedelta(days=2))
    challenge = stage.challenge(hackathon, facts.challenges[0], stage.cast[Role.PROJECT_HOLDER], made + timedelta(days=5))
    stage.charter(hackathon, made + timedelta(days=20))
    stage.move(hackathon, Phase.CALL, made + timedelta(days=30))
    people = stage.next_people(26, made)
    applied = stage.apply(hackathon, people, [challenge.id], made + timedelta(days=40))
    stage.decide(hackathon, applied, "accept", made + timedelta(days=60))
    stage.move(hackathon, Phase.TEAMING, starts - timedelta(days=14))
    works = prototypes_for(facts.challenges[0].key, SEED)
    found = stage.compose(hackathon, 4, {challenge.id: [work.team for work in works]}, starts - timedelta(days=10))
    stage.accompany(hackathon, found, starts - timedelta(days=7))
    stage.sign(hackathon, (person for _, person in people), starts)
    stage.move(hackathon, Phase.SPRINT, starts)
    for team, work in zip(found, works, strict=False):
        stage.hand_in(team, work, starts + timedelta(hours=20))
    over = starts + timedelta(hours=21, minutes=30)
    hackathons.change(
        stage.db, stage.organiser, hackathon, HackathonPatch(submissions_close_at=over - timedelta(minutes=15)), at=over
    )
    jurors = [person for _, person in stage.next_people(3, made)]
    if known:
        jurors[0] = stage.cast[known]
    for juror in jurors:
        stage.give(juror, Role.JUROR, Within.CHALLENGE, challenge.id, at=made, hackathon=hackathon)
    stage.sign(hackathon, jurors, starts)
    stage.give(stage.cast[Role.WITNESS], Role.WITNESS, Within.HACKATHON, hackathon.id, at=made)
    stage.move(stage.reload(hackathon), Phase.JURY, over)
    rubrics.open_scoring(stage.db, stage.organiser, challenge, at=over)
    return hackathon, challenge, found, jurors


def score(stage: Stage, juror: Person, challenge: Challenge, team: Team, *, index: int, at: datetime) -> None:
    """Have a juror say that nothing ties them to a team, score it whole, and lock the sheet."""
    db = stage.db
    ties.declare(db, juror, team, TieIn(kind=TieKind.NONE), at=at)
    rubric = rubrics.ensure(db, challenge, at=at)
    lean = juror.id.int % 2
    marks = {
        criterion.id: max(1, min(5, level - (lean if position == 1 else 0)))
        for position, (criterion, level) in enumerate(zip(juries.criteria_of(db, rubric), LEVELS[index % 4], strict=False))
    }
    given = SheetIn(op_id=uuid5(juror.id, str(team.id)), marks=marks, great=GREAT[index % 4], think_about=THINK[index % 4])
    sheets.save(db, juror, team, given, revision=0, at=at)
    sheets.lock(db, juror, team, at=at)
