"""An event whose call is open: people have applied, some are answered."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.demo.facts import CALL
from app.demo.stage import Stage, morning
from app.domain import challenges
from app.models.hackathon import Hackathon, Phase
from app.models.person import Role, Within


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
    stage.move(hackathon, Phase.CALL, made + timedelta(days=40))
    stage.give(coach, Role.COACH, Within.HACKATHON, hackathon.id, at=made)
    stage.give(designer, Role.DESIGNER, Within.HACKATHON, hackathon.id, at=made)
    applied = stage.apply(
        hackathon, stage.next_people(31, stage.now - timedelta(days=12)), [challenge.id], stage.now - timedelta(days=10)
    )
    stage.decide(hackathon, applied[:14], "accept", stage.now - timedelta(days=3))
    stage.decide(hackathon, applied[14:16], "wait", stage.now - timedelta(days=3))
    reason = "Ce hackathon se tient sur place, en français ; votre candidature conviendrait mieux à une édition en ligne."
    stage.decide(hackathon, applied[16:17], "decline", stage.now - timedelta(days=3), reason)
    return hackathon
