"""A whole world for the honest checks: everybody there is, everything they keep private, in any phase.

Rows are written directly in one unit, so that a state can be shown that no single verb makes, and so that a rule which is
broken in a verb cannot bend the world it is judged in. Every private text carries a *canary*: `CANARY-<field>-<place>`, and
every address `canary-mail-<name>@example.org`; `tests/access/canaries.py` says who may ever read which.

Places: `own` is what the cast belongs to (the hackathon *here*, its first défi, team A), `team` the neighbour (second défi,
team B of the first défi), `there` another hackathon of the same programme with people of its own, `none` what does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count, pairwise
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session as Db

from app.domain import journal, paper_codes, snapshots
from app.domain.assessments import assess
from app.models.application import (
    AccessNeed,
    Application,
    ApplicationStatus,
    Appraisal,
    Call,
    Consent,
    Guardian,
    Purpose,
    Question,
    QuestionKind,
    WalkIn,
)
from app.models.calibration import Example, ExampleSheet
from app.models.challenge import Beneficiary, Challenge, ChallengeStatus
from app.models.charter import Charter, CharterAdhesion
from app.models.commons import Author, Practice, PracticeSource, PracticeStatus, Reuse
from app.models.computation import Computation
from app.models.deliberation import Contest, Deliberation, Motion, MotionKind
from app.models.hackathon import (
    LIFE,
    Announcement,
    Attendance,
    ChecklistItem,
    Format,
    Hackathon,
    Phase,
    PhaseMove,
    Programme,
    Site,
    Sponsorship,
    Step,
)
from app.models.incubation import (
    CheckIn,
    Hours,
    HoursMode,
    Incubation,
    IncubationState,
    Milestone,
    Pledge,
    Review,
    ReviewDecision,
)
from app.models.journal import Delivery, StreamKind
from app.models.jury import Award, Criterion, Mark, Publication, Rubric, Sheet, Tie, TieKind
from app.models.organisation import Organisation, Sector
from app.models.paper import PaperEntry, PaperSheet, PaperState
from app.models.person import Invitation, Person, Role, RoleHeld, Session, SessionKind, Within
from app.models.prize import Prize, PrizeAside, PrizeKind, PrizeVote, VoteChannel
from app.models.prototype import Extension, Prototype, PrototypeDraft, StoredFile
from app.models.team import Appeal, Debrief, Membership, RotaTurn, Team, TeamProposal, TeamPublication, TeamRule, TeamRuleKind
from app.queries import juries
from app.schemas.team import ProposalIn
from app.science import team_kept
from app.science.team_json import dump_problem
from app.science.team_problem import resolve
from app.science.team_types import Applicant, Problem, Slot
from app.security import email_key, fingerprint
from tests.draws import lots_of
from tests.world import World

# Who looks, in the order of the tables. Everybody's ties are to what is *here* unless the name says otherwise.
CAST = (
    "visitor",
    "stranger",
    "applicant",
    "member",
    "member_other",
    "ex_member",
    "member_there",
    "coach",
    "designer",
    "mentor",
    "witness",
    "juror",
    "juror_tied",
    "organiser",
    "organiser_there",
    "programme_lead",
    "holder",
    "holder_other",
    "sponsor",
    "volunteer",
    "lead",
    "observer",
    "guarantor",
    "editor",
)
PLACES = ("own", "team", "there", "none")
PHASES = tuple(Phase)
# Where the cast hands in what: before its phase, a thing does not exist yet.
CALL, TEAMING, SPRINT, JURY, RESULTS, INCUBATION = (
    LIFE.index(Phase(p)) for p in ("call", "teaming", "sprint", "jury", "results", "incubation")
)


@dataclass
class Scene:
    """The world built: secrets of the sessions by cast, and what the parameters of an address stand for at each place."""

    world: World
    phase: Phase
    secrets: dict[str, str]
    people: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, dict[str, Any]] = field(default_factory=lambda: {place: {} for place in PLACES})

    def path(self, pattern: str, place: str) -> str | None:
        """Return an address of a route at a place, None when a thing it names does not exist there in this phase."""
        parts: list[str] = []
        for piece in pattern.split("/"):
            if piece.startswith("{"):
                value = self.value(pattern, piece.strip("{}").split(":")[0], place)
                if value is None:
                    return None
                parts.append(str(value))
            else:
                parts.append(piece)
        return "/".join(parts)

    def value(self, pattern: str, name: str, place: str) -> Any:
        name = RENAMED.get((pattern.removeprefix("/api/v1").split("/")[1], name), name)
        if place == "none":
            if name not in KNOWN:
                raise KeyError(f"{{{name}}} in {pattern}: say in tests/full_world.py what it stands for")
            return NOWHERE.get(name, self.ids["none"].setdefault(name, uuid4()))
        if name not in KNOWN:
            raise KeyError(f"{{{name}}} in {pattern}: say in tests/full_world.py what it stands for")
        return self.ids[place].get(name)


# (first segment of the address, parameter) → what it is here, where one word names several things.
RENAMED = {
    ("commons", "slug"): "practice_slug",
    ("practices", "slug"): "practice_slug",
    ("programmes", "slug"): "programme_slug",
}
NOWHERE = {
    "slug": "nowhere",
    "practice_slug": "nothing",
    "programme_slug": "nobody",
    "token": "x" * 32,
    "slot_id": "nothing",
    "version": 99,
    "sha256": "0" * 64,
}
KNOWN = {
    "slug",
    "programme_slug",
    "practice_slug",
    "hackathon_id",
    "programme_id",
    "challenge_id",
    "team_id",
    "application_id",
    "incubation_id",
    "milestone_id",
    "pledge_id",
    "hours_id",
    "check_in_id",
    "review_id",
    "practice_id",
    "author_id",
    "reuse_id",
    "person_id",
    "organisation_id",
    "invitation_id",
    "walk_in_id",
    "session_id",
    "request_id",
    "token",
    "prototype_id",
    "version",
    "file_id",
    "sha256",
    "extension_id",
    "proposal_id",
    "computation_id",
    "lot_id",
    "entry_id",
    "paper_code",
    "paper_entry_id",
    "slot_id",
    "rule_id",
    "appeal_id",
    "debrief_id",
    "charter_id",
    "site_id",
    "step_id",
    "item_id",
    "announcement_id",
    "rubric_id",
    "criterion_id",
    "tie_id",
    "sheet_id",
    "publication_id",
    "award_id",
    "motion_id",
    "prize_id",
    "vote_id",
    "aside_id",
    "delivery_id",
    "role_id",
    "membership_id",
    "juror_id",
    "position",
    "sponsorship_id",
    "question_id",
    "guardian_id",
    "consent_id",
}


class _Builder:
    """Writes rows, and remembers what they are called."""

    def __init__(self, db: Db, scene: Scene, at: datetime) -> None:
        self.db, self.scene, self.at = db, scene, at
        self.numbers: Iterator[int] = count(1)

    def put(self, row: Any) -> Any:
        self.db.add(row)
        self.db.flush()
        return row

    def person(self, key: str, name: str | None = None) -> Person:
        address = f"canary-mail-{key.replace('_', '-')}@example.org"
        shown = name or key.replace("_", " ").title()
        made: Person = self.put(
            Person(email=address, email_key=email_key(address), display_name=shown, locale="fr", created_at=self.at)
        )
        secret = f"secret-{key}-{uuid4().hex}"
        self.put(
            Session(
                person_id=made.id,
                kind=SessionKind.BROWSER,
                secret=fingerprint(secret),
                label=f"CANARY-session-{key}",
                created_at=self.at,
                seen_at=self.at,
                expires_at=self.at + timedelta(days=60),
            )
        )
        self.scene.secrets[key], self.scene.people[key] = secret, made.id
        return made

    def organisation(self, name: str, sector: Sector) -> Organisation:
        return self.put(Organisation(name=name, name_key=name.lower(), sector=sector, created_at=self.at))  # type: ignore[no-any-return]

    def role(self, person: Person, role: Role, within: Within, within_id: UUID, hackathon: Hackathon | None = None) -> RoleHeld:
        held = RoleHeld(
            person_id=person.id,
            role=role,
            within=within,
            within_id=within_id,
            hackathon_id=hackathon.id if hackathon else None,
            created_at=self.at,
        )
        return self.put(held)  # type: ignore[no-any-return]


def build(world: World, phase: Phase) -> Scene:
    """Fill the world's empty database with everybody and everything that exists in a phase, in one unit."""
    scene = Scene(world, phase, {})
    at = world.now

    def unit(db: Db) -> None:
        make = _Builder(db, scene, at)
        programme = make.put(
            Programme(slug="prog", name="Programme", summary={"fr": "Résumé"}, created_at=at - timedelta(days=90))
        )
        journal.open_stream(db, programme.id, StreamKind.PROGRAMME)
        elsewhere = make.put(Programme(slug="elsewhere", name="Ailleurs", created_at=at - timedelta(days=90)))
        journal.open_stream(db, elsewhere.id, StreamKind.PROGRAMME)
        organisations = {
            "assoc": make.organisation("Les Voisins", Sector.ASSOCIATION),
            "assoc2": make.organisation("La Halte", Sector.ASSOCIATION),
            "company": make.organisation("Banque du Lac", Sector.COMPANY),
            "town": make.organisation("La Ville", Sector.PUBLIC),
        }
        for key in CAST[1:]:
            make.person(key)
        _hackathon(make, programme, "here", phase, organisations, "own")
        _hackathon(make, programme, "there", phase, organisations, "there")
        make.role(_who(make, "programme_lead"), Role.ORGANISER, Within.PROGRAMME, programme.id)
        make.role(_who(make, "editor"), Role.COMMONS_EDITOR, Within.PROGRAMME, programme.id)
        make.role(_who(make, "sponsor"), Role.SPONSOR, Within.ORGANISATION, organisations["company"].id)
        _commons(make)
        for place, other in (("own", programme), ("team", programme), ("there", elsewhere)):
            scene.ids[place] |= {"programme_slug": other.slug, "programme_id": other.id}
        for place in ("own", "team", "there"):
            scene.ids[place] |= {"organisation_id": organisations["company" if place == "own" else "assoc2"].id}

    world.act(unit)
    return scene


