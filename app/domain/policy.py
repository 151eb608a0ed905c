"""The policy: one table that says who may do what, when. Pages and API ask it; templates say why not.

A guard looks at an `Ask` and returns None, or a `Refusal` that says why and what to do. `RULES[action]` lists the guards of
an action, and all of them must agree. What a person may not *see* is not here: scoped queries do not find it (404).
"""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.domain.actions import Action
from app.domain.guards import (
    CARERS,
    Ask,
    Guard,
    an_author,
    anyone,
    at_work,
    before_sprint,
    bound,
    building,
    by_the_clock,
    call_open,
    charter_signed,
    during,
    holder_of_challenge,
    holding,
    in_a_team,
    in_the_pool,
    member,
    of_the_incubation,
    own,
    own_application,
    presiding,
    registering,
    scoping_together,
    signed_in,
    took_part,
)
from app.errors import Refusal, Refused
from app.models.base import Row
from app.models.hackathon import Phase
from app.models.person import Person, Role

ORGANISERS: Final = holding(Role.ORGANISER)
KEEPERS: Final = holding(Role.ORGANISER, Role.GUARANTOR)
JURORS: Final = holding(Role.JUROR)
REVIEWERS: Final = holding(Role.REVIEWER)
PROJECT_HOLDERS: Final = holding(Role.PROJECT_HOLDER)
HOLDERS: Final = holding(Role.PROJECT_HOLDER, Role.ORGANISER)
AFTER_RESULTS: Final = during(Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED)
VOLUNTEERS: Final = holding(Role.SPONSOR_VOLUNTEER, Role.INCUBATION_LEAD, Role.MENTOR)
BEFORE_RESULTS: Final = during(Phase.DRAFT, Phase.SCOPING, Phase.CALL, Phase.TEAMING, Phase.SPRINT, Phase.JURY)
LIVE_OR_DRAFT: Final = during(*(phase for phase in Phase if phase not in {Phase.CLOSED, Phase.STOPPED}))
SCOPING_TIME: Final = during(Phase.SCOPING, Phase.CALL, Phase.TEAMING)
BEFORE_SPRINT: Final = during(Phase.DRAFT, Phase.SCOPING, Phase.CALL, Phase.TEAMING)
WRITING_QUESTIONS: Final = during(Phase.DRAFT, Phase.SCOPING, Phase.CALL)
ANSWERING: Final = during(Phase.CALL, Phase.TEAMING)
WELCOMING: Final = during(Phase.CALL, Phase.TEAMING, Phase.SPRINT)
PLACING_JURORS: Final = during(Phase.TEAMING, Phase.SPRINT, Phase.JURY)
VOTING: Final = during(Phase.JURY, Phase.RESULTS, Phase.INCUBATION)
DEBRIEFING: Final = during(Phase.SPRINT, Phase.JURY, Phase.RESULTS, Phase.INCUBATION, Phase.CLOSED)
COMPOSING: Final = during(Phase.TEAMING, Phase.SPRINT)
PREPARING_TEAMS: Final = during(Phase.CALL, Phase.TEAMING, Phase.SPRINT)

