"""The templates that a hackathon starts from, as data: run of show, check-list dated back from day 0, charter. (P1)

Times are minutes on the wall clock after the start, so that a plan keeps its hours across a change of clocks.
"""
# ruff: noqa: E501 - a row of a plan reads best on one line

from dataclasses import dataclass
from typing import Final

from app.domain.charter_text import CHARTER
from app.i18n import typeset
from app.models.hackathon import Attendance, Format

HOUR: Final = 60
DAY: Final = 24 * HOUR


def say(fr: str, en: str) -> dict[str, str]:
    """Return a text in both languages, with French no-break spaces."""
    return {"fr": typeset(fr), "en": en}


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step that begins so many minutes after the start."""

    after: int
    minutes: int
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Something to do so many days before day 0 (after it, when negative)."""

    days_before: int
    label: dict[str, str]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a new hackathon is given; organisers then change all of it."""

    format: Format
    name: dict[str, str]
    about: dict[str, str]
    attendance: Attendance
    site: dict[str, str]
    team_min: int
    team_max: int
    minutes: int
    submissions_after: int
    call_closes_before: int
    steps: tuple[StepPlan, ...]
    tasks: tuple[TaskPlan, ...]
    charter: dict[str, str]


def _steps(*rows: tuple[int, int, str, str]) -> tuple[StepPlan, ...]:
    return tuple(StepPlan(after, minutes, say(fr, en)) for after, minutes, fr, en in rows)


def _tasks(*rows: tuple[int, str, str]) -> tuple[TaskPlan, ...]:
    return tuple(TaskPlan(days, say(fr, en)) for days, fr, en in rows)


COMMON_TASKS: Final = _tasks(
    (120, "Réunir l’équipe d’organisation et nommer la personne garante du cadre", "Gather the organisers and name the guarantor of the frame"),
    (110, "Inviter les associations à proposer un défi", "Invite associations to propose a challenge"),
    (90, "Écrire avec chaque association le pourquoi de son défi", "Write the why of each challenge with its association"),
    (75, "S’assurer que chaque défi aura un porteur capable d’appliquer la solution", "Make sure that somebody can apply the solution of each challenge"),
    (70, "Faire approuver chaque défi par son association", "Have each challenge approved by its association"),
    (65, "Publier la charte et la clause de droits", "Publish the charter and the clause on rights"),
    (60, "Ouvrir l’appel à participation", "Open the call to take part"),
    (60, "Convenir avec les mécènes des compétences prêtées pendant l’incubation", "Agree with the sponsors on the skills they lend during incubation"),
    (45, "Inviter coachs et designers : un de chaque par équipe", "Invite coaches and designers: one of each per team"),
    (40, "Inviter les témoins du terrain", "Invite the witnesses of the field"),
    (30, "Composer le jury et relire la grille avec lui", "Put the jury together and read the grid with it"),
    (21, "Répondre à chaque candidature", "Answer every application"),
    (14, "Faire déclarer leurs liens aux membres du jury", "Have the jurors declare their ties"),
    (10, "Composer les équipes en mêlant les secteurs", "Compose teams that mix the sectors"),
    (7, "Donner à chaque équipe son coach et son designer", "Give each team its coach and its designer"),
    (3, "Écrire à tout le monde : lieu, heures, ce qu’il faut apporter", "Write to everybody: place, hours, what to bring"),
    (-2, "Envoyer à chaque équipe le retour du jury", "Send each team the feedback of the jury"),
    (-7, "Réunir chaque association et ses mécènes pour lancer l’incubation", "Bring each association and its sponsors together to start incubation"),
    (-14, "Recueillir le débriefing de chacun et en tirer une fiche pour les communs", "Gather everybody’s debrief and draw a sheet for the commons from it"),
)  # fmt: skip

ON_SITE: Final = _tasks(
    (100, "Réserver un lieu accessible, ouvert la nuit, avec une salle par équipe", "Book an accessible place, open at night, with a room per team"),
    (20, "Prévoir repas, repos et transports du soir", "Plan meals, rest and the way home at night"),
    (5, "Essayer sur place le réseau, le son et l’écran de la salle", "Try the network, the sound and the screen on the spot"),
    (1, "Préparer les tables : feutres, papier, matériel de maquette", "Set the tables: pens, paper, things to build with"),
)  # fmt: skip

ONLINE: Final = _tasks(
    (28, "Choisir l’outil de visioconférence et le tableau partagé, les essayer à l’oral et au clavier", "Choose the video and whiteboard tools; try them by voice and by keyboard"),
    (8, "Proposer un essai de connexion à qui le souhaite", "Offer a trial connection to whoever wants one"),
    (1, "Ouvrir les salles en ligne et vérifier chaque lien", "Open the online rooms and check every link"),
)  # fmt: skip

SEVERAL: Final = _tasks(
    (80, "Nommer une personne référente par défi", "Name one contact per challenge"),
    (25, "Prévoir un jury par défi et une salle de pitchs par jury", "Plan one jury per challenge and one pitch room per jury"),
)  # fmt: skip


def _dated(*groups: tuple[TaskPlan, ...]) -> tuple[TaskPlan, ...]:
    return tuple(sorted((task for group in groups for task in group), key=lambda task: -task.days_before))


BLUEPRINTS: Final[dict[Format, Blueprint]] = {
    blueprint.format: blueprint
    for blueprint in (
        Blueprint(
            format=Format.ON_SITE_24H,
            name=say("24 heures sur place", "24 hours on site"),
            about=say(
                "Une association, trois ou quatre équipes, du déjeuner d’un jour au déjeuner du lendemain.",
                "One association, three or four teams, from one lunch to the next.",
            ),
            attendance=Attendance.ON_SITE,
            site=say("Lieu principal", "Main place"),
            team_min=5,
            team_max=8,
            minutes=DAY,
            submissions_after=21 * HOUR,
            call_closes_before=21,
            steps=_steps(
                (0, 30, "Accueil et signature de la charte", "Welcome and signing of the charter"),
                (30, 45, "L’association raconte son pourquoi", "The association tells its why"),
                (75, 105, "Empathie : écouter les témoins", "Empathy: listening to the witnesses"),
                (180, 105, "Divergence : des idées, sans les juger", "Divergence: ideas, without judging them"),
                (285, 75, "Convergence : choisir et dire pourquoi", "Convergence: choosing, and saying why"),
                (360, 75, "Dîner", "Dinner"),
                (435, 165, "Prototypage", "Prototyping"),
                (600, 480, "Repos, ou nuit de travail pour qui veut", "Rest, or a night of work for those who wish"),
                (1080, 30, "Petit déjeuner et tour des tables", "Breakfast and a round of the tables"),
                (1110, 150, "Finir le prototype, répéter le pitch", "Finish the prototype, rehearse the pitch"),
                (1260, 15, "Rendu des prototypes", "Prototypes are handed in"),
                (1275, 75, "Pitchs : cinq minutes, puis cinq de questions", "Pitches: five minutes, then five of questions"),
                (1350, 50, "Délibération du jury et déjeuner", "Jury deliberation and lunch"),
                (1400, 15, "Résultats et retours à chaque équipe", "Results, and feedback to each team"),
                (1415, 25, "Débriefing : ce que nous avons appris", "Debrief: what we have learned"),
            ),
            tasks=_dated(COMMON_TASKS, ON_SITE),
            charter=CHARTER,
        ),
        Blueprint(
            format=Format.FOUR_SESSIONS,
            name=say("Quatre sessions en ligne", "Four online sessions"),
            about=say(
                "Quatre rendez-vous de deux heures et demie en une semaine, pour qui travaille ou vit loin.",
                "Four meetings of two and a half hours in one week, for those who work or live far away.",
            ),
            attendance=Attendance.REMOTE,
            site=say("En ligne", "Online"),
            team_min=4,
            team_max=7,
            minutes=6 * DAY + 150,
            submissions_after=6 * DAY - 60,
            call_closes_before=14,
            steps=_steps(
                (
                    0,
                    30,
                    "Session 1 : accueil, charte, pourquoi de l’association",
                    "Session 1: welcome, charter, the association’s why",
                ),
                (30, 120, "Session 1 : empathie avec les témoins", "Session 1: empathy with the witnesses"),
                (DAY, 75, "Session 2 : divergence", "Session 2: divergence"),
                (DAY + 75, 75, "Session 2 : convergence", "Session 2: convergence"),
                (3 * DAY, 150, "Session 3 : prototypage avec les designers", "Session 3: prototyping with the designers"),
                (6 * DAY - 60, 15, "Rendu des prototypes", "Prototypes are handed in"),
                (6 * DAY, 75, "Session 4 : pitchs devant le jury", "Session 4: pitches to the jury"),
                (6 * DAY + 75, 35, "Session 4 : délibération", "Session 4: deliberation"),
                (6 * DAY + 110, 40, "Session 4 : résultats et débriefing", "Session 4: results and debrief"),
            ),
            tasks=_dated(COMMON_TASKS, ONLINE),
            charter=CHARTER,
        ),
        Blueprint(
            format=Format.SEVERAL_CHALLENGES,
            name=say("Plusieurs défis à la fois", "Several challenges at once"),
            about=say(
                "Cinq jours, plusieurs associations côte à côte, un jury et un classement par défi.",
                "Five days, several associations side by side, one jury and one ranking per challenge.",
            ),
            attendance=Attendance.EITHER,
            site=say("En ligne", "Online"),
            team_min=3,
            team_max=6,
            minutes=4 * DAY + 8 * HOUR,
            submissions_after=4 * DAY + 3 * HOUR,
            call_closes_before=21,
            steps=_steps(
                (0, 60, "Ouverture commune et charte", "Joint opening and charter"),
                (60, 90, "Chaque association raconte son pourquoi", "Each association tells its why"),
                (
                    240,
                    180,
                    "Empathie : écouter les témoins de chaque défi",
                    "Empathy: listening to the witnesses of each challenge",
                ),
                (DAY, 180, "Divergence", "Divergence"),
                (DAY + 270, 120, "Convergence : l’idée retenue et sa raison", "Convergence: the kept idea and its reason"),
                (2 * DAY, 420, "Prototypage", "Prototyping"),
                (
                    3 * DAY,
                    240,
                    "Prototypage, puis essai auprès de l’association",
                    "Prototyping, then a trial with the association",
                ),
                (3 * DAY + 300, 120, "Répétition des pitchs", "Rehearsal of the pitches"),
                (4 * DAY + 180, 15, "Rendu des prototypes", "Prototypes are handed in"),
                (4 * DAY + 240, 120, "Pitchs, défi par défi", "Pitches, challenge by challenge"),
                (4 * DAY + 360, 60, "Délibération des jurys", "Deliberation of the juries"),
                (4 * DAY + 420, 60, "Résultats et débriefing communs", "Joint results and debrief"),
            ),
            tasks=_dated(COMMON_TASKS, ONLINE, SEVERAL),
            charter=CHARTER,
        ),
    )
}

if missing := set(Format) - set(BLUEPRINTS):
    raise RuntimeError(f"Formats without a blueprint: {sorted(missing)}")
