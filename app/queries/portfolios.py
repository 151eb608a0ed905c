"""Time given, its two modes apart, and what a sponsor may follow. (A2, A6)

A person's name reaches their employer only where they agreed; the others of one organisation are told together, unnamed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models.hackathon import Hackathon, Sponsorship
from app.models.incubation import CheckIn, Hours, HoursMode, Incubation, MilestoneStatus, Pledge
from app.models.organisation import Organisation
from app.models.person import Person, Role
from app.queries import incubations
from app.queries.hackathons import visible_to
from app.queries.incubations import IncubationView, MilestoneView
from app.queries.roles import holds


@dataclass(frozen=True, slots=True)
class ModeTotals:
    """Minutes of one mode of time."""

    pledged_minutes: int = 0
    logged_minutes: int = 0
    validated_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """Work time and own time. There is no sum of the two, on purpose: they are not the same thing."""

    work_time: ModeTotals = field(default_factory=ModeTotals)
    own_time: ModeTotals = field(default_factory=ModeTotals)


@dataclass(frozen=True, slots=True)
class Given:
    """What one pledge promised and gave, by mode."""

    pledge: Pledge
    person: Person
    organisation: str | None
    totals: Totals

    def out(self) -> dict[str, Any]:
        """Return the shape that the programs of the incubation's people get."""
        about = {"person": self.person.display_name, "organisation": self.organisation}
        return {"pledge": self.pledge.model_dump() | about, "totals": self.totals}


@dataclass(frozen=True, slots=True)
class Giver:
    """A row for a sponsor: one person by name, or those who keep theirs, counted."""

    name: str | None
    people: int
    totals: Totals


def together(parts: Iterable[Totals]) -> Totals:
    """Add totals, each mode with itself only."""
    work, own = ModeTotals(), ModeTotals()
    for part in parts:
        work, own = _more(work, part.work_time), _more(own, part.own_time)
    return Totals(work, own)


def _more(one: ModeTotals, other: ModeTotals) -> ModeTotals:
    return ModeTotals(
        one.pledged_minutes + other.pledged_minutes,
        one.logged_minutes + other.logged_minutes,
        one.validated_minutes + other.validated_minutes,
    )


def given(db: Session, ids: Collection[UUID], *, organisation_id: UUID | None = None) -> dict[UUID, list[Given]]:
    """Return, by incubation, what each volunteer promised and gave; the caller decides who may read which names."""
    logged = _logged(ids)
    statement: Any = (
        sa.select(Pledge, Person, col(Organisation.name).label("organisation"), logged)
        .join(Person, col(Person.id) == col(Pledge.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Pledge.organisation_id))
        .outerjoin(logged, logged.c.pledge_id == col(Pledge.id))
        .where(col(Pledge.incubation_id).in_(list(ids)))
        .order_by(col(Pledge.created_at), col(Pledge.id))
    )
    if organisation_id:
        statement = statement.where(col(Pledge.organisation_id) == organisation_id)
    found: dict[UUID, list[Given]] = defaultdict(list)
    for row in db.exec(statement):
        pledge, sums = row.Pledge, row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row's columns
        modes = {mode: ModeTotals(0, int(sums[f"{mode}_logged"] or 0), int(sums[f"{mode}_validated"] or 0)) for mode in HoursMode}
        if pledge.ended_at is None:
            modes[pledge.mode] = replace(modes[pledge.mode], pledged_minutes=pledge.hours * 60)
        totals = Totals(modes[HoursMode.WORK_TIME], modes[HoursMode.OWN_TIME])
        found[pledge.incubation_id].append(Given(pledge, row.Person, row.organisation, totals))
    return found


def _logged(ids: Collection[UUID]) -> sa.Subquery:
    """Select, for each pledge, the minutes logged and validated in each mode."""
    columns: list[Any] = []
    for mode in HoursMode:
        of_mode = col(Hours.mode) == mode
        sure = of_mode & col(Hours.validated_at).is_not(None)
        columns.append(sa.func.sum(sa.case((of_mode, col(Hours.minutes)), else_=0)).label(f"{mode}_logged"))
        columns.append(sa.func.sum(sa.case((sure, col(Hours.minutes)), else_=0)).label(f"{mode}_validated"))
    wanted = col(Hours.incubation_id).in_(list(ids))
    return sa.select(col(Hours.pledge_id), *columns).where(wanted).group_by(col(Hours.pledge_id)).subquery()


def hours_of(db: Session, pledge_ids: Collection[UUID], limit: int = 200) -> list[Hours]:
    """Return entries of time, the newest day first."""
    statement = select(Hours).where(col(Hours.pledge_id).in_(list(pledge_ids)))
    return list(db.exec(statement.order_by(col(Hours.day).desc(), col(Hours.id).desc()).limit(limit)))


