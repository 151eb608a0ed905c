"""Consents: each for one use, given by itself with the words that were read, taken back at any time. (P3, C10)"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain import journal
from app.domain.policy import Action, require
from app.i18n import N_, gettext
from app.models.application import Consent, Purpose
from app.models.hackathon import Hackathon
from app.models.person import Person
from app.queries import consents

WORDINGS: Final[dict[Purpose, str]] = {
    Purpose.PHOTOS: N_("Photos and films of the event in which I can be recognised may be published to tell of it."),
    Purpose.NEXT_EDITIONS: N_("The organisers may write to me about the next editions."),
    Purpose.SHARE_WITH_SPONSORS: N_(
        "My name and what I can bring may be passed on to the sponsors, who may write to me about the solutions."
    ),
}


def settle(
    db: Session, actor: Person, hackathon: Hackathon, wanted: Collection[Purpose], *, locale: str, at: datetime
) -> list[str]:
    """Give the consents that are wanted and not given yet, end those that are wanted no more; return which are new."""
    given = {consent.purpose: consent for consent in consents.standing(db, actor.id, hackathon.id)}
    for purpose, consent in given.items():
        if purpose not in wanted:
            consent.withdrawn_at = at
            db.add(consent)
    db.flush()
    new = [purpose for purpose in Purpose if purpose in wanted and purpose not in given]
    for purpose in new:
        wording = gettext(locale, WORDINGS[purpose])
        db.add(Consent(hackathon_id=hackathon.id, person_id=actor.id, purpose=purpose, wording=wording, created_at=at))
    db.flush()
    return [purpose.value for purpose in new]


def withdraw(db: Session, actor: Person, consent: Consent, *, at: datetime) -> Consent:
    """Take a consent back; it counts no more from now on, and that it was given once stays readable."""
    require(db, actor, Action.WITHDRAW_CONSENT, consent, at=at)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = at
        db.add(consent)
        db.flush()
        journal.record(
            db, consent.hackathon_id, actor, Action.WITHDRAW_CONSENT, consent, at=at, purpose=consent.purpose
        )  # fmt: skip
    return consent
