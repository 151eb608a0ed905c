"""Practice sheets and what other communities made of them, invented for the demonstration."""

from dataclasses import dataclass
from typing import Final

from app.demo.fact_types import typeset_all


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPractice:
    """A sheet of the commons; `parent` is the key of the sheet that it grew from."""

    key: str
    title: str
    context: str
    problem: str
    what_was_done: str
    what_it_takes: str
    what_failed: str
    theme: str
    public: str
    method: str
    territory: str
    source: str
    parent: str | None = None
    licence: str = "CC-BY-SA-4.0"
    language: str = "fr"
    is_demo: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReuse:
    """Another community's account of a sheet; `child` is the key of the sheet that came of it."""

    practice: str
    community: str
    territory: str
    kept: str
    changed: str
    gave: str
    child: str | None = None


PRACTICES: Final = typeset_all(
    (
        DemoPractice(
            key="un-relais-par-ile",
            title="Recruter des bénévoles loin du centre : un relais par lieu",
            context=(
                "Une association dont les bénévoles vivent presque tous dans la même ville, et dont la moitié "
                "du public habite ailleurs."
            ),
            problem=("Les appels lancés du centre ne touchent que le centre. Ceux qui répondent de loin restent seuls."),
            what_was_done=(
                "Dans chaque lieu, une personne connue de tous accepte un rôle borné : afficher, accueillir, "
                "appeler. Elle choisit le jour. Le centre fournit les affiches, une page d'explication et un "
                "numéro qui répond."
            ),
            what_it_takes=(
                "Une personne-relais par lieu, deux heures par semaine pendant un mois. Un budget "
                "d'impression et de fret. Quelqu'un au centre qui rappelle sous une semaine."
            ),
            what_failed=(
                "Le formulaire en ligne : trop long, jamais fini sur un téléphone. Le grand jour unique : il "
                "tombait partout au mauvais moment."
            ),
            theme="Bénévolat",
            public="Habitants",
            method="Relais locaux",
            territory="Polynésie française",
            source="incubation",
        ),
        DemoPractice(
            key="tour-des-temoins",
            title="Le tour des témoins : vingt minutes, trois questions, du silence",
            context="Un hackathon où la plupart des participants découvrent le sujet le matin même.",
            problem=("Les équipes imaginent un public qui n'existe pas, puis défendent leur idée contre ceux qui savent."),
            what_was_done=(
                "Des témoins passent d'une table à l'autre. Chaque équipe prépare trois questions ouvertes, "
                "une personne écoute sans écrire, une autre écrit sans parler. On relit ensuite, sans "
                "interpréter, ce qui a été dit."
            ),
            what_it_takes=(
                "Un témoin pour deux équipes, une salle calme, un défraiement. Une préparation avec les "
                "témoins la veille : ce qu'ils veulent bien dire, ce qu'ils gardent."
            ),
            what_failed="Passer plus de quatre fois épuise les témoins. Les filmer les fait taire.",
            theme="Empathie",
            public="Équipes",
            method="Entretien",
            territory="Dunkerque",
            source="debrief",
        ),
        DemoPractice(
            key="vote-silencieux",
            title="Choisir une idée sans que le plus bavard l'emporte",
            context="Six à huit personnes, trente idées au mur, une heure avant de prototyper.",
            problem="La discussion tourne entre trois voix. Les autres se rangent par fatigue.",
            what_was_done=(
                "Chacun écrit seul la phrase du pourquoi. Puis cinq minutes de silence, trois gommettes "
                "chacun, posées en même temps. On ne parle que des deux idées de tête, en cherchant ce que "
                "chacune emprunte à l'autre."
            ),
            what_it_takes="Des gommettes, un minuteur, un coach qui tient le silence.",
            what_failed="Sans relire le pourquoi d'abord, on vote pour la plus drôle.",
            theme="Convergence",
            public="Équipes",
            method="Vote",
            territory="En ligne",
            source="debrief",
        ),
        DemoPractice(
            key="malle-qui-tourne",
            title="La malle de vaisselle qui passe de fête en fête",
            context="Vingt collectifs d'un même quartier servent des repas, sans lieu pour stocker.",
            problem="Le jetable est la seule solution que chacun peut porter seul.",
            what_was_done=(
                "Une malle de quarante couverts, remise de la main à la main, avec un carnet. Un seul "
                "rendez-vous entre deux collectifs à chaque passage."
            ),
            what_it_takes="Environ trois cent cinquante euros, une personne qui tient le calendrier, un évier.",
            what_failed="Au-delà de quarante couverts, la malle ne passe plus les portes ni les escaliers.",
            theme="Zéro déchet",
            public="Habitants",
            method="Prêt entre pairs",
            territory="Lyon",
            source="prototype",
        ),
        DemoPractice(
            key="malle-au-village",
            title="La malle au village : deux petites plutôt qu'une grande",
            context="Une vallée de six communes, des fêtes espacées, des voitures plutôt que des rues.",
            problem="La malle de quartier est trop lourde et revient trop rarement.",
            what_was_done=(
                "Deux malles de vingt couverts, déposées en mairie. Le carnet est gardé, on se téléphone au lieu de se voir."
            ),
            what_it_takes="Deux cent quatre-vingts euros, l'accord de deux mairies.",
            what_failed=("Sans remise en main propre, le lavage est moins soigné : une personne par mairie vérifie désormais."),
            theme="Zéro déchet",
            public="Habitants",
            method="Prêt entre pairs",
            territory="Vallée de la Drôme",
            source="reuse",
            parent="malle-qui-tourne",
        ),
        DemoPractice(
            key="deux-referents",
            title="Deux référents pour un premier contrat",
            context=(
                "Des personnes qui reprennent un emploi après une longue rupture, dans des entreprises qui n'ont pas l'habitude."
            ),
            problem="Le contrat casse au premier imprévu, faute de quelqu'un à qui le dire.",
            what_was_done=(
                "Un salarié volontaire et un pair de l'association se connaissent, s'appellent et font un "
                "point chaque vendredi pendant douze semaines."
            ),
            what_it_takes=("Dix minutes par semaine, une demi-journée de formation, l'accord écrit de l'entreprise."),
            what_failed="Le référent désigné d'office. Il faut qu'il soit volontaire, et qu'il puisse arrêter.",
            theme="Insertion",
            public="Personnes sans domicile",
            method="Parrainage",
            territory="Dunkerque",
            source="prototype",
        ),
    )
)

