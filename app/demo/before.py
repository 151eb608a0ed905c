"""An event whose call is open: people have applied, some are answered."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.demo.facts import CALL
from app.demo.stage import Stage, morning
from app.domain import calls, challenges, offers, questions
from app.models.application import QuestionKind
from app.models.hackathon import Hackathon, Phase
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.schemas.call import CallIn, QuestionIn
from app.schemas.programme import LocalisedLine, RequiredLocalisedLine

CALL_FOR: Final = CallIn(
    roles=[Role.PARTICIPANT, Role.COACH, Role.DESIGNER, Role.WITNESS, Role.MENTOR, Role.VOLUNTEER],
    target_mix={
        Sector.PUBLIC: 20, Sector.COMPANY: 25, Sector.ASSOCIATION: 20, Sector.STUDENT: 20, Sector.CITIZEN: 15,
    },
    offer_days=5,
    balance=[],
    half_days=[
        RequiredLocalisedLine(fr="Vendredi matin", en="Friday morning"),
        RequiredLocalisedLine(fr="Vendredi après-midi", en="Friday afternoon"),
        RequiredLocalisedLine(fr="Samedi matin", en="Saturday morning"),
    ],
)  # fmt: skip
QUESTIONS: Final = (
    QuestionIn(
        kind=QuestionKind.ONE,
        label=RequiredLocalisedLine(
            fr="Avez-vous déjà participé à un hackathon ?", en="Have you taken part in a hackathon before?"
        ),
        options=[
            RequiredLocalisedLine(fr="Jamais", en="Never"),
            RequiredLocalisedLine(fr="Une fois", en="Once"),
            RequiredLocalisedLine(fr="Plusieurs fois", en="Several times"),
        ],
    ),
    QuestionIn(
        kind=QuestionKind.SHORT,
        role=Role.PARTICIPANT,
        label=RequiredLocalisedLine(
            fr="Que connaissez-vous du quotidien des personnes concernées ?",
            en="What do you know of the daily life of those concerned?",
        ),
        hint=LocalisedLine(fr="Une phrase suffit ; ne rien en savoir est permis.", en="One sentence; knowing nothing is fine."),
    ),
)


def play_call(stage: Stage) -> Hackathon:
    """Stand five weeks before day 0, with a défi that is not revealed yet."""
    facts = CALL
    starts = morning((stage.now + timedelta(days=facts.starts_in_days or 30)).date(), facts.timezone)
    made = stage.now - timedelta(days=80)
    hackathon = stage.hackathon(facts, starts, made)
    stage.move(hackathon, Phase.SCOPING, made + timedelta(days=3))
    [(_, holder), (_, coach), (_, designer)] = stage.next_people(3, made)
    challenge = stage.challenge(hackathon, facts.challenges[0], holder, made + timedelta(days=8))
    reveal = hackathon.starts_at.astimezone(ZoneInfo(facts.timezone)).replace(tzinfo=None) + timedelta(minutes=30)
    challenges.set_reveal(stage.db, stage.organiser, challenge, reveal, at=made + timedelta(days=20))
    stage.charter(hackathon, made + timedelta(days=24))
    _open_call(stage, hackathon, made + timedelta(days=30))
    stage.move(hackathon, Phase.CALL, made + timedelta(days=40))
    stage.give(coach, Role.COACH, Within.HACKATHON, hackathon.id, at=made)
    stage.give(designer, Role.DESIGNER, Within.HACKATHON, hackathon.id, at=made)
    for role in (Role.REVIEWER, Role.LOGISTICS, Role.VOLUNTEER):
        stage.give(stage.cast[role], role, Within.HACKATHON, hackathon.id, at=made)
    applied = stage.apply(
        hackathon, stage.next_people(31, stage.now - timedelta(days=12)), [challenge.id], stage.now - timedelta(days=10)
    )
    stage.decide(hackathon, applied[:14], "accept", stage.now - timedelta(days=3))
    for application in applied[:10]:
        offers.confirm(stage.db, stage.db.get_one(Person, application.person_id), application, at=stage.now - timedelta(days=2))
    stage.decide(hackathon, applied[14:16], "wait", stage.now - timedelta(days=3))
    reason = "Ce hackathon se tient sur place, en français ; votre candidature conviendrait mieux à une édition en ligne."
    stage.decide(hackathon, applied[16:17], "decline", stage.now - timedelta(days=3), reason)
    return hackathon


def _open_call(stage: Stage, hackathon: Hackathon, at: datetime) -> None:
    """Say who may apply and ask two questions of the organisers' own."""
    calls.change(stage.db, stage.organiser, hackathon, CALL_FOR, revision=0, at=at)
    for question in QUESTIONS:
        questions.add(stage.db, stage.organiser, hackathon, question, at=at)
