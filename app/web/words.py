"""Words for the values that several pages show: roles, what they are held within, time zones."""

from typing import Final

from app.i18n import N_
from app.models.hackathon import Attendance, Phase
from app.models.organisation import Sector
from app.models.person import Role

ROLES: Final[dict[Role, str]] = {
    Role.ORGANISER: N_("Organiser"),
    Role.PROJECT_HOLDER: N_("Project holder"),
    Role.PARTICIPANT: N_("Participant"),
    Role.COACH: N_("Coach"),
    Role.DESIGNER: N_("Designer"),
    Role.WITNESS: N_("Witness"),
    Role.JUROR: N_("Member of the jury"),
    Role.MENTOR: N_("Mentor"),
    Role.VOLUNTEER: N_("Volunteer of the event"),
    Role.REVIEWER: N_("Reader of applications"),
    Role.LOGISTICS: N_("Logistics and welcome"),
    Role.SPONSOR: N_("Sponsor"),
    Role.SPONSOR_VOLUNTEER: N_("Sponsor’s volunteer"),
    Role.INCUBATION_LEAD: N_("Incubation lead"),
    Role.OBSERVER: N_("Public-authority observer"),
    Role.GUARANTOR: N_("Guarantor"),
    Role.COMMONS_EDITOR: N_("Editor of the commons"),
}

ROLE_HINTS: Final[dict[Role, str]] = {
    Role.ORGANISER: N_("Sets up everything, runs the day, publishes."),
    Role.PROJECT_HOLDER: N_("Brings a challenge and its why, for an association."),
    Role.COACH: N_("Leads a team’s process, without deciding for it."),
    Role.DESIGNER: N_("Gives form to a prototype with its team."),
    Role.WITNESS: N_("Tells the teams what the field lives through."),
    Role.MENTOR: N_("Helps a team that asks for it."),
    Role.VOLUNTEER: N_("Lends a hand on the day."),
    Role.REVIEWER: N_("Reads applications and gives them a mark, without seeing how to reach people."),
    Role.LOGISTICS: N_("Prepares the place, and reads who needs what help there."),
    Role.JUROR: N_("Scores the prototypes of one challenge."),
    Role.SPONSOR: N_("Lends staff and skills, follows the incubation."),
    Role.SPONSOR_VOLUNTEER: N_("Lends skills and hours to a solution in incubation."),
    Role.OBSERVER: N_("Reads what is published, for a public authority."),
    Role.GUARANTOR: N_("Keeps the charter; may stop everything."),
    Role.COMMONS_EDITOR: N_("Reviews what is published for reuse."),
}

# What those who may apply read before they choose.
APPLICANT_HINTS: Final[dict[Role, str]] = {
    Role.PARTICIPANT: N_("You work in a team on a challenge, with people from elsewhere."),
    Role.COACH: N_("You lead a team’s process, without deciding for it."),
    Role.DESIGNER: N_("You give form to a prototype with its team."),
    Role.WITNESS: N_("You tell the teams what the field lives through."),
    Role.JUROR: N_("You hear the teams and score their prototypes."),
    Role.MENTOR: N_("You help a team that asks for what you know."),
    Role.VOLUNTEER: N_("You lend a hand on the day."),
}

PHASES: Final[dict[Phase, str]] = {
    Phase.DRAFT: N_("Preparation"),
    Phase.SCOPING: N_("Scoping"),
    Phase.CALL: N_("Call"),
    Phase.TEAMING: N_("Teams"),
    Phase.SPRINT: N_("Sprint"),
    Phase.JURY: N_("Jury"),
    Phase.RESULTS: N_("Results"),
    Phase.INCUBATION: N_("Incubation"),
    Phase.CLOSED: N_("Closed"),
    Phase.PAUSED: N_("Paused"),
    Phase.STOPPED: N_("Stopped"),
}

ATTENDANCES: Final[dict[Attendance, str]] = {
    Attendance.ON_SITE: N_("On site"),
    Attendance.REMOTE: N_("Online"),
    Attendance.EITHER: N_("On site or online, as one prefers"),
}

SECTORS: Final[dict[Sector, str]] = {
    Sector.COMPANY: N_("Company"),
    Sector.ASSOCIATION: N_("Association"),
    Sector.PUBLIC: N_("Public sector"),
    Sector.STUDENT: N_("School or university"),
    Sector.CITIZEN: N_("Citizens"),
}

# Where French is spoken, and neighbours; the API takes every zone.
ZONES: Final = (
    "Europe/Paris", "Europe/Brussels", "Europe/Luxembourg", "Europe/Zurich", "Europe/London", "America/Guadeloupe",
    "America/Martinique", "America/Cayenne", "America/Miquelon", "America/Toronto", "Indian/Reunion", "Indian/Mayotte",
    "Indian/Antananarivo", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "Africa/Abidjan", "Africa/Casablanca",
    "Africa/Dakar", "Africa/Douala", "Africa/Kinshasa", "Africa/Tunis", "UTC",
)  # fmt: skip


def zones(*current: str) -> list[tuple[str, str]]:
    """Return the choices of a time-zone field, with those in use among them."""
    known = list(dict.fromkeys([*current, *ZONES]))
    return [(zone, zone.replace("_", " ").replace("/", " / ")) for zone in known]