def _who(make: _Builder, key: str) -> Person:
    return make.db.get_one(Person, make.scene.people[key])


def _stage(phase: Phase) -> int:
    return LIFE.index(Phase.SPRINT if phase in {Phase.PAUSED, Phase.STOPPED} else phase)


def _hackathon(
    make: _Builder, programme: Programme, slug: str, phase: Phase, organisations: dict[str, Organisation], place: str
) -> None:
    """Write one hackathon as it stands in a phase, with its people and its private texts."""
    at, stage, ids, here = make.at, _stage(phase), make.scene.ids, place == "own"
    start = at - timedelta(hours=4) + timedelta(days=30 * (LIFE.index(Phase.SPRINT) - stage))
    hackathon = make.put(
        Hackathon(
            programme_id=programme.id,
            slug=slug,
            title={"fr": f"Hackathon {slug}", "en": f"Hackathon {slug}"},
            summary={"fr": "Résumé", "en": "Summary"},
            theme={"fr": "Logement", "en": "Housing"},
            format=Format.ON_SITE_24H,
            attendance=Attendance.EITHER,
            place="Lille",
            timezone="Europe/Paris",
            phase=phase,
            phase_since=at - timedelta(hours=5),
            resume_phase=Phase.SPRINT if phase is Phase.PAUSED else None,
            starts_at=start,
            ends_at=start + timedelta(days=1),
            call_closes_at=start - timedelta(days=7),
            submissions_close_at=start + timedelta(hours=20),
            capacity=40,
            created_at=at - timedelta(days=80),
        )
    )
    journal.open_stream(make.db, hackathon.id, StreamKind.HACKATHON)
    hid = hackathon.id
    common = {"slug": slug, "hackathon_id": hid}
    mine, other = ids[place], ids["team"] if here else {}
    mine |= common
    other |= common

    def cast(key: str) -> Person:
        """Return the person of the cast here, and a namesake of their own there."""
        name = key if here else {"organiser": "organiser_there", "member": "member_there"}.get(key, f"{key}__there")
        return _who(make, name) if name in make.scene.people else make.person(name)

    def tag(name: str, where: str = place) -> str:
        return f"CANARY-{name}-{where}"

    for key, role in (
        ("organiser", Role.ORGANISER),
        ("observer", Role.OBSERVER),
        ("guarantor", Role.GUARANTOR),
        ("guarantor", Role.REVIEWER),
        ("witness", Role.WITNESS),
        ("witness", Role.LOGISTICS),
    ):
        held = make.role(cast(key), role, Within.HACKATHON, hid, hackathon)
        mine["role_id"] = other["role_id"] = held.id
    site = make.put(Site(hackathon_id=hid, name="Halle", timezone="Europe/Paris"))
    step = make.put(
        Step(
            hackathon_id=hid,
            position=1,
            title={"fr": "Empathie", "en": "Empathy"},
            starts_at=start,
            ends_at=start + timedelta(hours=8),
        )
    )
    make.put(
        Step(
            hackathon_id=hid,
            position=2,
            title={"fr": "Prototype", "en": "Prototype"},
            starts_at=start + timedelta(hours=8),
            ends_at=start + timedelta(hours=20),
        )
    )
    item = make.put(
        ChecklistItem(hackathon_id=hid, position=1, label={"fr": tag("checklist"), "en": tag("checklist")}, days_before=30)
    )
    announcement = make.put(
        Announcement(hackathon_id=hid, person_id=cast("organiser").id, body=tag("announcement"), created_at=at)
    )
    charter = make.put(Charter(hackathon_id=hid, version=1, body={"fr": "Nous écoutons.", "en": "We listen."}, created_at=at))
    sponsorship = make.put(Sponsorship(hackathon_id=hid, organisation_id=organisations["company"].id, created_at=at))
    for before, after in pairwise(LIFE[: stage + 1]):
        make.put(
            PhaseMove(hackathon_id=hid, before=before, after=after, at=at, person_id=cast("organiser").id, reason=tag("move"))
        )
    walk_in = make.put(
        WalkIn(
            hackathon_id=hid, opened_by_id=cast("organiser").id, label=tag("walkin"), expires_at=at + timedelta(days=2),
            created_at=at,
        )
    )  # fmt: skip
    invitation = make.put(
        Invitation(
            email=f"CANARY-invited-{place}@example.org",
            email_key=f"canary-invited-{place}@example.org",
            role=Role.MENTOR,
            within=Within.HACKATHON,
            within_id=hid,
            hackathon_id=hid,
            invited_by_id=cast("organiser").id,
            created_at=at,
            expires_at=at + timedelta(days=14),
        )
    )
    shared = {
        "site_id": site.id,
        "step_id": step.id,
        "item_id": item.id,
        "announcement_id": announcement.id,
        "charter_id": charter.id,
        "sponsorship_id": sponsorship.id,
        "invitation_id": invitation.id,
        "walk_in_id": walk_in.id,
        "version": 1,
        "token": "y" * 32,
    }
    mine |= shared
    other |= shared

    challenges = {}
    revealed = stage >= LIFE.index(Phase.SPRINT)
    for number, (where, holder, owner) in enumerate(((place, "holder", "assoc"), ("team", "holder_other", "assoc2")), 1):
        if where == "team" and not here:
            continue
        if stage < LIFE.index(Phase.SCOPING):
            continue
        reveal = at - timedelta(hours=3) if revealed else at + timedelta(days=20)
        challenges[where] = challenge = make.put(
            Challenge(
                hackathon_id=hid,
                proposed_by_id=cast(holder).id,
                status=ChallengeStatus.READY if stage >= CALL else ChallengeStatus.SCOPING,
                title=tag("title", where),
                theme=f"Theme {number}",
                brief=tag("brief", where),
                why=tag("why", where),
                who_suffers=tag("suffers", where),
                already_tried=tag("tried", where),
                constraints=tag("constraints", where),
                easy_goal=tag("easy", where),
                stretch_goal=tag("stretch", where),
                confidential=tag("confidential", where),
                rights="CC BY-SA",
                reveal_at=reveal,
                approved_at=at,
                approved_by_id=cast(holder).id,
                created_at=at,
            )
        )
        make.put(Beneficiary(challenge_id=challenge.id, organisation_id=organisations[owner].id, created_at=at))
        make.role(cast(holder), Role.PROJECT_HOLDER, Within.CHALLENGE, challenge.id, hackathon)
        ids[where] |= {"challenge_id": challenge.id}

    def applied(key: str, status: ApplicationStatus, sector: Sector) -> Application:
        person = cast(key)
        made: Application = make.put(
            Application(
                hackathon_id=hid,
                person_id=person.id,
                sector=sector,
                organisation_id=organisations["company"].id if sector is Sector.COMPANY else None,
                skills=[tag(f"skill-{key}", place)],
                motivation=tag(f"motivation-{key}", place),
                attendance=Attendance.ON_SITE,
                fifteen_or_over=True,
                status=status,
                reason=tag(f"reason-{key}", place) if status is ApplicationStatus.DECLINED else None,
                created_at=at,
                languages=["fr"],
                friends=[f"{tag(f'friend-{key}', place)}@example.org"],
                answers={str(question.id): tag(f"answer-{key}", place)},
                draft={"motivation": tag(f"typed-{key}", place)},
            )
        )
        if status is not ApplicationStatus.DRAFT:
            need = tag(f"access-{key}", place)
            make.put(AccessNeed(application_id=made.id, hackathon_id=hid, needs=need, consented_at=at, created_at=at))
        return made

    make.put(Call(hackathon_id=hid, roles=["participant", "coach", "juror"], created_at=at))
    question = make.put(
        Question(hackathon_id=hid, position=1, kind=QuestionKind.SHORT, label={"fr": "Taille ?", "en": "Size?"}, created_at=at)
    )
    mine["question_id"] = other["question_id"] = question.id

    if stage >= CALL:
        settled = stage >= TEAMING
        mine["application_id"] = applied("applicant", ApplicationStatus.SUBMITTED, Sector.CITIZEN).id
        make.put(
            Appraisal(
                application_id=mine["application_id"], hackathon_id=hid, reviewer_id=cast("guarantor").id, mark=6,
                remark=tag("remark"), revised_at=at, created_at=at,
            )
        )  # fmt: skip
        for key, sector in (("member", Sector.PUBLIC), ("ex_member", Sector.STUDENT), ("member_other", Sector.COMPANY)):
            made = applied(key, ApplicationStatus.ACCEPTED if settled else ApplicationStatus.SUBMITTED, sector)
            other["application_id"] = made.id
            if settled:
                make.put(CharterAdhesion(charter_id=charter.id, person_id=made.person_id, signed_at=at))
            consent = make.put(
                Consent(hackathon_id=hid, person_id=made.person_id, purpose=Purpose.PHOTOS, wording="Oui.", created_at=at)
            )
            (mine if key == "member" else other)["consent_id"] = consent.id
        # The last of them is under fifteen; somebody answers for them, and has said so twice.
        made.fifteen_or_over = False
        name = tag("guardian-member_other", place)
        guardian = make.put(
            Guardian(
                application_id=made.id, hackathon_id=hid, name=name, email=f"{name}@example.org", asked_at=at,
                consented_at=at, confirmed_at=at, created_at=at,
            )
        )  # fmt: skip
        mine["guardian_id"] = other["guardian_id"] = guardian.id
        # Somebody has begun to write, and sent nothing.
        unsent = applied("observer", ApplicationStatus.DRAFT, Sector.PUBLIC)
        unsent.languages = unsent.skills = []
    for key in ("organiser", "coach", "designer", "mentor", "juror", "juror_tied", "holder", "witness", "guarantor"):
        make.put(CharterAdhesion(charter_id=charter.id, person_id=cast(key).id, signed_at=at))
    mine["person_id"] = cast("member").id
    other["person_id"] = cast("member_other").id

    drawn, draft = lots_of(make, hackathon, [cast("member"), cast("applicant")], cast("organiser"), tag)
    mine["lot_id"], mine["entry_id"] = drawn
    other["lot_id"], other["entry_id"] = draft
    if stage >= TEAMING:
        proposal = make.put(
            TeamProposal(
                hackathon_id=hid, seed=1, **_composition(challenges[place].id, cast("member").id, tag("proposal")), created_at=at
            )
        )
        mine["proposal_id"] = other["proposal_id"] = proposal.id
        mine["slot_id"] = other["slot_id"] = "new-001"
        search = make.put(
            Computation(
                hackathon_id=hid, method="compose_teams", subject_id=proposal.id, inputs={"note": tag("search")},
                asked_by_id=cast("organiser").id, created_at=at,
            )
        )  # fmt: skip
        mine["computation_id"] = other["computation_id"] = search.id
        rule = make.put(
            TeamRule(
                hackathon_id=hid, kind=TeamRuleKind.TOGETHER, people=[str(cast("member").id), str(cast("ex_member").id)],
                reason=tag("teamrule"), created_at=at,
            )
        )  # fmt: skip
        mine["rule_id"] = other["rule_id"] = rule.id
        make.put(
            TeamPublication(
                hackathon_id=hid, published_by_id=cast("organiser").id, appeals_until=at + timedelta(days=2), created_at=at
            )
        )
        for where, key in ((place, "member"), ("team", "member_other")):
            if where == "team" and not here:
                continue
            contested = Appeal(hackathon_id=hid, person_id=cast(key).id, body=tag(f"appeal-{key}", place), created_at=at)
            ids[where]["appeal_id"] = make.put(contested).id
        for key in ("juror", "juror_tied"):
            make.role(cast(key), Role.JUROR, Within.CHALLENGE, challenges[place].id, hackathon)
        for where, name, crew in (
            (place, "A", ("member", "coach", "designer", "mentor")),
            ("team", "B", ("member_other", "coach2", "designer2", None)),
        ):
            if where == "team" and not here:
                continue
            _team(make, hackathon, challenges[place], name, where, [cast(key) if key else None for key in crew], cast, stage)
    if stage >= JURY:
        _jury(make, hackathon, challenges[place], place, cast)
        _talk(make, challenges[place], place, cast)
    if stage >= RESULTS:
        _results(make, hackathon, challenges[place], place, cast)
    if stage >= INCUBATION:
        _incubation(make, hackathon, challenges[place], place, organisations, cast)
    entry = journal.record(make.db, hid, cast("organiser"), "edit_hackathon", hackathon, at=at)
    delivery = make.put(
        Delivery(
            entry_id=entry.id,
            template="announcement",
            person_id=cast("member").id,
            address=cast("member").email,
            subject_id=hid,
            next_at=at,
            created_at=at,
        )
    )
    mine["delivery_id"] = delivery.id


