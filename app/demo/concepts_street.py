"""Hand-written ideas of the teams, by challenge, invented for the demonstration: the street, the road, the workshop."""

from __future__ import annotations

from typing import Final

from app.demo.concept import Concept

STREET: Final[dict[str, tuple[Concept, ...]]] = {
    "zero-dechet": (
        Concept(
            team="Les Assiettes volantes",
            name="La malle qui tourne",
            idea=(
                "Une malle de vaisselle pour quarante personnes qui passe d'une fête à la suivante, avec "
                "un carnet où chaque collectif écrit deux lignes pour le prochain."
            ),
            how=("Celui qui rend la malle la remet en main propre à celui qui la prend. Rien à stocker, rien à relancer."),
            heard="« Le lavage, on le ferait volontiers si on n'était pas trois à la fin. »",
            costs=(("Vaisselle de seconde main", 220), ("Malle à roulettes", 90), ("Torchons et carnet", 35)),
            test="prêter la malle à deux fêtes voisines, une semaine d'écart",
            serves="Chaque passage de malle est une rencontre entre deux collectifs qui s'ignoraient.",
        ),
        Concept(
            team="Bac vide",
            name="Le tour de plonge",
            idea=(
                "Un plan de fête d'une page qui prévoit la plonge comme un temps joyeux : musique, équipes mêlées, vingt minutes."
            ),
            how=(
                "Le plan se choisit selon le nombre de convives. Une personne tient le tempo, personne ne reste seule à l'évier."
            ),
            heard=("« Les anciens restent toujours pour ranger, les jeunes ne savent pas qu'on a besoin d'eux. »"),
            costs=(("Impression de cinquante plans", 40), ("Bacs pliants", 110), ("Enceinte prêtée", 0)),
            test="essayer le plan à la fête du square",
            serves="La corvée devient le moment où l'on se parle.",
        ),
        Concept(
            team="Trois fois rien",
            name="Consigne de quartier",
            idea=(
                "Un gobelet et une assiette consignés deux euros, les mêmes pour les vingt collectifs, "
                "rendus dans n'importe quelle fête."
            ),
            how="L'épicerie du coin garde le surplus et rend les consignes en semaine.",
            heard="« Si je peux le rendre ailleurs, je n'ai plus d'excuse. »",
            costs=(("Trois cents pièces marquées", 540), ("Caisses", 60), ("Fonds de consigne", 300)),
            test="lancer cent pièces sur deux fêtes et compter les retours",
            serves="Une même vaisselle pour tous dit que ces fêtes forment un quartier.",
        ),
        Concept(
            team="La Louche",
            name="Viens avec ton bol",
            idea=("Une invitation dessinée qui demande à chacun d'apporter son bol, et un buffet pensé pour un seul contenant."),
            how="Douze recettes qui se mangent au bol ; dix bols de secours pour les passants.",
            heard="« Chez ma grand-mère on venait toujours avec son assiette. »",
            costs=(("Illustration et affiches", 150), ("Bols de secours", 25), ("Livret de recettes", 80)),
            test="une soupe de rue, un vendredi",
            serves="Apporter son bol, c'est déjà prendre part au repas.",
        ),
        Concept(
            team="Pleine Lune",
            name="Les capitaines de table",
            idea=(
                "Une personne par table accueille, explique et trie : dix minutes de formation, un "
                "foulard, une reconnaissance publique."
            ),
            how="Les capitaines changent à chaque fête ; les anciens forment les nouveaux.",
            heard="« On m'a confié un foulard, alors j'ai fait attention. »",
            costs=(("Foulards", 60), ("Affichettes de table", 30), ("Goûter de formation", 45)),
            test="six capitaines à la fête de printemps",
            serves="Ce sont les habitants qui transmettent le geste, sans leçon.",
        ),
    ),
    "ecomobilite": (
        Concept(
            team="Cinq heures pile",
            name="Le vélo du matin",
            idea=(
                "Dix vélos électriques confiés pour la période d'essai, avec un garage à chaque bout et "
                "un voisin référent en cas de panne."
            ),
            how=("Le prêt suit le contrat : s'il se prolonge, la personne rachète le vélo à petit prix."),
            heard="« La panne à quatre heures et demie, c'est la prime perdue. »",
            costs=(("Vélos reconditionnés", 6200), ("Assurance et antivols", 900), ("Atelier mensuel", 600)),
            test="trois personnes pendant un mois d'hiver",
            serves="Le trajet n'est plus la raison de refuser.",
        ),
        Concept(
            team="Aube",
            name="La ligne de quatre heures quarante",
            idea=("Un minibus de l'association d'à côté, libre avant six heures, conduit par des bénévoles du club sportif."),
            how="Six arrêts, un départ, un numéro à appeler. L'employeur paie le carburant.",
            heard="« Le minibus dort sur le parking jusqu'au mercredi. »",
            costs=(("Carburant", 380), ("Formation de conducteurs", 240), ("Gilets et signalétique", 70)),
            test="deux semaines, du lundi au vendredi",
            serves="Deux associations mettent en commun ce qu'elles ont déjà.",
        ),
        Concept(
            team="Bonne étoile",
            name="Équipage",
            idea=("Un tableau de covoiturage tenu par la cheffe d'équipe de chaque atelier, sur papier, par quart de travail."),
            how=("On ne demande pas qui a une voiture, mais qui passe où. Les conducteurs sont indemnisés par l'employeur."),
            heard=("« Une application de plus, personne ne l'ouvre. Le tableau, tout le monde le voit. »"),
            costs=(("Tableaux", 120), ("Indemnités du premier mois", 400), ("Affiches", 30)),
            test="un atelier de trente personnes",
            serves="Le collègue d'en face devient celui qui fait venir.",
        ),
        Concept(
            team="Pas à pas",
            name="Marcher de nuit sans crainte",
            idea=("Trois itinéraires à pied éclairés, marchés une fois en groupe, avec des commerces ouverts comme repères."),
            how="Les boulangers et le dépôt de presse affichent un signe : ici, on peut entrer.",
            heard="« Ce n'est pas la distance, c'est le passage sous la voie ferrée. »",
            costs=(("Marquage au sol", 350), ("Lampes", 180), ("Plan imprimé", 60)),
            test="une marche commune un mardi de novembre",
            serves="Avoir peur en chemin n'est plus le prix du travail.",
        ),
        Concept(
            team="Horloge",
            name="Décaler d'une heure",
            idea=(
                "Une négociation outillée avec les employeurs : ce que coûte un poste vacant, ce que "
                "coûte une embauche à six heures."
            ),
            how="Une fiche de calcul, trois récits, un essai d'un mois sans engagement.",
            heard="« On commence à cinq heures parce qu'on a toujours commencé à cinq heures. »",
            costs=(("Fiche et récits imprimés", 90), ("Petit déjeuner des employeurs", 160), ("Suivi de l'essai", 0)),
            test="un employeur, une équipe, un mois",
            serves="On change l'heure avant de changer les gens.",
        ),
    ),
    "consommation": (
        Concept(
            team="Tournevis",
            name="La permanence du jeudi",
            idea=("L'atelier ouvre le jeudi soir dans le hall de la résidence étudiante, outils sur un chariot."),
            how="On répare avec, jamais à la place. Le gardien garde le chariot.",
            heard="« Je ne savais pas que c'était à deux rues. »",
            costs=(("Chariot et outils", 480), ("Pièces courantes", 150), ("Thé et gâteaux", 60)),
            test="quatre jeudis en octobre",
            serves="On va là où les gens vivent, et l'on se rencontre autour d'un grille-pain.",
        ),
        Concept(
            team="Deuxième souffle",
            name="Le diplôme du réparateur",
            idea=("Trois réparations réussies donnent une carte de réparateur, reconnue comme engagement étudiant."),
            how="La faculté inscrit l'engagement au dossier ; l'atelier gagne des bras en semaine.",
            heard="« Si ça compte dans mon année, je viens. »",
            costs=(("Cartes", 40), ("Livret d'apprentissage", 120), ("Temps de suivi", 0)),
            test="quinze étudiants sur un semestre",
            serves="Transmettre devient une fierté que l'on peut montrer.",
        ),
        Concept(
            team="Les Bricoleuses",
            name="La garantie du voisin",
            idea=(
                "Chaque objet réparé repart avec une étiquette : qui l'a réparé, comment, et à qui "
                "demander s'il retombe en panne."
            ),
            how="L'étiquette se recopie d'un objet à l'autre et devient une mémoire des pannes.",
            heard="« J'ai racheté parce que je ne faisais pas confiance à la réparation. »",
            costs=(("Étiquettes et tampons", 35), ("Classeur des pannes", 20), ("Impression", 25)),
            test="cent étiquettes en un mois",
            serves="La confiance passe de main en main avec l'objet.",
        ),
        Concept(
            team="Zéro neuf",
            name="Le kit de rentrée",
            idea=("Bouilloire, lampe, multiprise : un kit réparé, loué dix euros l'année, rendu en juin."),
            how="Les objets laissés en juin sont réparés l'été par des personnes en insertion.",
            heard="« En juin, le local à poubelles est un magasin. »",
            costs=(("Collecte de juin", 120), ("Réparation de cent objets", 700), ("Étagères", 90)),
            test="trente kits dans une résidence",
            serves="Ce qui partait à la benne fait travailler et dépanne.",
        ),
        Concept(
            team="Pièce à pièce",
            name="La bourse aux pannes",
            idea=("Un grand panneau : à gauche ce qui est en panne, à droite ce que l'on sait faire, au milieu un fil."),
            how="Le panneau voyage d'un hall à l'autre, une semaine par lieu.",
            heard="« Je sais coudre, mais personne ne me l'a jamais demandé. »",
            costs=(("Panneau et fils", 55), ("Cartes", 15), ("Transport", 0)),
            test="trois halls en trois semaines",
            serves="Chacun arrive avec un manque et repart avec un rôle.",
        ),
    ),
}
