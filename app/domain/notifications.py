"""Who is written to about what: the journal's entries become mails, each planned once and sent at least once.

Two tables say everything. `PLANS[action]` looks at an entry of the journal and names the people to write to; `CONTEXTS[template]`
reads what that mail says, at the moment it is sent, and returns None when the mail has lost its sense (a code that was used,
an invitation that was taken back). Both lead to functions of `notices.py`; the words are in `templates/mail/<template>.txt`.
To add a mail, add a function and a line for each table, and a template.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select

from app.db import savepoint
from app.domain import notices, notices_after, notices_before, notices_jury, notices_lots, notices_prizes, notices_teams
from app.domain.notices import Notice, Plan, Read
from app.domain.policy import Action
from app.models.journal import Delivery, DeliveryState, Entry
from app.security import email_key

log = structlog.get_logger("essaim.notifications")

PLANS: Final[dict[str, Plan]] = {
    Action.REQUEST_SIGN_IN: notices.plan_sign_in,
    Action.INVITE: notices.plan_invitation,
    Action.RESEND_INVITATION: notices.plan_invitation,
    Action.REMIND_INVITATION: notices.plan_invitation_reminder,
    Action.PROPOSE_CHALLENGE: notices_before.plan_challenge_for_organisers,
    Action.APPROVE_WHY: notices_before.plan_challenge_for_organisers,
    Action.WITHDRAW_CHALLENGE: notices_before.plan_challenge_for_organisers,
    Action.START_SCOPING: notices_before.plan_challenge_for_holders,
    Action.MARK_CHALLENGE_READY: notices_before.plan_challenge_for_holders,
    Action.DECLINE_CHALLENGE: notices_before.plan_challenge_for_holders,
    Action.WITHDRAW_APPLICATION: notices_before.plan_withdrawal,
    Action.APPLY: notices.plan_application,
    Action.ASK_GUARDIAN: notices_before.plan_guardian,
    Action.CONSENT_AS_GUARDIAN: notices_before.plan_guardian,
    Action.CONFIRM_AS_GUARDIAN: notices_before.plan_guardian_answer,
    Action.REFUSE_AS_GUARDIAN: notices_before.plan_guardian_refusal,
    Action.ACCEPT_APPLICATION: notices.plan_answer,
    Action.WAITLIST_APPLICATION: notices.plan_answer,
    Action.DECLINE_APPLICATION: notices.plan_answer,
    Action.REGISTER_GROUP: notices_before.plan_registered,
    Action.ARRIVE: notices.plan_answer,
    Action.OFFER_PLACE: notices.plan_answer,
    Action.CONFIRM_OFFER: notices.plan_answer,
    Action.REMIND_OFFER: notices_before.plan_offer_reminder,
    Action.EXPIRE_OFFER: notices_before.plan_offer_expired,
    Action.PAUSE_HACKATHON: notices.plan_phase,
    Action.RESUME_HACKATHON: notices.plan_phase,
    Action.STOP_HACKATHON: notices.plan_phase,
    Action.ANNOUNCE: notices.plan_announcement,
    Action.PUBLISH_CHARTER: notices.plan_charter,
    Action.PLACE_MEMBER: notices.plan_placed,
    Action.ADOPT_PROPOSAL: notices_teams.plan_adopted,
    Action.PUBLISH_TEAMS: notices_teams.plan_published,
    Action.APPEAL_TEAM: notices_teams.plan_appeal,
    Action.ANSWER_APPEAL: notices_teams.plan_answer,
    Action.SUBMIT_PROTOTYPE: notices.plan_receipt,
    Action.EXTEND_DEADLINE: notices.plan_extension,
    Action.OPEN_SCORING: notices.plan_scoring,
    Action.ASSIGN_JURORS: notices_jury.plan_placed,
    Action.SEAT_JUROR: notices_jury.plan_seated,
    Action.NAME_PANELIST: notices_jury.plan_seated,
    Action.DECLARE_TIE: notices_jury.plan_replaced,
    Action.RECORD_TIE: notices_jury.plan_replaced,
    Action.DENY_TIE: notices_jury.plan_denied,
    Action.REMIND_JURORS: notices_jury.plan_reminder,
    Action.REOPEN_SHEET: notices_jury.plan_given_back,
    Action.PUBLISH_RESULTS: notices.plan_results,
    Action.CONTEST_RESULT: notices_jury.plan_contest,
    Action.ANSWER_CONTEST: notices_jury.plan_contest_answer,
    Action.OPEN_PRIZE: notices_prizes.plan_open,
    Action.PUBLISH_PRIZE: notices_prizes.plan_won,
    Action.ASK_AUTHOR: notices.plan_author,
    Action.REPORT_REUSE: notices_after.plan_reuse,
    Action.NAME_LEAD: notices_after.plan_lead,
    Action.FREEZE_LOT: notices_lots.plan_announced,
    Action.DRAW_LOT: notices_lots.plan_drawn,
    Action.ANSWER_LOT: notices_lots.plan_called,
    Action.RECORD_LOT_ANSWER: notices_lots.plan_called,
}

CONTEXTS: Final[dict[str, Read]] = {
    "sign_in": notices.read_sign_in,
    "invitation": notices.read_invitation,
    "invitation_reminder": notices.read_invitation,
    "challenge_moved": notices_before.read_challenge,
    "place_freed": notices_before.read_withdrawal,
    "application_received": notices.read_application,
    "guardian": notices_before.read_guardian,
    "guardian_confirm": notices_before.read_guardian_confirm,
    "guardian_answer": notices_before.read_guardian_answer,
    "application_answer": notices.read_answer,
    "registered": notices_before.read_registered,
    "offer_reminder": notices_before.read_offered,
    "offer_expired": notices_before.read_expired,
    "phase": notices.read_phase,
    "announcement": notices.read_announcement,
    "charter": notices.read_charter,
    "placed": notices.read_placed,
    "team_published": notices_teams.read_published,
    "appeal": notices_teams.read_appeal,
    "appeal_answer": notices_teams.read_answer,
    "receipt": notices.read_receipt,
    "extension": notices.read_extension,
    "scoring": notices.read_scoring,
    "results": notices.read_results,
    "seats": notices_jury.read_seats,
    "reads_left": notices_jury.read_reminder,
    "sheet_back": notices_jury.read_given_back,
    "contest": notices_jury.read_contest,
    "contest_answer": notices_jury.read_contest_answer,
    "tie_denied": notices_jury.read_denied,
    "prize_link": notices_prizes.read_link,
    "prize_open": notices_prizes.read_open,
    "prize_won": notices_prizes.read_won,
    "author": notices.read_author,
    "reuse": notices_after.read_reuse,
    "lead": notices_after.read_lead,
    "lot_announced": notices_lots.read_lot,
    "lot_result": notices_lots.read_lot,
    "lot_called": notices_lots.read_lot,
}

# Mails that a person without an account asked for: the address is forgotten with the mail.
FORGOTTEN: Final = frozenset({"prize_link"})


def pending(db: Session) -> bool:
    """Tell whether an entry waits to be looked at; cheap enough to ask after every commit."""
    return db.exec(select(Entry.id).where(col(Entry.dispatched_at).is_(None)).limit(1)).first() is not None


def dispatch(db: Session, *, at: datetime, limit: int = 100) -> int:
    """Plan the mails of entries that nobody looked at yet, and return how many entries were seen.

    Two workers never take the same entry: on PostgreSQL the rows are claimed, on SQLite one transaction writes at a time.
    """
    unseen = col(Entry.dispatched_at).is_(None)
    waiting = (
        select(Entry)
        .where(unseen, col(Entry.action).in_(list(PLANS)))
        .order_by(col(Entry.at), col(Entry.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    entries = list(db.exec(waiting))
    for entry in entries:
        _plan(db, entry, at)
        entry.dispatched_at = at
        db.add(entry)
    silent = select(Entry.id).where(unseen, col(Entry.action).not_in(list(PLANS))).limit(limit * 10)
    ids = list(db.exec(silent.with_for_update(skip_locked=True)))
    if ids:
        db.exec(sa.update(Entry).where(col(Entry.id).in_(ids)).values(dispatched_at=at))
    return len(entries) + len(ids)


def _plan(db: Session, entry: Entry, at: datetime) -> None:
    """Make the deliveries of one entry; a plan that fails is reported and does not stop the others."""
    try:
        with savepoint(db):
            notices = list(PLANS[entry.action](db, entry))
            _deliver(db, entry, notices, at)
    except Exception:
        log.exception("plan_failed", entry=str(entry.id), action=entry.action)


def _deliver(db: Session, entry: Entry, notices: Iterable[Notice], at: datetime) -> None:
    planned = db.exec(select(Delivery.template, Delivery.address).where(Delivery.entry_id == entry.id))
    known = {(template, email_key(address)) for template, address in planned}
    for notice in notices:
        address = notice.person.email if notice.person else notice.address
        if not address or (key := (notice.template, email_key(address))) in known:
            continue
        known.add(key)
        db.add(
            Delivery(
                entry_id=entry.id,
                template=notice.template,
                person_id=notice.person.id if notice.person else None,
                address=address,
                locale=notice.person.locale if notice.person else notice.locale,
                subject_id=notice.subject_id,
                next_at=at,
                created_at=at,
            )
        )
    db.flush()


def write_to_nobody(db: Session, *, at: datetime) -> None:
    """Mark all that happened so far as seen: what is loaded from a file or a record is news to nobody."""
    db.exec(sa.update(Entry).where(col(Entry.dispatched_at).is_(None)).values(dispatched_at=at))
    db.exec(sa.update(Delivery).where(col(Delivery.state) == DeliveryState.WAITING).values(state=DeliveryState.CANCELLED))
