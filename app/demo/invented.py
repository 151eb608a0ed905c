"""Two events that never took place, marked as demonstration: a call that is open, a jury that is scoring."""

from typing import Final

from app.demo.fact_types import ChallengeFacts, EventFacts, say

EMAUTA: Final = "https://tahiti-infos.com/Un-marathon-intellectuel-en-faveur-d-Emauta_a212710.html"
EMAUTA_RADIO: Final = "https://www.radio1.pf/un-hackathon-solidaire-pour-les-foyers-emauta/"
TOREA: Final = "https://www.presidence.pf/la-3e-edition-du-hackathon-solidaire-big-bloom-en-faveur-des-sans-abris-2/"
TOREA_FOLLOW: Final = "https://www.tahiti-infos.com/Vers-des-referents-en-entreprise-pour-l-insertion-des-sans-abri_a217726.html"
ALL: Final = (
    "title", "theme", "brief", "why", "beneficiaries", "who_suffers", "already_tried", "constraints",
    "easy_goal", "stretch_goal", "confidential", "rights",
)  # fmt: skip
RIGHTS: Final = say(
    "Les auteurs gardent le nom de leurs idées. L'association peut utiliser, adapter et faire connaître "
    "la solution sans rien payer ; le reste du monde aussi, sous licence CC BY-SA 4.0.",
    "Authors keep their names on their ideas. The association may use, adapt and spread the solution at "
    "no cost; so may the rest of the world, under CC BY-SA 4.0.",
)

PARENTS: Final = ChallengeFacts(
    key="parents",
    title=say("Être parent quand tout vacille", "Being a parent when everything shakes"),
    theme=say("Soutien à la parentalité", "Support for parents"),
    brief=say(
        "Nos maisons accueillent des familles pour quelques mois. Les parents y arrivent épuisés et "
        "souvent jugés. Comment les soutenir dans leur rôle sans le prendre à leur place, et comment "
        "continuer après leur départ ?",
        "Our houses welcome families for a few months. Parents arrive worn out, and often judged. How can "
        "we support them in their part without playing it for them, and how can we go on after they leave?",
    ),
    why=say(
        "Un enfant qui voit son père ou sa mère reprendre pied apprend qu'on peut se relever. Si rien ne "
        "change, une famille sur trois revient à la case départ dans l'année qui suit.",
        "A child who sees a father or mother find their feet learns that one can get up again. If nothing "
        "changes, one family in three is back where it started within the year.",
    ),
    beneficiaries=("Fare Mārama (démonstration)",),
    teams=3,
    who_suffers=say(
        "Soixante-dix enfants et une quarantaine de parents dans trois maisons, et les équipes qui les accueillent.",
        "Seventy children and some forty parents in three houses, and the teams that welcome them.",
    ),
    already_tried=say(
        "Des ateliers du soir, peu suivis ; un livret, jamais lu ; un groupe de parole, précieux mais fragile.",
        "Evening workshops, little attended; a booklet, never read; a talking group, precious but frail.",
    ),
    constraints=say(
        "Pas d'embauche cette année. Deux maisons sur trois sans réseau fiable. Plusieurs langues.",
        "No hiring this year. Two houses of three without a reliable network. Several languages.",
    ),
    easy_goal=say("Un rendez-vous régulier que les parents réclament.", "A regular meeting that parents ask for."),
    stretch_goal=say("D'anciens parents accueillis qui animent à leur tour.", "Former residents who lead in their turn."),
    confidential=say(
        "Le bail d'une des maisons prend fin l'an prochain ; les familles ne le savent pas encore.",
        "The lease of one house ends next year; the families do not know yet.",
    ),
    rights=RIGHTS,
    demonstration=ALL,
)

CALL: Final = EventFacts(
    key="parents-debout",
    record=None,
    invented=True,
    phase="call",
    format="on_site_24h",
    attendance="on_site",
    timezone="Pacific/Tahiti",
    title=say("Parents debout (démonstration)", "Parents standing (demonstration)"),
    summary=say(
        "Vingt-quatre heures, trois équipes et une association qui accueille des familles. L'appel est "
        "ouvert : proposez-vous, quel que soit votre métier. Événement inventé pour la démonstration.",
        "Twenty-four hours, three teams and an association that welcomes families. The call is open: "
        "apply, whatever your trade. An event invented for the demonstration.",
    ),
    theme=say("Soutien à la parentalité", "Support for parents"),
    place=say("Papeete, Tahiti", "Papeete, Tahiti"),
    challenges=(PARENTS,),
    organisers=("Les Ruches du Pacifique (démonstration)",),
    sponsors=("Banque du Lagon (démonstration)", "Moana Énergie (démonstration)"),
    starts_in_days=34,
    days=2,
    teams=3,
    team_min=6,
    team_max=8,
    capacity=24,
    coaches=say("Un par équipe.", "One per team."),
    designers=say("Un par équipe.", "One per team."),
    pitch=say("5 minutes, puis 5 minutes de questions.", "5 minutes, then 5 minutes of questions."),
    inspired_by="bb-emauta-tahiti-2022",
    conflicts=say(
        "Inspiré d'un événement réel d'octobre 2022 : 24 personnes, 3 équipes, deux jours, le soutien à "
        "la parentalité. L'association, les textes et les personnes sont inventés.",
        "Inspired by a real event of October 2022: 24 people, 3 teams, two days, support for parents. The "
        "association, the texts and the people are invented.",
    ),
    sources={"inspired_by": (EMAUTA, EMAUTA_RADIO)},
    demonstration=("everything",),
)