def _composition(challenge_id: UUID, person_id: UUID, note: str) -> dict[str, Any]:
    """Return what a proposal of one new team for one person came from, and what the machine found."""
    problem = Problem(
        (Applicant(str(person_id), "public", skills=frozenset({note}), languages=frozenset({"fr"}), mode="on_site"),),
        tuple(Slot(f"new-00{number}", str(challenge_id), low=1, high=8, new=True) for number in (1, 2)),
    )
    slot = {
        "id": "new-001", "name": note, "challenge": str(challenge_id), "new": True, "min": 1, "max": 8, "mode": "either",
        "language": None, "step_free": True, "begun": False,
    }  # fmt: skip
    asked = ProposalIn(teams=1).model_dump(mode="json", exclude={"seed", "insist"})
    inputs = {
        "problem": dump_problem(resolve(problem)), "options": {"seed": 1, "effort": 0.1, "prove_below": 0},
        "slots": [slot, slot | {"id": "new-002"}],
        "present": {}, "asked": asked,
    }  # fmt: skip
    result = team_kept.by_hand(resolve(problem), {str(person_id): "new-001"}, {}, seed=1)
    return {"inputs": inputs, "result": result, "method": result["method"], "fingerprint": result["fingerprint"]}


def _team(
    make: _Builder,
    hackathon: Hackathon,
    challenge: Challenge,
    name: str,
    where: str,
    crew: list[Person | None],
    cast: Any,
    stage: int,
) -> None:
    at, ids = make.at, make.scene.ids[where]
    member, coach, designer, mentor = crew
    team = make.put(Team(hackathon_id=hackathon.id, challenge_id=challenge.id, name=f"Equipe {name} {where}", created_at=at))
    assert member
    assert coach
    assert designer
    membership = make.put(Membership(team_id=team.id, hackathon_id=hackathon.id, person_id=member.id, joined_at=at))
    make.role(member, Role.PARTICIPANT, Within.TEAM, team.id, hackathon)
    if where != "team":
        gone = cast("ex_member")
        make.put(
            Membership(
                team_id=team.id,
                hackathon_id=hackathon.id,
                person_id=gone.id,
                joined_at=at,
                left_at=at,
                reason=f"CANARY-left-{where}",
            )
        )
        ended = make.role(gone, Role.PARTICIPANT, Within.TEAM, team.id, hackathon)
        ended.ended_at = at
        make.put(ended)
    make.role(coach, Role.COACH, Within.TEAM, team.id, hackathon)
    make.role(designer, Role.DESIGNER, Within.TEAM, team.id, hackathon)
    if mentor:
        make.role(mentor, Role.MENTOR, Within.TEAM, team.id, hackathon)
    ids |= {"team_id": team.id, "membership_id": membership.id, "person_id": member.id}
    if stage < SPRINT:
        return
    parts = {
        name: f"CANARY-draft-{name.replace('_', '-')}-{where}"
        for name in ("name", "content", "budget", "deployment", "serves_why")
    }
    make.put(
        PrototypeDraft(
            team_id=team.id, **parts, links=[f"https://example.org/CANARY-draft-link-{where}"], saved_at=at, saved_by_id=member.id
        )
    )
    digest = sha256(where.encode()).hexdigest()
    stored = make.put(
        StoredFile(
            team_id=team.id,
            sha256=digest,
            name=f"CANARY-file-{where}.txt",
            media_type="text/plain",
            size=8,
            uploaded_by_id=member.id,
            created_at=at,
        )
    )
    folder = make.scene.world.settings.data_dir / "files" / digest[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / digest).write_bytes(f"CANARY-bytes-{where}".encode())
    handed = {name: text.replace("draft", "proto") for name, text in parts.items()}
    prototype = make.put(
        Prototype(
            team_id=team.id,
            version=1,
            **handed,
            licence="CC-BY-SA-4.0",
            sha256=digest,
            submitted_at=at,
            submitted_by_id=member.id,
            files=[{"id": str(stored.id), "name": stored.name, "sha256": digest, "size": 8, "media_type": "text/plain"}],
        )
    )
    extension = make.put(
        Extension(
            team_id=team.id, until=at + timedelta(hours=30), reason=f"CANARY-extension-{where}", created_at=at, given_by_id=None
        )
    )
    debrief = make.put(
        Debrief(
            hackathon_id=hackathon.id,
            person_id=member.id,
            team_id=team.id,
            to_know=f"CANARY-debrief-{where}",
            to_do=f"CANARY-debrief-{where}",
            to_be=f"CANARY-debrief-{where}",
            created_at=at,
        )
    )
    ids |= {
        "prototype_id": prototype.id,
        "version": 1,
        "file_id": stored.id,
        "sha256": digest,
        "extension_id": extension.id,
        "debrief_id": debrief.id,
    }


