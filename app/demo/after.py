"""What came after: an incubation told to its end by the record, one under way, and what the commons keeps."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import col, delete, select

from app.demo.content import ADIE_CHECK_INS, CHECK_INS, PRACTICES, REUSES, REVIEWS
from app.demo.facts import ADIE
from app.demo.practices import DemoPractice
from app.demo.stage import Stage
from app.domain import incubation_work, incubations, organisations, pledges, practices, reuses
from app.domain.journal import COMMONS, record
from app.models.commons import Author, Practice, PracticeSource
from app.models.hackathon import Hackathon, Phase, Sponsorship
from app.models.incubation import HoursMode, Incubation, Milestone, MilestoneStatus, Outcome, ReviewDecision
from app.models.organisation import Sector
from app.models.person import Role, Within
from app.queries import incubations as incubation_queries
from app.schemas.incubation import CheckInIn, HoursIn, MilestoneIn, OutcomeIn, PledgeIn, ReviewIn
from app.schemas.practice import AnswerIn, PracticeIn, ReuseIn


def play_adie(stage: Stage, incubation: Incubation) -> None:
    """Tell the months after the jury as the record does: two dates, an outcome, and what nobody wrote down."""
    db, lead = stage.db, stage.cast[Role.INCUBATION_LEAD]
    hackathon = db.get_one(Hackathon, incubation.hackathon_id)
    begun = hackathon.ends_at + timedelta(days=2)
    owner = organisations.find_or_add(db, "Adie Polynésie", Sector.ASSOCIATION, at=begun)
    incubations.name_owner(db, stage.organiser, incubation, owner.id, at=begun)
    stage.give(lead, Role.INCUBATION_LEAD, Within.INCUBATION, incubation.id, at=begun, hackathon=hackathon)
    incubation.lead_id = lead.id
    incubations.start(db, stage.organiser, incubation, at=begun)
    db.exec(delete(Milestone).where(col(Milestone.incubation_id) == incubation.id))
    for position, told in enumerate(ADIE.milestones, 1):
        on = datetime.combine(_day(told.on), datetime.min.time(), tzinfo=UTC)
        week = max(0, (on - begun).days // 7 + 1)
        db.add(
            Milestone(
                incubation_id=incubation.id,
                position=position,
                week=week,
                title=dict(told.title),
                status=MilestoneStatus.DONE,
                changed_at=on,
            )
        )
    db.flush()
    for told_ in ADIE_CHECK_INS:
        given = CheckInIn(done=told_.done, next=told_.next, blocked=told_.blocked, progress=told_.progress)
        incubation_work.check_in(db, lead, incubation, given, at=begun + timedelta(weeks=told_.week))
    ended = begun + timedelta(weeks=28)
    assert ADIE.after  # noqa: S101 - the record tells it
    outcome = OutcomeIn(outcome=Outcome.DEPLOYED, outcome_text=ADIE.after["fr"])
    incubations.end(db, stage.organiser, incubation, outcome, at=ended)
    stage.move(stage.reload(hackathon), Phase.CLOSED, ended + timedelta(days=1))
    observer = stage.cast[Role.OBSERVER]
    stage.give(observer, Role.OBSERVER, Within.PROGRAMME, hackathon.programme_id, at=begun)
    stage.give(observer, Role.OBSERVER, Within.HACKATHON, hackathon.id, at=begun)
    stage.give(stage.cast[Role.COMMONS_EDITOR], Role.COMMONS_EDITOR, Within.HACKATHON, hackathon.id, at=begun)


def _day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 7 else f"{text}-15")  # noqa: PLR2004 - a month alone


def play_running(stage: Stage, incubation: Incubation, begun: datetime) -> None:
    """Have an invented incubation under way: volunteers of a sponsor, hours, check-ins, a review."""
    db = stage.db
    hackathon = db.get_one(Hackathon, incubation.hackathon_id)
    candidates = incubation_queries.possible_owners(db, incubation)
    incubations.name_owner(db, stage.organiser, incubation, candidates[0].id, at=begun)
    lead = stage.cast[Role.INCUBATION_LEAD]
    stage.give(lead, Role.INCUBATION_LEAD, Within.INCUBATION, incubation.id, at=begun, hackathon=hackathon)
    incubation.lead_id = lead.id
    incubations.start(db, stage.organiser, incubation, at=begun)
    _volunteers(stage, hackathon, incubation, begun)
    for told in CHECK_INS:
        at = begun + timedelta(weeks=told.week)
        if at < stage.now:
            given = CheckInIn(done=told.done, next=told.next, blocked=told.blocked, progress=told.progress)
            incubation_work.check_in(db, lead, incubation, given, at=at)
    statement = select(Milestone).where(Milestone.incubation_id == incubation.id).order_by(col(Milestone.position))
    for milestone in db.exec(statement).all():
        due = begun + timedelta(weeks=milestone.week)
        if due < stage.now:
            done = MilestoneIn(status=MilestoneStatus.DONE)
            incubation_work.change_milestone(db, lead, incubation, milestone, done, at=due - timedelta(days=1))
    for reviewed in REVIEWS[:1]:
        decided = ReviewIn(decision=ReviewDecision(reviewed.decision), reason=reviewed.reason, serves_why=reviewed.serves_why)
        incubations.review(db, stage.organiser, incubation, decided, at=stage.now - timedelta(days=6))


def _volunteers(stage: Stage, hackathon: Hackathon, incubation: Incubation, begun: datetime) -> None:
    db = stage.db
    bank = organisations.find_or_add(db, "Banque du Lagon (démonstration)", Sector.COMPANY, at=begun)
    db.add(Sponsorship(hackathon_id=hackathon.id, organisation_id=bank.id, created_at=begun))
    db.flush()
    stage.give(stage.cast[Role.SPONSOR], Role.SPONSOR, Within.ORGANISATION, bank.id, at=begun, hackathon=hackathon)
    known = stage.cast[Role.SPONSOR_VOLUNTEER]
    [(_, other), (_, third)] = stage.next_people(2, begun)
    offers = (
        (known, HoursMode.WORK_TIME, "Comptabilité", 40, True),
        (other, HoursMode.WORK_TIME, "Communication", 24, False),
        (third, HoursMode.OWN_TIME, "Logistique", 12, False),
    )
    for person, mode, skill, hours, named in offers:
        stage.give(person, Role.SPONSOR_VOLUNTEER, Within.INCUBATION, incubation.id, at=begun, hackathon=hackathon)
        lent_by = bank.id if mode is HoursMode.WORK_TIME else None
        offered = PledgeIn(skill=skill, hours=hours, mode=mode, organisation_id=lent_by, name_to_sponsor=named)
        pledge = pledges.pledge(db, person, incubation, offered, at=begun)
        logged = []
        for week in range(1, 6):
            at = begun + timedelta(weeks=week)
            if at < stage.now:
                given = HoursIn(day=at.date(), minutes=90 + 30 * (week % 3), note="(Démonstration) Point avec l’association.")
                logged.append(pledges.log_hours(db, person, incubation, pledge, given, at=at))
        if logged:
            pledges.validate_hours(
                db, stage.cast[Role.PROJECT_HOLDER], incubation, [row.id for row in logged[:3]], at=stage.now - timedelta(days=2)
            )


def play_commons(stage: Stage, source: Incubation) -> None:
    """Publish the invented sheets with their authors' consent, and what others made of them."""
    made: dict[str, Practice] = {}
    for index, told in enumerate(PRACTICES):
        made[told.key] = _publish(stage, told, made.get(told.parent or ""), source, stage.now - timedelta(days=200 - 9 * index))
    for index, told_ in enumerate(REUSES):
        [(_, reporter)] = stage.next_people(1, stage.now)
        given = ReuseIn(
            community=told_.community, territory=told_.territory, kept=told_.kept, changed=told_.changed, gave=told_.gave
        )
        at = stage.now - timedelta(days=90 - 4 * index)
        reuse = reuses.report(stage.db, reporter, made[told_.practice], given, at=at)
        if told_.child:
            reuse.child_id = made[told_.child].id
            stage.db.add(reuse)


def _publish(stage: Stage, told: DemoPractice, parent: Practice | None, source: Incubation, at: datetime) -> Practice:
    [(_, author)] = stage.next_people(1, at)
    sheet = Practice(
        slug=told.key,
        title=told.title,
        source=PracticeSource(told.source),
        hackathon_id=source.hackathon_id,
        parent_id=parent.id if parent else None,
        created_by_id=author.id,
        created_at=at,
        is_demo=True,
    )
    stage.db.add(sheet)
    stage.db.flush()
    stage.db.add(Author(practice_id=sheet.id, person_id=author.id, asked_at=at))
    stage.db.flush()
    record(stage.db, COMMONS, author, "draft_practice", sheet, at=at)
    text = PracticeIn.model_validate({name: getattr(told, name) for name in PracticeIn.model_fields})
    practices.edit(stage.db, author, sheet, text, at=at)
    practices.answer(stage.db, author, sheet, AnswerIn(agrees=True, credited_as=f"{author.display_name} (démonstration)"), at=at)
    return practices.publish(stage.db, author, sheet, at=at + timedelta(days=1))
