"""Prototypes of the demonstration: a hand-written idea, set out by a small grammar so that no two read alike."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from app.demo.concepts import CONCEPTS, Concept
from app.i18n import typeset

HEARD: Final = (
    "Nous avons rencontré {n} personnes. Une phrase est restée affichée au mur : {heard}",
    "Pendant la phase d'empathie, {n} entretiens. Celui qui a tout fait basculer : {heard}",
    "Le témoin de l'association nous a dit, presque en passant : {heard} Nous sommes repartis de là.",
    "Après {n} appels, la même idée revenait, mieux dite que par nous : {heard}",
)
DROPPED: Final = (
    "Nous avons écarté une application : personne ne nous l'avait demandée.",
    "Nous avons commencé par une idée plus grande, et l'avons réduite jusqu'à ce qu'elle tienne en une semaine.",
    "Nous étions partagés entre deux pistes ; le vote silencieux a tranché.",
    "Nous avons gardé ce qui marche sans réseau et sans embauche.",
    "Ce que nous n'avons pas résolu : qui prend le relais pendant l'été.",
)
OPENING: Final = (
    "Semaine 1 : {test}.",
    "D'abord, {test}, sans rien annoncer de plus.",
    "Premier essai : {test}. On note ce qui coince, rien d'autre.",
)
MIDDLE: Final = (
    "Semaines 2 à 6 : corriger avec les personnes concernées, puis recommencer à un second endroit.",
    "Le mois suivant : une personne de l'association mène l'essai, l'équipe observe et se retire.",
    "Au bout de six semaines : un point à trois voix, association, bénéficiaires, équipe. On garde, on change ou on arrête.",
    "Ensuite : écrire la marche à suivre en une page, et la faire essayer par quelqu'un qui n'était pas là.",
)
CLOSING: Final = (
    "À six mois : l'association continue seule. Sinon, nous saurons dire pourquoi.",
    "À six mois : trois lieux, un seul mode d'emploi, une personne nommée pour en répondre.",
    "À six mois : la fiche est publiée pour que d'autres la reprennent.",
)
SERVES: Final = (
    "{serves}",
    "{serves} C'est la phrase que nous relisions avant chaque choix.",
    "{serves} Si cela cesse d'être vrai, il faudra arrêter.",
)
MONEY: Final = (
    "Rien n'est compté pour notre temps : il est donné.",
    "Marge d'imprévu de dix pour cent, non incluse.",
    "Une entreprise partenaire pourrait prêter la moitié du matériel ; nous ne l'avons pas encore demandé.",
    "L'association a confirmé qu'elle peut engager cette somme sans vote.",
)


@dataclass(frozen=True, slots=True)
class DemoPrototype:
    """A team's prototype, each part as the form asks for it; French, as its authors wrote it."""

    team: str
    name: str
    content: str
    budget: str
    deployment: str
    serves_why: str
    is_demo: bool = True


def prototypes_for(challenge: str, seed: int = 1) -> tuple[DemoPrototype, ...]:
    """One prototype for each team of a challenge, the same for the same seed; none for an unknown challenge."""
    rng = random.Random(f"{seed} {challenge}")  # noqa: S311 — the same texts every time
    return tuple(_write(rng, concept) for concept in CONCEPTS.get(challenge, ()))


def _write(rng: random.Random, concept: Concept) -> DemoPrototype:
    heard = rng.choice(HEARD).format(n=rng.randint(4, 11), heard=concept.heard)
    content = "\n\n".join((concept.idea, heard, concept.how, rng.choice(DROPPED)))
    steps = (rng.choice(OPENING).format(test=concept.test), rng.choice(MIDDLE), rng.choice(CLOSING))
    return DemoPrototype(
        team=concept.team,
        name=concept.name,
        content=typeset(content),
        budget=typeset(_budget(concept, rng.choice(MONEY))),
        deployment=typeset("\n".join(f"- {step}" for step in steps)),
        serves_why=typeset(rng.choice(SERVES).format(serves=concept.serves)),
    )


def _budget(concept: Concept, note: str) -> str:
    rows = [f"- {what} : {f'{euros} €' if euros else 'prêté ou donné'}" for what, euros in concept.costs]
    return "\n".join((*rows, f"- **Total : {sum(euros for _, euros in concept.costs)} €**", "", note))