def _jury(make: _Builder, hackathon: Hackathon, challenge: Challenge, place: str, cast: Any) -> None:
    """Write a grid, ties, and sheets: the juror's on both teams, locked; the tied juror's tie on the first."""
    at, ids = make.at, make.scene.ids
    published = _stage(hackathon.phase) >= RESULTS
    rubric = make.put(
        Rubric(challenge_id=challenge.id, created_at=at, opened_at=at, locked_at=at, closed_at=at if published else None)
    )
    anchors = {str(level): {"fr": f"Niveau {level}", "en": f"Level {level}"} for level in range(1, 6)}
    criteria = [
        make.put(
            Criterion(
                rubric_id=rubric.id, position=n, label={"fr": f"Critère {n}", "en": f"Criterion {n}"}, weight=25, anchors=anchors
            )
        )
        for n in range(1, 5)
    ]
    ids[place] |= {"rubric_id": rubric.id, "criterion_id": criteria[0].id, "juror_id": cast("juror").id, "position": 1}
    if place == "own":
        ids["team"] |= {"rubric_id": rubric.id, "criterion_id": criteria[1].id, "juror_id": cast("juror_tied").id}
    for where in (place, "team") if place == "own" else (place,):
        team_id = ids[where]["team_id"]
        for key in ("juror", "juror_tied"):
            tied = key == "juror_tied" and where != "team"
            tie = make.put(
                Tie(
                    person_id=cast(key).id,
                    team_id=team_id,
                    kind=TieKind.COACHED if tied else TieKind.NONE,
                    note=f"CANARY-tie-{where}" if tied else None,
                    declared_at=at,
                    declared_by_id=cast(key).id,
                )
            )
            if tied:
                ids[where]["tie_id"] = tie.id
                continue
            sheet = make.put(
                Sheet(
                    person_id=cast(key).id,
                    team_id=team_id,
                    rubric_id=rubric.id,
                    challenge_id=challenge.id,
                    great=f"CANARY-sheet-{key}-{where}",
                    think_about=f"CANARY-sheet-{key}-{where}",
                    saved_at=at,
                    locked_at=at if key == "juror" or published else None,
                )
            )
            ids[where]["sheet_id"] = sheet.id
            for criterion in criteria:
                make.put(Mark(sheet_id=sheet.id, criterion_id=criterion.id, level=4 if where == place else 3))
    _practised(make, rubric, criteria[0], place, cast)


