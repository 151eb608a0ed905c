"""The weeks of an incubation: which one a moment falls in, when a milestone is due, whether it is late. (A1)"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.models.incubation import Milestone, MilestoneStatus


def day_of(moment: datetime, zone: str) -> date:
    """Return the calendar day that a moment falls on in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def due_on(started_at: datetime, week: int, zone: str) -> date:
    """Return the last day of a week of the plan; week 1 begins on the day of the start."""
    return day_of(started_at, zone) + timedelta(days=7 * week - 1 if week else 0)


def week_of(started_at: datetime, now: datetime, zone: str) -> int:
    """Return the week of the plan that a moment falls in, from 1; it goes on counting past the last."""
    return max(0, (day_of(now, zone) - day_of(started_at, zone)).days // 7) + 1


def status_at(milestone: Milestone, started_at: datetime | None, now: datetime, zone: str) -> MilestoneStatus:
    """Return where a milestone stands: what a person said, or late once its day has passed without it being done."""
    settled = milestone.status in {MilestoneStatus.DONE, MilestoneStatus.DROPPED}
    if settled or started_at is None:
        return milestone.status
    if due_on(started_at, milestone.week, zone) < day_of(now, zone):
        return MilestoneStatus.LATE
    return milestone.status
