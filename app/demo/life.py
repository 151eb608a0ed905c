"""What is said along the way: announcements, debriefs, check-ins and reviews, invented for the demonstration."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from app.demo.fact_types import typeset_all
from app.i18n import typeset


@dataclass(frozen=True, slots=True)
class DemoAnnouncement:
    """A message of the organiser, some hours before now."""

    hours_ago: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class DemoDebrief:
    """What a person learned to know, to do and to be."""

    know: str
    know_how: str
    know_being: str
    shared: bool


@dataclass(frozen=True, slots=True)
class DemoCheckIn:
    """A short account in a week of incubation; `progress` in percent."""

    week: int
    done: str
    next: str
    blocked: str
    progress: int


@dataclass(frozen=True, slots=True)
class DemoReview:
    """A decision of an incubation: go_on, change or stop."""

    week: int
    decision: str
    reason: str
    serves_why: str


ANNOUNCEMENTS: Final = typeset_all(
    (
        DemoAnnouncement(
            26,
            "Bienvenue à toutes et à tous",
            "Les salles des équipes sont ouvertes. Commencez par lire le pourquoi de votre défi, ensemble et à voix haute.",
        ),
        DemoAnnouncement(
            20,
            "Les témoins arrivent",
            "Ils passent vingt minutes dans chaque équipe. Préparez trois questions, et surtout du silence.",
        ),
        DemoAnnouncement(
            6,
            "Deuxième séance : on converge",
            "D'ici ce soir, une seule idée par équipe. Si vous hésitez entre deux, votre coach connaît le vote silencieux.",
        ),
        DemoAnnouncement(
            2,
            "Une charte un peu plus longue",
            "Deux équipes ont proposé une règle sur les pauses, adoptée sans objection. Merci de signer la nouvelle version.",
        ),
        DemoAnnouncement(
            1,
            "Dépôt du prototype",
            "Vous pouvez déposer autant de versions que vous voulez : la dernière avant l'échéance compte, et "
            "chacune reçoit son reçu.",
        ),
    )
)

KNOW: Final = (
    "Ce que coûte vraiment une heure de bus en moins.",
    "Que l'association avait déjà essayé notre première idée, et pourquoi elle l'avait abandonnée.",
    "Comment fonctionne un chantier d'insertion, vu de l'intérieur.",
    "La différence entre un besoin et la solution que l'on nous demande.",
    "Qu'une personne sur cinq, dans ma ville, n'a pas de quoi cuisiner chez elle.",
)
KNOW_HOW: Final = (
    "Mener un entretien sans souffler la réponse.",
    "Ramener trente idées à une, sans que personne se sente battu.",
    "Écrire un budget que quelqu'un d'autre peut relire.",
    "Dessiner une page que l'on comprend sans explication.",
    "Dire non à une belle idée qui ne sert pas le pourquoi.",
)
KNOW_BEING: Final = (
    "J'ai moins parlé que d'habitude, et l'on m'a mieux entendue.",
    "J'ai laissé mon titre au vestiaire. C'était plus léger.",
    "J'ai dit que je n'y arrivais pas, et quelqu'un est venu.",
    "J'ai appris à attendre la fin des phrases.",
    "Je croyais venir aider ; je repars avec une dette.",
)

# Only what the record tells of Adie's months between the jury and the campaign; the rest is unknown.
ADIE_CHECK_INS: Final = typeset_all(
    (
        DemoCheckIn(
            week=1,
            done="L'association décide de mener la campagne « Aide l'Adie » et fixe la date : le 1er septembre 2022.",
            next="Toucher 17 îles, et tripler une vingtaine de bénévoles.",
            blocked="",
            progress=20,
        ),
        DemoCheckIn(
            week=26,
            done="En octobre 2022, la presse rapporte que la campagne, une fois menée, a dépassé les objectifs.",
            next="",
            blocked="",
            progress=100,
        ),
    )
)

# Invented, and saying so wherever they are shown.
CHECK_INS: Final = typeset_all(
    (
        DemoCheckIn(
            week=2,
            done="(Démonstration) Dossier de l'équipe remis à l'association, relu ensemble ligne à ligne.",
            next="Choisir ce que l'on garde pour le premier essai.",
            blocked="",
            progress=15,
        ),
        DemoCheckIn(
            week=6,
            done="(Démonstration) Supports imprimés, trois personnes volontaires pour l'essai.",
            next="Trouver un second lieu.",
            blocked="Le transport coûte plus cher que l'impression.",
            progress=35,
        ),
        DemoCheckIn(
            week=10,
            done="(Démonstration) Premier essai mené avec onze personnes ; neuf sont revenues.",
            next="Raccourcir l'inscription : personne ne l'a finie sur un téléphone.",
            blocked="",
            progress=55,
        ),
        DemoCheckIn(
            week=16,
            done="(Démonstration) Second lieu ouvert, mené par l'association seule.",
            next="Écrire la marche à suivre en une page.",
            blocked="Une clause d'assurance à éclaircir avec la mairie.",
            progress=70,
        ),
        DemoCheckIn(
            week=22,
            done="(Démonstration) L'assurance est réglée ; la page de consignes a été essayée par quelqu'un de nouveau.",
            next="Préparer la revue finale.",
            blocked="",
            progress=90,
        ),
    )
)
REVIEWS: Final = typeset_all(
    (
        DemoReview(
            week=13,
            decision="change",
            reason="(Démonstration) Le rythme hebdomadaire fatigue tout le monde : on passe à un rendez-vous par quinzaine.",
            serves_why="Mieux vaut moins souvent et longtemps que chaque semaine et six semaines.",
        ),
        DemoReview(
            week=26,
            decision="go_on",
            reason="(Démonstration) L'association mène l'action seule, avec ses propres moyens.",
            serves_why="Ce qui dépendait de nous ne dépend plus que d'elle.",
        ),
    )
)


def debriefs(seed: int, count: int) -> tuple[DemoDebrief, ...]:
    """Debriefs of `count` people, about half of them shared, the same for the same seed."""
    rng = random.Random(f"debriefs {seed}")  # noqa: S311 — the same texts every time
    return tuple(
        DemoDebrief(
            know=typeset(rng.choice(KNOW)),
            know_how=typeset(rng.choice(KNOW_HOW)),
            know_being=typeset(rng.choice(KNOW_BEING)),
            shared=rng.random() < 0.5,  # noqa: PLR2004 — half of them
        )
        for _ in range(count)
    )