def _practised(make: _Builder, rubric: Rubric, criterion: Criterion, place: str, cast: Any) -> None:
    """Write an example that the juror scored, and a paper of an older grid, typed in beside what the juror saved."""
    at, ids, juror, organiser = make.at, make.scene.ids, cast("juror").id, cast("organiser").id
    reference = {str(criterion.id): {"level": 3, "reason": {"fr": f"CANARY-gauge-{place}"}}}
    words = {"fr": "Une équipe inventée"}
    make.put(Example(rubric_id=rubric.id, created_by_id=organiser, created_at=at, title=words, body=words, reference=reference))
    levels = {str(one.id): 4 for one in juries.criteria_of(make.db, rubric)}
    make.put(ExampleSheet(rubric_id=rubric.id, person_id=juror, marks=levels, answered_at=at))
    body = f"000000{'0A' if place == 'own' else '0B'}"
    paper = make.put(
        PaperSheet(
            code=body + paper_codes.check_character(body), rubric_id=rubric.id, challenge_id=rubric.challenge_id,
            person_id=juror, team_id=ids[place]["team_id"], fingerprint="0" * 64, printed_at=at, printed_by_id=organiser,
        )
    )  # fmt: skip
    entry = make.put(
        PaperEntry(
            paper_id=paper.id, entered_by_id=organiser, entered_at=at, signed_at=at, marks=levels,
            great=f"CANARY-paper-{place}", state=PaperState.WAITING,
        )
    )  # fmt: skip
    ids[place] |= {"paper_code": paper.code, "paper_entry_id": entry.id}


