"""The mails that an answer would send, before it is given: the exact words, to how many, to whom. (P3)"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain.selection import Plan
from app.models.application import Application
from app.models.hackathon import Hackathon
from app.models.person import Role
from app.queries import selection
from app.web.letters import Writer

NAMED: Final = 25  # people named under a mail; the others are counted


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it would be written: for a role, in a language, to so many people, the first of them by name."""

    role: Role
    locale: str
    subject: str
    body: str
    number: int
    names: list[str]


def mails(db: Session, hackathon: Hackathon, plan: Plan, reason: str, writer: Writer, *, at: datetime) -> list[Mail]:
    """Return each mail of an answer once, the one that most people receive first."""
    people = selection.people_of(db, plan.changing)
    groups: dict[tuple[Role, str], list[Application]] = defaultdict(list)
    for application in plan.changing:
        groups[application.role, people[application.id].locale].append(application)
    found = []
    for (role, locale), group in groups.items():
        answered = Application.model_validate(group[0].model_dump())
        answered.status, answered.reason, answered.offer_ends_at = plan.target, reason or None, plan.offer_ends_at
        letter = writer.write("application_answer", locale, {"application": answered, "hackathon": hackathon}, at=at)
        names = sorted((people[one.id].name for one in group), key=str.casefold)
        found.append(Mail(role, locale, letter.subject, letter.body, len(group), names[:NAMED]))
    return sorted(found, key=lambda mail: (-mail.number, mail.role, mail.locale))