RULES: Final[dict[Action, tuple[Guard, ...]]] = {
    # accounts
    Action.REQUEST_SIGN_IN: (anyone,),
    Action.SIGN_IN: (anyone,),
    Action.END_SESSION: (signed_in,),
    Action.CREATE_TOKEN: (signed_in,),
    Action.CHANGE_PROFILE: (signed_in,),
    # programmes and hackathons
    Action.CREATE_PROGRAMME: (signed_in,),
    Action.CREATE_HACKATHON: (signed_in, ORGANISERS),
    Action.EDIT_HACKATHON: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.MOVE_PHASE: (signed_in, ORGANISERS),
    Action.INVITE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REVOKE_INVITATION: (signed_in, ORGANISERS),
    Action.ACCEPT_INVITATION: (signed_in,),
    Action.DECLINE_INVITATION: (anyone,),
    Action.REMIND_INVITATION: (by_the_clock,),
    Action.TICK_CHECKLIST: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.ANNOUNCE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.READ_JOURNAL: (signed_in, ORGANISERS),
    Action.PAUSE_HACKATHON: (signed_in, KEEPERS),
    Action.RESUME_HACKATHON: (signed_in, KEEPERS),
    Action.STOP_HACKATHON: (signed_in, KEEPERS),
    Action.ADD_SITE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.CHANGE_SITE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REMOVE_SITE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.ADD_STEP: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.CHANGE_STEP: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REMOVE_STEP: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.SHIFT_STEPS: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.ADD_CHECKLIST_ITEM: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REMOVE_CHECKLIST_ITEM: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.RESEND_INVITATION: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.END_ROLE: (signed_in, ORGANISERS),
    # jury and results
    Action.EDIT_GRID: (signed_in, ORGANISERS, BEFORE_RESULTS),
    Action.OPEN_SCORING: (signed_in, ORGANISERS, during(Phase.JURY)),
    Action.CLOSE_SCORING: (signed_in, ORGANISERS, during(Phase.JURY)),
    Action.ADD_ROUND: (signed_in, ORGANISERS, BEFORE_RESULTS),
    Action.REMOVE_ROUND: (signed_in, ORGANISERS, BEFORE_RESULTS),
    Action.CHOOSE_FINALISTS: (signed_in, ORGANISERS, during(Phase.JURY)),
    Action.SEARCH_PANELS: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.ASSIGN_JURORS: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.SEAT_JUROR: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.NAME_PANELIST: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.DECLARE_TIE: (signed_in, JURORS, during(Phase.TEAMING, Phase.SPRINT, Phase.JURY)),
    Action.DENY_TIE: (signed_in, JURORS, during(Phase.TEAMING, Phase.SPRINT, Phase.JURY)),
    Action.RECORD_TIE: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.WITHDRAW_TIE: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.IMPORT_JURY_FILE: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.SCORE: (signed_in, JURORS, during(Phase.JURY), charter_signed),
    Action.LOCK_SHEET: (signed_in, JURORS, during(Phase.JURY), charter_signed),
    Action.UNLOCK_SHEET: (signed_in, JURORS, during(Phase.JURY)),
    Action.CONFIRM_SHEET: (signed_in, JURORS, during(Phase.JURY)),
    Action.REOPEN_SHEET: (signed_in, ORGANISERS, during(Phase.JURY)),
    Action.TAKE_SHEET_BACK: (by_the_clock,),
    Action.SETTLE_TIE: (signed_in, JURORS, during(Phase.JURY)),
    Action.OPEN_DELIBERATION: (signed_in, presiding, during(Phase.JURY)),
    Action.CALL_TEAM: (signed_in, presiding, during(Phase.JURY)),
    Action.PROPOSE_MOTION: (signed_in, presiding, during(Phase.JURY)),
    Action.VOTE_MOTION: (signed_in, JURORS, during(Phase.JURY)),
    Action.CLOSE_MOTION: (signed_in, presiding, during(Phase.JURY)),
    Action.END_DELIBERATION: (signed_in, presiding, during(Phase.JURY)),
    Action.DECLINE_AWARD: (signed_in, member, during(Phase.JURY)),
    Action.SHARE_WORDS: (signed_in, JURORS, during(Phase.JURY)),
    Action.WRITE_EXAMPLE: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.REMOVE_EXAMPLE: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.SCORE_EXAMPLE: (signed_in, JURORS, PLACING_JURORS, charter_signed),
    Action.PRINT_PAPER: (signed_in, ORGANISERS, PLACING_JURORS),
    Action.ENTER_PAPER: (signed_in, ORGANISERS, during(Phase.JURY)),
    # Which of the two may choose what, the verb says.
    Action.SETTLE_PAPER: (signed_in, holding(Role.ORGANISER, Role.JUROR), during(Phase.JURY)),
    Action.ANSWER_PAPER: (signed_in, JURORS, during(Phase.JURY)),
    Action.CONTEST_RESULT: (signed_in, member, AFTER_RESULTS),
    Action.ANSWER_CONTEST: (signed_in, ORGANISERS),
    Action.PUBLISH_RESULTS: (signed_in, ORGANISERS, during(Phase.JURY)),
    # prizes beside the result; who votes without an account holds a link or a code, which the verb checks
    Action.CREATE_PRIZE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.EDIT_PRIZE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REMOVE_PRIZE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.OPEN_PRIZE: (signed_in, ORGANISERS, VOTING),
    Action.CLOSE_PRIZE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.ISSUE_VOTE_CODES: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.ASK_VOTE_LINK: (anyone, VOTING),
    Action.TYPE_VOTE_CODE: (anyone, VOTING),
    Action.CAST_VOTE: (anyone, VOTING),
    Action.VOTE_PRIZE: (signed_in, VOTING),
    Action.SET_VOTES_ASIDE: (signed_in, KEEPERS, LIVE_OR_DRAFT),
    Action.COUNT_PRIZE: (signed_in, KEEPERS, LIVE_OR_DRAFT),
    Action.PUBLISH_PRIZE: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.REMIND_JURORS: (signed_in, ORGANISERS, during(Phase.JURY)),
    # incubation
    Action.OPEN_INCUBATION: (signed_in, ORGANISERS),
    Action.NAME_OWNER: (signed_in, HOLDERS, AFTER_RESULTS),
    Action.NAME_LEAD: (signed_in, HOLDERS, AFTER_RESULTS),
    Action.START_INCUBATION: (signed_in, CARERS, AFTER_RESULTS),
    Action.SHOW_INCUBATION: (signed_in, HOLDERS),
    Action.CHANGE_MILESTONE: (signed_in, CARERS, AFTER_RESULTS),
    Action.VALIDATE_MILESTONE: (signed_in, PROJECT_HOLDERS, AFTER_RESULTS),
    Action.CHECK_IN: (signed_in, of_the_incubation, AFTER_RESULTS),
    Action.REVIEW_INCUBATION: (signed_in, CARERS, AFTER_RESULTS),
    Action.END_INCUBATION: (signed_in, CARERS, AFTER_RESULTS),
    Action.SEE_INCUBATION_WORK: (signed_in, of_the_incubation),
    # volunteers and hours
    Action.PLEDGE: (signed_in, VOLUNTEERS, AFTER_RESULTS),
    Action.CHANGE_PLEDGE: (signed_in, own),
    Action.END_PLEDGE: (signed_in, own),
    Action.LOG_HOURS: (signed_in, own),
    Action.REMOVE_HOURS: (signed_in, own),
    Action.VALIDATE_HOURS: (signed_in, PROJECT_HOLDERS),
    # commons
    Action.DRAFT_PRACTICE: (signed_in,),
    Action.EDIT_PRACTICE: (signed_in, an_author),
    Action.ASK_AUTHOR: (signed_in, an_author),
    Action.DROP_AUTHOR: (signed_in, an_author),
    Action.ANSWER_AUTHORSHIP: (signed_in,),
    Action.PUBLISH_PRACTICE: (signed_in, an_author),
    Action.WITHDRAW_PRACTICE: (signed_in, an_author),
    Action.REPORT_REUSE: (signed_in,),
    # prototypes and debriefs
    Action.SAVE_DRAFT: (signed_in, at_work, charter_signed, building),
    Action.SUBMIT_PROTOTYPE: (signed_in, member, charter_signed, building),
    Action.EXTEND_DEADLINE: (signed_in, ORGANISERS, building),
    Action.ADD_FILE: (signed_in, at_work, charter_signed, building),
    Action.REMOVE_FILE: (signed_in, at_work, charter_signed, building),
    Action.WRITE_DEBRIEF: (signed_in, took_part, DEBRIEFING),
    Action.SHARE_DEBRIEF: (signed_in, took_part),
    # challenges
    Action.PROPOSE_CHALLENGE: (signed_in, during(Phase.SCOPING, Phase.CALL)),
    Action.EDIT_CHALLENGE: (signed_in, scoping_together, SCOPING_TIME),
    Action.APPROVE_WHY: (signed_in, holder_of_challenge, SCOPING_TIME),
    Action.START_SCOPING: (signed_in, ORGANISERS, SCOPING_TIME),
    Action.MARK_CHALLENGE_READY: (signed_in, ORGANISERS, SCOPING_TIME),
    Action.DECLINE_CHALLENGE: (signed_in, ORGANISERS, SCOPING_TIME),
    Action.WITHDRAW_CHALLENGE: (signed_in, holder_of_challenge, SCOPING_TIME),
    Action.SET_REVEAL: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    # charters
    Action.PUBLISH_CHARTER: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.SIGN_CHARTER: (signed_in, bound, LIVE_OR_DRAFT),
    # the call
    Action.CHANGE_CALL: (signed_in, ORGANISERS, BEFORE_SPRINT),
    Action.ADD_QUESTION: (signed_in, ORGANISERS, WRITING_QUESTIONS),
    Action.CHANGE_QUESTION: (signed_in, ORGANISERS, WRITING_QUESTIONS),
    Action.MOVE_QUESTION: (signed_in, ORGANISERS, WRITING_QUESTIONS),
    Action.REMOVE_QUESTION: (signed_in, ORGANISERS, WRITING_QUESTIONS),
    # applications
    Action.APPLY: (signed_in, during(Phase.CALL), call_open),
    Action.EDIT_APPLICATION: (signed_in, own_application, during(Phase.CALL), call_open),
    Action.WITHDRAW_APPLICATION: (signed_in, own_application, before_sprint),
    Action.SAVE_APPLICATION: (signed_in, during(Phase.CALL), call_open),
    Action.DISCARD_APPLICATION_DRAFT: (signed_in, own_application),
    Action.TELL_ACCESS_NEED: (signed_in, own_application, LIVE_OR_DRAFT),
    Action.ERASE_ACCESS_NEED: (signed_in, own_application),
    Action.WITHDRAW_CONSENT: (signed_in, own),
    Action.ASK_GUARDIAN: (signed_in, own_application, before_sprint),
    # A guardian has no account: the link is the key, and the verb checks it.
    Action.CONSENT_AS_GUARDIAN: (anyone, before_sprint),
    Action.CONFIRM_AS_GUARDIAN: (anyone, before_sprint),
    Action.REFUSE_AS_GUARDIAN: (anyone, before_sprint),
    Action.ACCEPT_APPLICATION: (signed_in, ORGANISERS, ANSWERING),
    Action.WAITLIST_APPLICATION: (signed_in, ORGANISERS, ANSWERING),
    Action.DECLINE_APPLICATION: (signed_in, ORGANISERS, ANSWERING),
    Action.REGISTER_GROUP: (signed_in, registering, during(Phase.CALL), call_open),
    Action.OPEN_WALK_IN: (signed_in, ORGANISERS, WELCOMING),
    Action.CLOSE_WALK_IN: (signed_in, ORGANISERS),
    Action.ARRIVE: (signed_in, WELCOMING),
    Action.APPRAISE: (signed_in, REVIEWERS, ANSWERING),
    Action.OFFER_PLACE: (signed_in, ORGANISERS, ANSWERING),
    Action.CONFIRM_OFFER: (signed_in, own_application, before_sprint),
    # Only the clock does these; nobody is asked.
    Action.REMIND_OFFER: (by_the_clock,),
    Action.EXPIRE_OFFER: (by_the_clock,),
    # composition of teams
    Action.CREATE_TEAM: (signed_in, ORGANISERS, COMPOSING),
    Action.EDIT_TEAM: (signed_in, ORGANISERS, COMPOSING),
    Action.CLOSE_TEAM: (signed_in, ORGANISERS, COMPOSING),
    Action.PLACE_MEMBER: (signed_in, ORGANISERS, COMPOSING),
    Action.REMOVE_MEMBER: (signed_in, ORGANISERS, COMPOSING),
    Action.ASSIGN_COMPANION: (signed_in, ORGANISERS, COMPOSING),
    Action.PROPOSE_TEAMS: (signed_in, ORGANISERS, during(Phase.TEAMING)),
    Action.ADOPT_PROPOSAL: (signed_in, ORGANISERS, COMPOSING),
    Action.DISCARD_PROPOSAL: (signed_in, ORGANISERS, COMPOSING),
    Action.ADD_TEAM_RULE: (signed_in, ORGANISERS, PREPARING_TEAMS),
    Action.END_TEAM_RULE: (signed_in, ORGANISERS, PREPARING_TEAMS),
    Action.VARY_PROPOSAL: (signed_in, ORGANISERS, COMPOSING),
    Action.PUBLISH_TEAMS: (signed_in, ORGANISERS, COMPOSING),
    Action.APPEAL_TEAM: (signed_in, in_a_team, COMPOSING),
    Action.ANSWER_APPEAL: (signed_in, ORGANISERS, COMPOSING),
    Action.MARK_ABSENT: (signed_in, ORGANISERS, COMPOSING),
    Action.PROPOSE_REPAIR: (signed_in, ORGANISERS, COMPOSING),
    Action.MERGE_TEAMS: (signed_in, ORGANISERS, COMPOSING),
    Action.SPLIT_TEAM: (signed_in, ORGANISERS, COMPOSING),
    Action.MAKE_ROTA: (signed_in, ORGANISERS, COMPOSING),
    Action.CLEAR_ROTA: (signed_in, ORGANISERS, COMPOSING),
    # draws by lot
    Action.CREATE_LOT: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.EDIT_LOT: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.FILL_LOT: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.SEARCH_LOT: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.FIND_LOTTERY: (anyone,),
    Action.FREEZE_LOT: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.DRAW_LOT: (signed_in, KEEPERS, LIVE_OR_DRAFT),
    Action.GIVE_DRAWN_PLACES: (signed_in, ORGANISERS, ANSWERING),
    Action.ANSWER_LOT: (signed_in, in_the_pool, LIVE_OR_DRAFT),
    Action.RECORD_LOT_ANSWER: (signed_in, ORGANISERS, LIVE_OR_DRAFT),
    Action.CANCEL_LOT: (signed_in, ORGANISERS),
    Action.PURGE_DATA: (anyone,),
    # searches in the background
    Action.CANCEL_COMPUTATION: (signed_in, ORGANISERS),
}

if missing := set(Action) - set(RULES):
    raise RuntimeError(f"Actions without a rule: {sorted(missing)}")


def why_not(db: Session, actor: Person | None, action: Action, subject: Row | None, *, at: datetime) -> Refusal | None:
    """Return the first reason why the actor may not do this, None when they may."""
    ask = Ask(db, actor, subject, at)
    for guard in RULES[action]:
        if (refusal := guard(ask)) is not None:
            return refusal
    return None


def require(db: Session, actor: Person | None, action: Action, subject: Row | None, *, at: datetime) -> None:
    """Raise `Refused` unless the policy lets the actor do this now."""
    if (refusal := why_not(db, actor, action, subject, at=at)) is not None:
        raise Refused(refusal)


# Who asks the policy names an action in the same breath.
__all__ = ["ORGANISERS", "RULES", "Action", "require", "why_not"]