def _talk(make: _Builder, challenge: Challenge, place: str, cast: Any) -> None:
    """Write a deliberation with a vote that is open, on sheets as they were before; its reason is kept from who is tied."""
    at, ids = make.at, make.scene.ids
    team, other = str(ids[place]["team_id"]), str(ids["team" if place == "own" else place]["team_id"])
    places = [[other], [team]] if other != team else [[team]]
    talk = make.put(
        Deliberation(
            challenge_id=challenge.id, opened_at=at, opened_by_id=cast("organiser").id, inputs_sha256="a" * 64, order=[team],
            before=places, places=places,
        )
    )  # fmt: skip
    motion = make.put(
        Motion(
            deliberation_id=talk.id, number=1, kind=MotionKind.PUT, team_id=ids[place]["team_id"], place=1, before=places,
            after=places[::-1], reason=f"CANARY-motion-{place}", proposed_at=at, proposed_by_id=cast("organiser").id,
        )
    )  # fmt: skip
    for where in (place, "team") if place == "own" else (place,):
        ids[where]["motion_id"] = motion.id
    _prizes(make, challenge, place, cast)


def _prizes(make: _Builder, challenge: Challenge, place: str, cast: Any) -> None:
    """Write a vote of the public that is open here and not announced there, and the jury's favourite, with ballots."""
    at, ids = make.at, make.scene.ids
    for where, kind in (("own", PrizeKind.PUBLIC), ("team", PrizeKind.JURY)) if place == "own" else ((place, PrizeKind.PUBLIC),):
        prize = make.put(
            Prize(
                challenge_id=challenge.id, hackathon_id=challenge.hackathon_id, kind=kind, name={"fr": f"Prix {where}"},
                opens_at=None if where == "there" else at - timedelta(hours=1), reason=f"CANARY-prize-{where}", created_at=at,
            )
        )  # fmt: skip
        aside = make.put(
            PrizeAside(prize_id=prize.id, person_id=cast("organiser").id, reason=f"CANARY-aside-{where}", votes=1, at=at)
        )
        channel = VoteChannel.JUROR if kind is PrizeKind.JURY else VoteChannel.CODE
        vote = make.put(
            PrizeVote(
                prize_id=prize.id, voter=f"CANARY-voter-{where}", channel=channel, team_id=ids[place]["team_id"], asked_at=at,
                cast_at=at,
            )
        )  # fmt: skip
        ids[where] |= {"prize_id": prize.id, "vote_id": vote.id, "aside_id": aside.id}


