"""The grid that a défi starts from. (J1)

Big Bloom's juries are said to look at these four things. How much each weighs is not public: 30/20/30/20 is a choice of ours,
which the organiser changes before the first sheet. The anchors and the questions are our own words.
"""

from typing import Final

from app.schemas.base import Localised
from app.schemas.jury import SCALE, CriterionIn, GridIn

# label, question, weight, one anchor for each level from 1 up; every text in French, then in English.
_DEFAULT: Final[tuple[tuple[tuple[str, str], tuple[str, str], int, tuple[tuple[str, str], ...]], ...]] = (
    (
        ("Compréhension du besoin", "Understanding of the need"),
        (
            "La solution part-elle de ce que l’association et les personnes concernées ont dit ?",
            "Does the solution start from what the association and the people concerned said?",
        ),
        30,
        (
            ("Passe à côté du besoin", "Misses the need"),
            ("Effleure le besoin", "Touches on the need"),
            ("Répond au besoin tel qu’il est dit", "Answers the need as it was told"),
            ("Éclaire le besoin par des témoignages", "Deepens the need with first-hand accounts"),
            ("Part de la vie des personnes concernées", "Starts from the lives of the people concerned"),
        ),
    ),
    (
        ("Originalité de la solution", "Originality of the solution"),
        ("Apporte-t-elle ce qui n’existe pas encore ici ?", "Does it bring what does not exist here yet?"),
        20,
        (
            ("Reprend ce qui existe déjà ici", "Repeats what already exists here"),
            ("Change un détail de l’existant", "Changes a detail of what exists"),
            ("Assemble autrement des idées connues", "Combines known ideas in another way"),
            ("Apporte une idée neuve pour ce défi", "Brings an idea that is new to this challenge"),
            ("Ouvre une voie que personne n’avait vue", "Opens a way that nobody had seen"),
        ),
    ),
    (
        ("Potentiel du prototype", "Potential of the prototype"),
        ("L’association peut-elle s’en servir elle-même ?", "Can the association use it by itself?"),
        30,
        (
            ("Reste une intention", "Remains an intention"),
            ("Montre un principe, sans preuve", "Shows a principle, without proof"),
            ("Peut s’essayer avec de l’aide", "Can be tried out with help"),
            ("L’association peut l’essayer dès demain", "The association can try it tomorrow"),
            ("Prêt à servir : coûts et relais connus", "Ready for use: costs and people are known"),
        ),
    ),
    (
        ("Pertinence du pitch", "Relevance of the pitch"),
        ("Le propos est-il clair, juste, tenu ?", "Is it clear, accurate and on time?"),
        20,
        (
            ("On ne comprend pas la solution", "The solution is not understood"),
            ("La solution se devine", "The solution has to be guessed"),
            ("Clair sur l’essentiel", "Clear on the essentials"),
            ("Clair, juste, dans le temps imparti", "Clear, accurate and on time"),
            ("Convainc et donne envie d’agir", "Convinces and makes one want to act"),
        ),
    ),
)


def default_grid() -> GridIn:
    """Return the four criteria with weights that sum to 100 and an anchor for every level."""
    return GridIn(
        criteria=[
            CriterionIn(
                label=Localised(fr=label[0], en=label[1]),
                hint=Localised(fr=hint[0], en=hint[1]),
                weight=weight,
                anchors=[Localised(fr=fr, en=en) for fr, en in anchors[:SCALE]],
            )
            for label, hint, weight, anchors in _DEFAULT
        ]
    )