WORK: Final = ChallengeFacts(
    key="premier-contrat",
    title=say("De la rue au premier contrat", "From the street to a first contract"),
    theme=say("Sans-abrisme et insertion par le travail", "Homelessness and work integration"),
    brief=say(
        "Des employeurs se disent prêts à embaucher, des personnes sans domicile sont prêtes à "
        "travailler, et presque personne ne se rencontre. Comment créer ce lien et le tenir pendant les "
        "premières semaines ?",
        "Employers say they are ready to hire, people without a home are ready to work, and almost nobody "
        "meets. How can that link be made, and held through the first weeks?",
    ),
    why=say(
        "Un contrat ne tient que si quelqu'un répond présent le jour où tout se complique. Sans ce lien, "
        "chaque échec confirme à chacun que ce n'était pas possible.",
        "A contract holds only if somebody is there on the day when everything gets hard. Without that "
        "link, each failure proves to everyone that it could not be done.",
    ),
    beneficiaries=("La Halte du port (démonstration)",),
    teams=4,
    who_suffers=say(
        "Cent vingt personnes passent à l'accueil de jour chaque semaine ; une trentaine cherchent un travail.",
        "A hundred and twenty people come to the day centre each week; some thirty look for work.",
    ),
    already_tried=say(
        "Un forum de l'emploi : douze promesses, deux embauches, aucune au bout d'un mois.",
        "A job fair: twelve promises, two hirings, none left after a month.",
    ),
    constraints=say(
        "Une seule personne à mi-temps pour l'emploi. Pas d'adresse, parfois pas de papiers ni de téléphone.",
        "One half-time person for employment. No address, sometimes no papers and no phone.",
    ),
    easy_goal=say("Cinq contrats qui durent trois mois.", "Five contracts that last three months."),
    stretch_goal=say("Que les entreprises en parlent entre elles.", "That companies talk of it among themselves."),
    confidential=say(
        "Un des employeurs intéressés envisage de fermer son site ; ne pas bâtir la solution sur lui.",
        "One of the interested employers may close its site; do not build the solution on it.",
    ),
    rights=RIGHTS,
    demonstration=ALL,
)

JURY: Final = EventFacts(
    key="premier-contrat",
    record=None,
    invented=True,
    phase="jury",
    format="on_site_24h",
    attendance="on_site",
    timezone="Europe/Paris",
    title=say("De la rue au premier contrat (démonstration)", "From the street to a first contract (demonstration)"),
    summary=say(
        "Quatre équipes ont présenté leur prototype ce matin. Le jury lit, note et délibère : rien n'est "
        "encore publié. Événement inventé pour la démonstration.",
        "Four teams pitched their prototype this morning. The jury reads, scores and deliberates: nothing "
        "is published yet. An event invented for the demonstration.",
    ),
    theme=say("Sans-abrisme et insertion par le travail", "Homelessness and work integration"),
    place=say("Dunkerque", "Dunkirk"),
    challenges=(WORK,),
    organisers=("La Fabrique des dunes (démonstration)",),
    sponsors=("Chantiers Merlin (démonstration)", "Mutuelle des Quais (démonstration)"),
    starts_in_days=-1,
    days=2,
    teams=4,
    team_min=6,
    team_max=8,
    capacity=30,
    coaches=say("Un par équipe.", "One per team."),
    designers=say("Un par équipe.", "One per team."),
    jury=(
        say("L'association", "The association"),
        say("La ville", "The city"),
        say("Une entreprise partenaire", "A partner company"),
        say("Un organisme de formation", "A training body"),
    ),
    pitch=say("5 minutes, puis 5 minutes de questions.", "5 minutes, then 5 minutes of questions."),
    jury_criteria=(
        say("Compréhension du besoin", "Understanding of the need"),
        say("Originalité de la solution", "Originality of the solution"),
        say("Potentiel du prototype", "Potential of the prototype"),
        say("Pertinence du pitch", "Relevance of the pitch"),
    ),
    inspired_by="bb-te-torea-tahiti-2023",
    conflicts=say(
        "Inspiré d'un événement réel de juin 2023 à Papeete : une trentaine de personnes, quatre équipes, "
        "rapprocher personnes sans abri et employeurs. Les critères sont ceux qu'un jury réel a utilisés "
        "en 2022. L'association, les textes, les personnes et les prototypes sont inventés.",
        "Inspired by a real event of June 2023 in Papeete: about thirty people, four teams, bringing "
        "homeless people and employers together. The criteria are those that a real jury used in 2022. "
        "The association, texts, people and prototypes are invented.",
    ),
    sources={"inspired_by": (TOREA, TOREA_FOLLOW), "jury_criteria": (EMAUTA,)},
    demonstration=("everything",),
)