def _results(make: _Builder, hackathon: Hackathon, challenge: Challenge, place: str, cast: Any) -> None:
    at, ids = make.at, make.scene.ids
    publication = make.put(
        Publication(
            challenge_id=challenge.id,
            hackathon_id=hackathon.id,
            published_at=at,
            published_by_id=cast("organiser").id,
            snapshot=snapshot(make, challenge, place),
            inputs_sha256="a" * 64,
        )
    )
    for rank, where in enumerate((place, "team") if place == "own" else (place,), 1):
        award = make.put(
            Award(
                publication_id=publication.id,
                team_id=ids[where]["team_id"],
                prototype_id=ids[where].get("prototype_id"),
                rank=rank,
                retained=rank == 1,
            )
        )
        ids[where] |= {"publication_id": publication.id, "award_id": award.id}
    make.put(
        Contest(
            publication_id=publication.id, team_id=ids[place]["team_id"], person_id=cast("member").id,
            body=f"CANARY-contest-{place}", said_at=at,
        )
    )  # fmt: skip


def snapshot(make: _Builder, challenge: Challenge, place: str) -> dict[str, Any]:
    """Return what a publication keeps, in the results' own form; the first team is retained."""
    return snapshots.take(assess(make.db, challenge), {make.scene.ids[place]["team_id"]})


def _incubation(
    make: _Builder, hackathon: Hackathon, challenge: Challenge, place: str, organisations: dict[str, Organisation], cast: Any
) -> None:
    at, ids = make.at, make.scene.ids[place]
    lead, volunteer = cast("lead"), cast("volunteer")
    incubation = make.put(
        Incubation(
            hackathon_id=hackathon.id,
            challenge_id=challenge.id,
            team_id=ids["team_id"],
            title=f"Solution {place}",
            state=IncubationState.RUNNING,
            owner_id=organisations["assoc"].id,
            lead_id=lead.id,
            started_at=at - timedelta(days=20),
            created_at=at - timedelta(days=25),
        )
    )
    journal.open_stream(make.db, incubation.id, StreamKind.INCUBATION)
    make.role(lead, Role.INCUBATION_LEAD, Within.INCUBATION, incubation.id, hackathon)
    make.role(volunteer, Role.SPONSOR_VOLUNTEER, Within.INCUBATION, incubation.id, hackathon)
    make.role(volunteer, Role.SPONSOR_VOLUNTEER, Within.ORGANISATION, organisations["company"].id)
    milestone = make.put(
        Milestone(
            incubation_id=incubation.id,
            position=1,
            week=4,
            title={"fr": "Essai", "en": "Trial"},
            note=f"CANARY-milestone-{place}",
            changed_at=at,
        )
    )
    check = make.put(
        CheckIn(
            incubation_id=incubation.id,
            person_id=lead.id,
            done=f"CANARY-checkin-{place}",
            next=f"CANARY-checkin-{place}",
            blocked=f"CANARY-checkin-{place}",
            progress=30,
            created_at=at,
        )
    )
    pledge = make.put(
        Pledge(
            incubation_id=incubation.id,
            person_id=volunteer.id,
            organisation_id=organisations["company"].id,
            mode=HoursMode.WORK_TIME,
            skill=f"CANARY-pledged-{place}",
            hours=20,
            name_to_sponsor=False,
            created_at=at,
        )
    )
    hours = make.put(
        Hours(
            pledge_id=pledge.id,
            incubation_id=incubation.id,
            day=date(2027, 3, 20),
            minutes=90,
            mode=HoursMode.WORK_TIME,
            note=f"CANARY-hours-{place}",
            created_at=at,
        )
    )
    review = make.put(
        Review(
            incubation_id=incubation.id,
            decision=ReviewDecision.GO_ON,
            reason=f"CANARY-review-{place}",
            decided_at=at,
            decided_by_id=lead.id,
        )
    )
    ids |= {
        "incubation_id": incubation.id,
        "milestone_id": milestone.id,
        "check_in_id": check.id,
        "pledge_id": pledge.id,
        "hours_id": hours.id,
        "review_id": review.id,
    }