REUSES: Final = typeset_all(
(
    DemoReuse(
        practice="malle-qui-tourne", community="Foyer rural des Six-Clochers", territory="Vallée de la Drôme",
        kept="Le carnet, et l'idée que la vaisselle appartient à ceux qui s'en servent.",
        changed="Deux malles plus légères, déposées en mairie au lieu d'être remises en main propre.",
        gave="Neuf fêtes sans jetable en une saison ; une assiette cassée.", child="malle-au-village",
    ),
    DemoReuse(
        practice="un-relais-par-ile", community="Réseau d'écrivains publics", territory="Morvan",
        kept="Le rôle borné du relais et le rappel sous une semaine.",
        changed="Les relais sont des factrices et des infirmières : elles passent déjà partout.",
        gave="Sept nouveaux bénévoles en deux mois, dont quatre toujours là un an après.",
    ),
    DemoReuse(
        practice="vote-silencieux", community="Conseil de vie d'un lycée", territory="Roubaix",
        kept="Le silence et les trois gommettes.",
        changed="Un premier tour anonyme sur papier, parce que les gommettes se copient.",
        gave="Deux projets portés par des élèves qui ne parlaient jamais en réunion.",
    ),
    DemoReuse(
        practice="tour-des-temoins", community="École de travail social", territory="Rennes",
        kept="Une personne écoute sans écrire, une autre écrit sans parler.",
        changed="Les témoins reçoivent les notes et peuvent en retirer ce qu'ils veulent.",
        gave="Des témoins qui reviennent. C'était devenu rare.",
    ),
)
)  # fmt: skip
