"""The charter that the demonstration's hackathons start from, in its two versions."""

from typing import Final

from app.demo.fact_types import say

CHARTER_TITLE: Final = say("La charte du hackathon", "The charter of the hackathon")

OPENING: Final = say(
    "Ces règles valent pour tout le monde, organisateurs compris. Chacun peut les rappeler à tout moment.",
    "These rules hold for everyone, organisers included. Anyone may recall them at any time.",
)
RULES: Final = (
    say(
        "**D'abord le pourquoi.** Avant de chercher comment, nous relisons pourquoi l'association a besoin de nous.",
        "**The why comes first.** Before we look for how, we read again why the association needs us.",
    ),
    say(
        "**Chaque voix compte autant.** Le grade, l'âge et l'aisance à parler ne donnent pas raison. Nous "
        "faisons des tours de parole.",
        "**Each voice weighs the same.** Rank, age and ease of speech make nobody right. We speak in turn.",
    ),
    say(
        "**On écoute ceux qui vivent la situation.** Les témoins ne sont pas un décor. Nous ne décidons pas à leur place.",
        "**We listen to those who live it.** Witnesses are not scenery. We do not decide in their place.",
    ),
    say(
        "**Le désaccord est bienvenu, le mépris non.** Une tension se dit à la personne, au coach ou au "
        "garant. Elle reste privée.",
        "**Disagreement is welcome, contempt is not.** A tension is told to the person, the coach or the "
        "guarantor. It stays private.",
    ),
    say(
        "**On a le droit de se tromper et de s'arrêter.** Un coach ou un garant peut mettre en pause. Les "
        "échéances sont alors décalées d'autant.",
        "**We may be wrong, and we may stop.** A coach or a guarantor can pause. Deadlines then move by as much.",
    ),
    say(
        "**Le travail reste à ceux qui l'ont fait.** Les auteurs sont nommés s'ils le souhaitent. Ce qui "
        "est publié l'est avec leur accord.",
        "**Work stays with those who did it.** Authors are named if they wish. What is published is so with their consent.",
    ),
    say(
        "**Simple, accessible, sobre.** Une solution sans écran vaut autant qu'une autre. On ne recueille "
        "que les données dont on a besoin.",
        "**Simple, accessible, sober.** A solution without a screen is worth as much as any other. We "
        "collect only the data we need.",
    ),
    say(
        "**Après, c'est la moitié du chemin.** Nous disons dès maintenant qui portera la suite, et nous "
        "ne promettons que ce que nous pouvons tenir.",
        "**Afterwards is half of the way.** We say now who will carry it on, and we promise only what we can keep.",
    ),
)


def _charter(language: str) -> str:
    rules = (f"{n}. {rule[language]}" for n, rule in enumerate(RULES, start=1))
    return "\n".join((OPENING[language], "", *rules))


CHARTER_V1: Final = {language: _charter(language) for language in ("fr", "en")}

CHARTER_V2_ADDITION: Final = say(
    "9. **Les pauses sont du travail.** Personne n'est tenu de répondre la nuit ni pendant le repas.",
    "9. **Breaks are work.** Nobody has to answer at night or during meals.",
)
CHARTER_V2_REASON: Final = say(
    "Ajout proposé par deux équipes après la première séance, adopté sans objection.",
    "An addition proposed by two teams after the first session, adopted without objection.",
)
CHARTER_V2: Final = {language: f"{CHARTER_V1[language]}\n{CHARTER_V2_ADDITION[language]}" for language in ("fr", "en")}
