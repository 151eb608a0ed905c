"""Hand-written ideas of the teams, by challenge, invented for the demonstration: the table, the home, the first contract."""

from __future__ import annotations

from typing import Final

from app.demo.concept import Concept

HOME: Final[dict[str, tuple[Concept, ...]]] = {
    "alimentation": (
        Concept(
            team="Les Marmites",
            name="La cuisine des autres",
            idea=(
                "Les cuisines des écoles, vides le mercredi soir, ouvertes aux familles de l'épicerie "
                "avec un cuisinier de cantine."
            ),
            how="Dix familles, dix kilos de légumes, trois plats à emporter.",
            heard="« Chez moi j'ai un micro-ondes et une plaque. »",
            costs=(("Heures du cuisinier", 720), ("Boîtes consignées", 140), ("Assurance", 110)),
            test="trois mercredis dans une école",
            serves="On cuisine ce que l'on a choisi, avec d'autres.",
        ),
        Concept(
            team="Racines",
            name="Le panier qui parle",
            idea=(
                "Chaque légume part avec une carte : une recette sur une plaque, en six images, écrite "
                "par une personne accueillie."
            ),
            how="Les cartes se collectionnent ; celui qui en écrit une la signe.",
            heard="« Le panais, je l'ai laissé. Je ne savais pas quoi en faire. »",
            costs=(("Impression de mille cartes", 190), ("Illustration", 250), ("Ateliers d'écriture", 90)),
            test="six légumes, un mois",
            serves="Les savoirs de chacun valent autant que ceux des livres.",
        ),
        Concept(
            team="Vapeur",
            name="Le bocal du dimanche",
            idea="Un atelier de bocaux le samedi, pour ce qui ne tiendrait pas jusqu'au lundi.",
            how="Un autocuiseur, une règle d'hygiène affichée, un bocal sur trois pour l'épicerie.",
            heard="« Jeter devant les gens, c'est ce qu'il y a de pire. »",
            costs=(("Autocuiseur", 260), ("Bocaux", 180), ("Formation hygiène", 150)),
            test="quatre samedis, peser ce qui est sauvé",
            serves="Ce qui se perdait devient ce qui se garde.",
        ),
        Concept(
            team="Table ouverte",
            name="Choisir d'abord",
            idea=("L'épicerie devient un étal : on choisit, on laisse, on échange. Un point par personne, pas par légume."),
            how="Les bénévoles passent de la distribution au conseil.",
            heard="« On nous donne un sac. On ne nous demande pas. »",
            costs=(("Étals", 320), ("Signalétique", 60), ("Formation des bénévoles", 80)),
            test="un jeudi sur deux pendant deux mois",
            serves="Choisir rend la dignité que le sac retire.",
        ),
        Concept(
            team="Feu doux",
            name="La marmite norvégienne",
            idea=("Une caisse isolée où le plat finit de cuire seul : cinq minutes de plaque, trois heures de patience."),
            how=("On la fabrique ensemble avec des chutes de laine. Elle coûte huit euros et part à la maison."),
            heard="« L'électricité, je compte les minutes. »",
            costs=(("Matériaux pour vingt caisses", 160), ("Atelier", 70), ("Livret", 40)),
            test="vingt foyers pendant trois semaines",
            serves="Bien manger ne dépend plus du four que l'on n'a pas.",
        ),
    ),
    "habitat": (
        Concept(
            team="Bien au chaud",
            name="La deuxième visite",
            idea=(
                "Trois semaines après la première, la même personne revient, avec une caisse d'outils et une heure devant elle."
            ),
            how="On fait un geste ensemble, on le note, on choisit le suivant.",
            heard="« La dame était gentille. Je l'ai attendue, elle n'est pas revenue. »",
            costs=(("Caisse d'outils", 180), ("Joints et rideaux", 420), ("Déplacements", 240)),
            test="douze logements avant décembre",
            serves="Quelqu'un revient : c'est le premier remède contre le froid.",
        ),
        Concept(
            team="Thermos",
            name="Le relais d'escalier",
            idea=("Dans chaque cage d'escalier, un locataire formé garde les outils et sait qui appeler."),
            how="Deux demi-journées de formation, un petit dédommagement du bailleur.",
            heard="« On se parle quand l'ascenseur tombe en panne. »",
            costs=(("Formation", 360), ("Mallettes", 300), ("Dédommagements", 500)),
            test="trois escaliers d'une même résidence",
            serves="La solution habite l'immeuble et y reste.",
        ),
        Concept(
            team="Double vitrage",
            name="Le carnet du logement",
            idea=("Un carnet de huit pages qui reste dans le logement : relevés, gestes, travaux demandés, réponses reçues."),
            how="Le bailleur s'engage à répondre dans le carnet. L'oubli devient visible.",
            heard="« J'ai appelé neuf fois. Je n'ai pas de preuve. »",
            costs=(("Impression", 150), ("Accompagnement", 200), ("Thermomètres", 90)),
            test="vingt carnets pendant un trimestre",
            serves="La parole du locataire laisse une trace.",
        ),
        Concept(
            team="Chaussettes",
            name="Les soirées tièdes",
            idea=("Une soirée par mois dans un logement bien réglé : on mange, on montre, on essaie les joints."),
            how="L'hôte reçoit le matériel pour son propre logement.",
            heard="« Je n'invite plus personne depuis deux hivers. »",
            costs=(("Repas partagé", 180), ("Matériel pour l'hôte", 240), ("Invitations", 20)),
            test="trois soirées, trois hôtes",
            serves="On rouvre sa porte, et l'on apprend chez un voisin.",
        ),
        Concept(
            team="Brise",
            name="Le fonds des petits travaux",
            idea=("Soixante euros accordés en deux jours pour un joint, un rideau, une vitre, sans dossier."),
            how="Un locataire, un bénévole et un artisan décident ensemble chaque mardi.",
            heard="« Pour quarante euros de mastic, on m'a demandé trois avis d'imposition. »",
            costs=(("Fonds de départ", 1800), ("Artisan, deux heures par semaine", 640), ("Affiches", 20)),
            test="trente demandes en deux mois",
            serves="Agir vite montre que la personne compte plus que le papier.",
        ),
    ),
    "premier-contrat": (
        Concept(
            team="Les Amarres",
            name="Deux clés",
            idea=(
                "Deux référents pour chaque embauche : un salarié volontaire dans l'entreprise, un pair "
                "de l'accueil de jour. Chacun garde une clé : un numéro, et le droit d'appeler l'autre."
            ),
            how=("Une charte d'une page, un point de dix minutes chaque vendredi pendant douze semaines."),
            heard="« Le troisième jour, j'ai eu honte de demander où manger. »",
            costs=(("Formation des référents", 900), ("Téléphones et forfaits", 480), ("Heures données par l'entreprise", 0)),
            test="cinq embauches dans deux entreprises du port",
            serves="Quelqu'un répond présent le jour où tout se complique.",
        ),
        Concept(
            team="Premier quart",
            name="La semaine d'avant",
            idea=(
                "Cinq matinées dans l'entreprise avant la signature : visiter, se tromper, rencontrer, "
                "décider chacun de son côté."
            ),
            how=("Un cadre légal de découverte, un repas, une douche et un casier dès le premier jour."),
            heard="« Un entretien, je ne sais pas faire. Travailler, si. »",
            costs=(("Repas et transport", 650), ("Casiers et tenues", 420), ("Suivi par l'association", 700)),
            test="six personnes, deux employeurs",
            serves="On se choisit après s'être vus à l'œuvre.",
        ),
        Concept(
            team="Point fixe",
            name="L'adresse",
            idea=(
                "Une adresse, un casier, une boîte aux lettres et une prise de courant, à dix minutes des "
                "entreprises, ouverts de cinq à neuf heures."
            ),
            how=("L'accueil de jour ouvre plus tôt trois jours par semaine ; deux entreprises paient le gardien."),
            heard="« Sans adresse, le contrat s'arrête à la première case. »",
            costs=(("Gardiennage du matin", 2400), ("Casiers", 800), ("Boîtes aux lettres", 150)),
            test="trois matins par semaine pendant deux mois",
            serves="Tenir un contrat devient possible parce que la vie tient autour.",
        ),
        Concept(
            team="Marée haute",
            name="Le contrat à deux",
            idea=(
                "Deux personnes partagent un même poste et se relaient ; l'entreprise est sûre d'avoir "
                "quelqu'un, chacun a droit à un jour difficile."
            ),
            how=("Un groupement d'employeurs porte les contrats. Le binôme fait lui-même son planning."),
            heard="« J'ai tenu dix jours. Le onzième, j'avais besoin de dormir. »",
            costs=(("Montage du groupement", 1200), ("Tutorat", 900), ("Fonds d'avance sur salaire", 1000)),
            test="deux binômes dans l'entretien des espaces verts",
            serves="Un échec d'un jour ne détruit plus tout le chemin.",
        ),
    ),
}