def my_pledge(db: Session, person: Person | None, incubation_id: UUID) -> Pledge | None:
    """Return what a person offered to an incubation, taken back or not."""
    if person is None:
        return None
    return db.exec(select(Pledge).where(Pledge.incubation_id == incubation_id, Pledge.person_id == person.id)).first()


def givers(all_given: Collection[Given]) -> list[Giver]:
    """Return rows fit for a sponsor's eyes: names where people agreed, the others together."""
    named = [Giver(one.person.display_name, 1, one.totals) for one in all_given if one.pledge.name_to_sponsor]
    silent = [one for one in all_given if not one.pledge.name_to_sponsor]
    if silent:
        named.append(Giver(None, len(silent), together(one.totals for one in silent)))
    return named


@dataclass(frozen=True, slots=True)
class Followed:
    """A solution that a sponsor follows."""

    view: IncubationView
    progress: int | None
    givers: list[Giver]
    totals: Totals

    def count(self, status: str) -> int:
        return sum(milestone.status == status for milestone in self.view.milestones)

    def out(self) -> dict[str, Any]:
        """Return the shape that programs get."""
        following = self.view.next_milestone
        row = self.view.row
        return {
            "incubation_id": row.id, "title": row.title, "challenge": self.view.challenge, "hackathon": self.view.hackathon,
            "state": row.state, "outcome": row.outcome, "progress": self.progress, "week": self.view.week,
            "milestones_done": self.count(MilestoneStatus.DONE), "milestones_late": self.count(MilestoneStatus.LATE),
            "milestones_total": len(self.view.milestones),
            "next_milestone": following.title if following else None, "next_due_on": following.due_on if following else None,
            "givers": self.givers, "totals": self.totals,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated line of the portfolio: a milestone of one of its solutions."""

    on: date
    solution: str
    incubation_id: UUID
    milestone: MilestoneView


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What an organisation may follow."""

    organisation: Organisation
    hackathons: list[Hackathon]
    followed: list[Followed]
    totals: Totals

    def timeline(self) -> list[Moment]:
        """Return the milestones of all solutions by date."""
        found = [
            Moment(milestone.due_on, one.view.row.title, one.view.row.id, milestone)
            for one in self.followed
            for milestone in one.view.milestones
            if milestone.due_on
        ]
        return sorted(found, key=lambda moment: (moment.on, moment.solution, moment.milestone.week))

    def out(self) -> dict[str, Any]:
        """Return the shape that programs get."""
        return {
            "organisation_id": self.organisation.id,
            "organisation": self.organisation.name,
            "solutions": [one.out() for one in self.followed],
            "totals": self.totals,
        }


def portfolio(db: Session, viewer: Person | None, organisation_id: UUID, *, now: datetime) -> Portfolio:
    """Return what a sponsor follows; `NotFound` unless the viewer represents the organisation."""
    if not holds(db, viewer, Role.SPONSOR, organisation_id):
        raise NotFound
    sponsored: Any = (
        sa.select(Organisation, Hackathon)
        .outerjoin(Sponsorship, col(Sponsorship.organisation_id) == col(Organisation.id))
        .outerjoin(Hackathon, (col(Hackathon.id) == col(Sponsorship.hackathon_id)) & visible_to(viewer))
        .where(col(Organisation.id) == organisation_id)
        .order_by(col(Hackathon.starts_at).desc())
    )
    lent_to = db.exec(sponsored).all()
    organisation = lent_to[0].Organisation
    hackathons = [row.Hackathon for row in lent_to if row.Hackathon]
    # An incubation that is not public is followed by those who lend people to it.
    lent = select(Pledge.incubation_id).where(Pledge.organisation_id == organisation_id)
    latest = (
        sa.select(col(CheckIn.progress))
        .where(col(CheckIn.incubation_id) == col(Incubation.id))
        .order_by(col(CheckIn.created_at).desc(), col(CheckIn.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    statement: Any = (
        sa.select(Incubation, latest.label("progress"))
        .where(
            col(Incubation.hackathon_id).in_([hackathon.id for hackathon in hackathons]),
            sa.or_(col(Incubation.is_public).is_(True), col(Incubation.id).in_(lent)),
        )
        .order_by(col(Incubation.created_at).desc(), col(Incubation.id))
    )
    found = db.exec(statement).all()
    along = {row.Incubation.id: row.progress for row in found}
    by_people = given(db, list(along), organisation_id=organisation_id)
    followed = [
        Followed(
            view,
            along.get(view.row.id),
            givers(by_people.get(view.row.id, [])),
            together(one.totals for one in by_people.get(view.row.id, [])),
        )
        for view in incubations.views(db, [row.Incubation for row in found], now=now)
    ]
    return Portfolio(organisation, hackathons, followed, together(one.totals for one in followed))