def _commons(make: _Builder) -> None:
    """Write a published sheet of the member's, a draft of theirs, and somebody else's draft."""
    at, ids = make.at, make.scene.ids
    member, other = _who(make, "member"), make.person("writer")
    for place, author, status in (
        ("own", member, PracticeStatus.DRAFT),
        ("team", other, PracticeStatus.DRAFT),
        ("there", member, PracticeStatus.PUBLISHED),
    ):
        open_ = status is PracticeStatus.PUBLISHED
        words = f"Fiche {place}" if open_ else f"CANARY-practice-{place}"
        practice = make.put(
            Practice(
                slug=f"sheet-{place}",
                status=status,
                title=words,
                context=words,
                problem=words,
                what_was_done=words,
                what_it_takes=words,
                what_failed=words,
                source=PracticeSource.DEBRIEF,
                source_id=ids["own"].get("debrief_id"),
                created_by_id=author.id,
                created_at=at,
                published_at=at if open_ else None,
            )
        )
        agreed = make.put(Author(practice_id=practice.id, person_id=author.id, credited_as="A", asked_at=at, agreed_at=at))
        ids[place] |= {"practice_id": practice.id, "practice_slug": practice.slug, "author_id": agreed.id}
        if place == "own":
            make.put(Author(practice_id=practice.id, person_id=make.scene.people["coach"], asked_at=at))
        if open_:
            reuse = make.put(
                Reuse(
                    practice_id=practice.id,
                    person_id=other.id,
                    community="Rennes",
                    territory="Bretagne",
                    changed="Un peu",
                    gave="Beaucoup",
                    created_at=at,
                )
            )
            ids[place]["reuse_id"] = reuse.id
    for place, key in (("own", "member"), ("team", "member_other")):
        session = make.put(
            Session(
                person_id=make.scene.people[key],
                kind=SessionKind.TOKEN,
                secret=fingerprint(f"spare-{key}"),
                label=f"CANARY-session-{key}",
                created_at=at,
                seen_at=at,
                expires_at=at + timedelta(days=30),
            )
        )
        ids[place]["session_id"] = session.id


def _rounds(db: Db, scene: Scene, made: list[Team], witnesses: list[UUID], at: datetime) -> None:
    """Send witnesses round the tables, eight visits each."""
    here, step = scene.ids["own"]["hackathon_id"], db.get_one(Step, scene.ids["own"]["step_id"])
    for n, person_id in enumerate(witnesses):
        held = {"role": Role.WITNESS, "within": Within.HACKATHON, "within_id": here, "hackathon_id": here}
        if n:
            db.add(RoleHeld(person_id=person_id, created_at=at, **held))
        for visit in range(8):
            starts = step.starts_at + timedelta(minutes=25 * visit)
            team, ends = made[(2 * n + 5 * visit) % len(made)], starts + timedelta(minutes=20)
            db.add(
                RotaTurn(
                    hackathon_id=here, step_id=step.id, person_id=person_id, team_id=team.id, starts_at=starts, ends_at=ends
                )
            )  # fmt: skip


def crowd(world: World, scene: Scene, *, teams: int = 50, applications: int = 400) -> None:
    """Fill the hackathon *here* as a national event would, without canaries: for pages whose lists are long."""
    at, stage = world.now, _stage(scene.phase)
    here, mine = scene.ids["own"]["hackathon_id"], scene.ids["own"].get("challenge_id")
    first = ("Lina", "Omar", "Maëlle", "Yanis", "Soizic", "Téva", "Aïcha", "Jean-Baptiste", "Noé", "Inès")
    last = ("Le Goff", "Benali", "Martin", "Tetuanui", "Petit-Jean", "Nguyen", "Dupuis", "Roche", "Faure", "Da Silva")
    sectors, statuses = list(Sector), (ApplicationStatus.SUBMITTED, ApplicationStatus.WAITING, ApplicationStatus.DECLINED)

    def unit(db: Db) -> None:
        people = [
            Person(
                email=f"p{n}@example.net",
                email_key=f"p{n}@example.net",
                display_name=f"{first[n % 10]} {last[n // 10 % 10]} {n}",
                created_at=at,
                locale="fr",
            )
            for n in range(applications)
        ]
        db.add_all(people)
        db.flush()
        if stage >= CALL:
            accepted = stage >= TEAMING
            db.add_all(
                Application(
                    hackathon_id=here,
                    person_id=person.id,
                    sector=sectors[n % 5],
                    skills=["accueil", "vidéo"],
                    wishes=[str(mine)],
                    languages=["fr"],
                    motivation="Parce que je connais ces familles, et que je sais réparer.",
                    attendance=Attendance.ON_SITE,
                    fifteen_or_over=True,
                    status=ApplicationStatus.ACCEPTED if accepted and n < teams * 6 else statuses[n % 3],
                    created_at=at,
                )
                for n, person in enumerate(people)
            )
        if stage >= TEAMING:
            made = [Team(hackathon_id=here, challenge_id=mine, name=f"Les Fourmis {n}", created_at=at) for n in range(teams)]
            db.add_all(made)
            db.flush()
            for n, person in enumerate(people[: teams * 6]):
                db.add(Membership(team_id=made[n % teams].id, hackathon_id=here, person_id=person.id, joined_at=at))
            _rounds(db, scene, made, [scene.people["witness"], *(person.id for person in people[-20:])], at)
            if stage >= SPRINT:
                for n, team in enumerate(made):
                    texts = {
                        "name": f"Fort vivant {n}",
                        "content": "Un lieu.",
                        "budget": "100 €",
                        "deployment": "Demain.",
                        "serves_why": "Oui.",
                    }
                    db.add(PrototypeDraft(team_id=team.id, **texts, saved_at=at))
                    digest = sha256(str(n).encode()).hexdigest()
                    db.add(Prototype(team_id=team.id, version=1, **texts, licence="CC-BY-SA-4.0", sha256=digest, submitted_at=at))
        for n in range(60):
            text = f"Une fiche de pratique numéro {n}"
            db.add(
                Practice(
                    slug=f"fiche-{n}",
                    status=PracticeStatus.PUBLISHED,
                    title=text,
                    context=text,
                    problem=text,
                    what_was_done=text,
                    what_it_takes=text,
                    what_failed=text,
                    source=PracticeSource.DEBRIEF,
                    created_at=at,
                    published_at=at,
                )
            )
        for n in range(30):
            db.add(
                Announcement(
                    hackathon_id=here, person_id=scene.people["organiser"], body=f"Le déjeuner {n} est servi.", created_at=at
                )
            )
        db.flush()

    world.act(unit)
