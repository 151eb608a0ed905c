"""The journal told in sentences: one for each act, in the reader's language. (C9)"""

from typing import Any, Final

from app.domain.policy import Action
from app.i18n import N_, gettext, translate
from app.models.hackathon import Phase
from app.models.person import Role
from app.web.words import PHASES, ROLES

# Who did it stands beside; an entry holds facts only, so the sentences name kinds of things, not people.
SENTENCES: Final[dict[Action, str]] = {
    Action.CREATE_PROGRAMME: N_("The programme was created."),
    Action.CREATE_HACKATHON: N_("The hackathon was created from its template."),
    Action.EDIT_HACKATHON: N_("The facts of the event were changed."),
    Action.MOVE_PHASE: N_("The hackathon went from “%(before)s” to “%(after)s”."),
    Action.PAUSE_HACKATHON: N_("The hackathon was paused, in “%(before)s”."),
    Action.RESUME_HACKATHON: N_("The hackathon was resumed, in “%(after)s”; what was to come moved by as much as the pause."),
    Action.STOP_HACKATHON: N_("The hackathon was stopped."),
    Action.INVITE: N_("An invitation was sent, as “%(role)s”."),
    Action.RESEND_INVITATION: N_("An invitation was sent again, as “%(role)s”."),
    Action.REVOKE_INVITATION: N_("An invitation was taken back, as “%(role)s”."),
    Action.ACCEPT_INVITATION: N_("An invitation was accepted, as “%(role)s”."),
    Action.DECLINE_INVITATION: N_("An invitation was declined, as “%(role)s”."),
    Action.REMIND_INVITATION: N_("An invitation was recalled by mail, as “%(role)s”."),
    Action.END_ROLE: N_("A role was ended: “%(role)s”."),
    Action.TICK_CHECKLIST: N_("An item of the check-list was ticked or unticked."),
    Action.ADD_CHECKLIST_ITEM: N_("An item was added to the check-list."),
    Action.REMOVE_CHECKLIST_ITEM: N_("An item was taken off the check-list."),
    Action.ANNOUNCE: N_("An announcement was made to everybody."),
    Action.ADD_SITE: N_("A site was added."),
    Action.CHANGE_SITE: N_("A site was changed."),
    Action.REMOVE_SITE: N_("A site was removed."),
    Action.ADD_STEP: N_("A step was added to the run of show."),
    Action.CHANGE_STEP: N_("A step of the run of show was changed."),
    Action.REMOVE_STEP: N_("A step was taken out of the run of show."),
    Action.SHIFT_STEPS: N_("The run of show was moved by %(minutes)s minutes."),
    Action.PROPOSE_CHALLENGE: N_("A challenge was proposed."),
    Action.EDIT_CHALLENGE: N_("The text of a challenge was changed."),
    Action.START_SCOPING: N_("A challenge was taken into scoping."),
    Action.APPROVE_WHY: N_("An association approved its why."),
    Action.MARK_CHALLENGE_READY: N_("A challenge was opened to the teams."),
    Action.DECLINE_CHALLENGE: N_("A challenge was not kept."),
    Action.WITHDRAW_CHALLENGE: N_("A challenge was taken back by its association."),
    Action.SET_REVEAL: N_("The reveal time of a challenge was set."),
    Action.PUBLISH_CHARTER: N_("Version %(version)s of the charter was published."),
    Action.SIGN_CHARTER: N_("The charter was signed, version %(version)s."),
    Action.CHANGE_CALL: N_("The call was set or changed."),
    Action.ADD_QUESTION: N_("A question was added to the form."),
    Action.CHANGE_QUESTION: N_("A question of the form was changed."),
    Action.MOVE_QUESTION: N_("A question of the form changed its place."),
    Action.REMOVE_QUESTION: N_("A question was taken off the form."),
    Action.APPLY: N_("Somebody applied to take part."),
    Action.EDIT_APPLICATION: N_("An application was changed."),
    Action.WITHDRAW_APPLICATION: N_("An application was withdrawn."),
    Action.WITHDRAW_CONSENT: N_("Somebody took a consent back."),
    Action.ASK_GUARDIAN: N_("A guardian was asked for their consent."),
    Action.CONSENT_AS_GUARDIAN: N_("A guardian consented, for the first time."),
    Action.CONFIRM_AS_GUARDIAN: N_("A guardian confirmed their consent."),
    Action.REFUSE_AS_GUARDIAN: N_("A guardian refused their consent."),
    Action.ACCEPT_APPLICATION: N_("An application was accepted."),
    Action.WAITLIST_APPLICATION: N_("An application was put on the waiting list."),
    Action.DECLINE_APPLICATION: N_("An application was declined."),
    Action.REGISTER_GROUP: N_("Somebody was put on a list by their organisation, and asked to apply."),
    Action.OPEN_WALK_IN: N_("A code for people who come on the day was opened."),
    Action.CLOSE_WALK_IN: N_("A code for people who come on the day was closed."),
    Action.ARRIVE: N_("Somebody signed up on the day, and takes part."),
    Action.APPRAISE: N_("A reader marked an application."),
    Action.OFFER_PLACE: N_("A place was offered, to be confirmed."),
    Action.CONFIRM_OFFER: N_("Somebody confirmed their place."),
    Action.REMIND_OFFER: N_("Somebody was reminded to confirm their place."),
    Action.EXPIRE_OFFER: N_("An offered place was not confirmed in time."),
    Action.CREATE_TEAM: N_("A team was created."),
    Action.EDIT_TEAM: N_("A team was changed."),
    Action.CLOSE_TEAM: N_("A team was closed."),
    Action.PLACE_MEMBER: N_("Somebody joined a team."),
    Action.REMOVE_MEMBER: N_("Somebody left a team."),
    Action.ASSIGN_COMPANION: N_("A team was given somebody to accompany it."),
    Action.CREATE_LOT: N_("A draw by lot was begun."),
    Action.EDIT_LOT: N_("A draw by lot was changed."),
    Action.FILL_LOT: N_("A draw by lot was given its list."),
    Action.SEARCH_LOT: N_("The chances of a draw by lot were asked for."),
    Action.FIND_LOTTERY: N_("The search for the chances of a draw by lot ended."),
    Action.FREEZE_LOT: N_("A draw by lot was announced and frozen."),
    Action.DRAW_LOT: N_("A draw by lot was drawn with the public number %(number)s."),
    Action.GIVE_DRAWN_PLACES: N_("Those drawn by lot were given their places: %(given)s."),
    Action.ANSWER_LOT: N_("Somebody drawn by lot answered."),
    Action.RECORD_LOT_ANSWER: N_("An answer of somebody drawn by lot was noted."),
    Action.CANCEL_LOT: N_("A draw by lot was cancelled, with a reason."),
    Action.PURGE_DATA: N_("What was kept for balance until its end date was deleted."),
    Action.PROPOSE_TEAMS: N_("A composition of the teams was proposed."),
    Action.ADOPT_PROPOSAL: N_("A composition of the teams was adopted."),
    Action.DISCARD_PROPOSAL: N_("A composition of the teams was set aside."),
    Action.CANCEL_COMPUTATION: N_("A search was stopped."),
    Action.ADD_TEAM_RULE: N_("A rule for composing the teams was added."),
    Action.END_TEAM_RULE: N_("A rule for composing the teams was ended."),
    Action.VARY_PROPOSAL: N_("A variant of a composition was made by hand."),
    Action.PUBLISH_TEAMS: N_("The teams were published."),
    Action.APPEAL_TEAM: N_("Somebody contested their team."),
    Action.ANSWER_APPEAL: N_("An appeal against a team was answered."),
    Action.MARK_ABSENT: N_("People were marked absent, or present again."),
    Action.PROPOSE_REPAIR: N_("A repair of the teams was proposed."),
    Action.MERGE_TEAMS: N_("Two teams were merged."),
    Action.SPLIT_TEAM: N_("A team was split in two."),
    Action.MAKE_ROTA: N_("The round of the witnesses was planned: %(turns)s turns."),
    Action.CLEAR_ROTA: N_("The round of the witnesses was taken back."),
    Action.SAVE_DRAFT: N_("A team saved its draft."),
    Action.ADD_FILE: N_("A team added a file."),
    Action.REMOVE_FILE: N_("A team removed a file."),
    Action.SUBMIT_PROTOTYPE: N_("A prototype was handed in."),
    Action.EXTEND_DEADLINE: N_("A team was given more time."),
    Action.WRITE_DEBRIEF: N_("Somebody wrote their debrief."),
    Action.SHARE_DEBRIEF: N_("Somebody shared their debrief, or took it back."),
    Action.EDIT_GRID: N_("The grid of a jury was changed."),
    Action.OPEN_SCORING: N_("The scoring of a challenge was opened."),
    Action.CLOSE_SCORING: N_("The scoring of a challenge was closed."),
    Action.ADD_ROUND: N_("A round was added to the jury of a challenge."),
    Action.REMOVE_ROUND: N_("A round was taken away from the jury of a challenge."),
    Action.CHOOSE_FINALISTS: N_("The teams that go on to the next round were chosen."),
    Action.ASSIGN_JURORS: N_("Jurors were given the teams that they read."),
    Action.SEAT_JUROR: N_("A juror was put before a team by hand, or taken away."),
    Action.NAME_PANELIST: N_("It was said how much a juror may read, or that they stand by."),
    Action.DECLARE_TIE: N_("A juror declared what ties them to a team, or that nothing does."),
    Action.SCORE: N_("A juror saved a sheet."),
    Action.LOCK_SHEET: N_("A juror locked a sheet."),
    Action.UNLOCK_SHEET: N_("A juror unlocked a sheet."),
    Action.REOPEN_SHEET: N_("A sheet was opened again."),
    Action.SETTLE_TIE: N_("The president of a jury settled equal places."),
    Action.OPEN_DELIBERATION: N_("The deliberation of a jury was opened."),
    Action.CALL_TEAM: N_("A jury went on to another team."),
    Action.PROPOSE_MOTION: N_("A change of places was put to the jury's vote (no. %(number)s)."),
    Action.VOTE_MOTION: N_("A juror voted on a change of places (no. %(number)s)."),
    Action.CLOSE_MOTION: N_("The jury's vote no. %(number)s was closed: %(votes_for)s for, %(votes_against)s against."),
    Action.END_DELIBERATION: N_("The deliberation of a jury ended."),
    Action.DECLINE_AWARD: N_("A team said that it takes no award."),
    Action.SHARE_WORDS: N_("A juror said whether a team may read their words."),
    Action.CONTEST_RESULT: N_("A team contested its result."),
    Action.ANSWER_CONTEST: N_("The contest of a result was answered."),
    Action.PUBLISH_RESULTS: N_("The result of a challenge was published."),
    Action.OPEN_INCUBATION: N_("The incubation of a solution was opened."),
    Action.NAME_OWNER: N_("A solution was given the organisation that will use it."),
    Action.NAME_LEAD: N_("An incubation was given its lead."),
    Action.START_INCUBATION: N_("The incubation of a solution began."),
    Action.END_INCUBATION: N_("The incubation of a solution ended."),
}
OTHERWISE: Final = N_("Something else was done: %(action)s.")


def sentence(action: str, facts: dict[str, Any], locale: str) -> str:
    """Return what an entry says, with phases and roles in the reader's words."""
    words = {name: str(value) for name, value in facts.items()} | {"action": action.replace("_", " ")}
    for name in ("before", "after"):
        if words.get(name) in set(Phase):
            words[name] = gettext(locale, PHASES[Phase(words[name])])
    if words.get("role") in set(Role):
        words["role"] = gettext(locale, ROLES[Role(words["role"])])
    known = SENTENCES.get(Action(action)) if action in set(Action) else None
    try:
        return translate(locale, known or OTHERWISE, words)
    except KeyError:
        return translate(locale, OTHERWISE, words)


def told(entry: Any, locale: str) -> dict[str, Any]:
    """Return an entry as the timeline shows it."""
    return {"at": entry.at, "title": sentence(entry.action, entry.facts, locale), "who": entry.who, "seq": entry.seq}
