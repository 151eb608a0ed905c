"""Grand Hackathon Campus, March 2021: five défis at once; the demonstration replays it as if today."""

from datetime import date
from typing import Final

from app.demo.fact_types import ChallengeFacts, EventFacts, say

SOURCE: Final = "https://www.nous-demain.fr/un-grand-hackathon-solidaire-avec-des-jeunes-alphaleo-de-dijon/"
INVENTED: Final = ("title", "brief", "why", "beneficiaries", "easy_goal", "stretch_goal")

ZERO_WASTE: Final = ChallengeFacts(
    key="zero-dechet",
    title=say("Des repas de quartier sans poubelle", "Neighbourhood meals without a bin"),
    theme=say("Zéro déchet", "Zero waste"),
    brief=say(
        "L'association prête sa cuisine à une vingtaine de collectifs qui servent des repas de quartier. "
        "Chaque fête remplit trois bacs de vaisselle jetable. Comment les aider à s'en passer, sans que "
        "cela coûte plus cher ni demande plus de bras ?",
        "The association lends its kitchen to some twenty groups who serve neighbourhood meals. Each "
        "party fills three bins with throw-away dishes. How can they do without, at no more cost and with "
        "no more hands?",
    ),
    why=say(
        "Ces repas rassemblent des gens qui ne se croisent pas ailleurs. S'ils deviennent un exemple de "
        "sobriété joyeuse, le quartier change d'habitudes sans qu'on lui fasse la leçon.",
        "These meals bring together people who meet nowhere else. If they become an example of cheerful "
        "sobriety, the neighbourhood changes its habits without being lectured.",
    ),
    beneficiaries=("La Table commune (démonstration)",),
    teams=5,
    easy_goal=say("Trois fêtes sans jetable avant l'été.", "Three parties without throw-aways before summer."),
    stretch_goal=say("Un prêt de vaisselle géré par les habitants.", "A loan of dishes run by the inhabitants."),
    demonstration=INVENTED,
)
MOBILITY: Final = ChallengeFacts(
    key="ecomobilite",
    title=say("Aller travailler sans voiture, même tôt", "Get to work without a car, even early"),
    theme=say("Écomobilité", "Eco-mobility"),
    brief=say(
        "Des personnes en insertion refusent des postes parce que l'embauche est à cinq heures et que le "
        "premier bus passe à six. Comment leur ouvrir un chemin fiable, sûr et peu polluant ?",
        "People in work integration turn down jobs because work starts at five and the first bus runs at "
        "six. How can a reliable, safe and clean way be opened to them?",
    ),
    why=say(
        "Un emploi perdu faute de transport éloigne pour longtemps. Se déplacer sans voiture ne doit pas "
        "être le privilège de ceux qui habitent au centre.",
        "A job lost for want of transport sets someone back for long. Getting about without a car must "
        "not be the privilege of those who live in the centre.",
    ),
    beneficiaries=("Premiers Trajets (démonstration)",),
    teams=5,
    easy_goal=say("Une solution pour dix personnes d'une même zone.", "A solution for ten people in one area."),
    stretch_goal=say("Un accord avec trois employeurs de la zone.", "An agreement with three local employers."),
    demonstration=INVENTED,
)
CONSUMPTION: Final = ChallengeFacts(
    key="consommation",
    title=say("Réparer avant de racheter", "Repair before buying again"),
    theme=say("Consommation responsable", "Responsible consumption"),
    brief=say(
        "L'atelier de réparation de l'association déborde le samedi et reste vide en semaine. Les "
        "étudiants, qui jettent le plus d'appareils, n'y viennent pas. Comment faire de la réparation un "
        "réflexe ?",
        "The association's repair workshop overflows on Saturdays and is empty on weekdays. Students, who "
        "throw away the most appliances, do not come. How can repair become a reflex?",
    ),
    why=say(
        "Savoir réparer, c'est dépenser moins et dépendre moins. Cela se transmet entre voisins, à "
        "condition d'avoir une raison de se rencontrer.",
        "To know how to repair is to spend less and depend less. It passes between neighbours, if they have a reason to meet.",
    ),
    beneficiaries=("L'Atelier des mains (démonstration)",),
    teams=5,
    easy_goal=say("Cinquante étudiants passés par l'atelier.", "Fifty students through the workshop."),
    stretch_goal=say("Un atelier tenu par les étudiants eux-mêmes.", "A workshop run by students themselves."),
    demonstration=INVENTED,
)
FOOD: Final = ChallengeFacts(
    key="alimentation",
    title=say("Bien manger avec trois fois rien", "Eat well on next to nothing"),
    theme=say("Alimentation durable", "Sustainable food"),
    brief=say(
        "L'épicerie solidaire reçoit beaucoup de légumes frais ; une partie repart au compost parce que "
        "les personnes accueillies n'ont ni four ni le temps de cuisiner. Comment en faire de vrais repas "
        "?",
        "The solidarity grocery receives many fresh vegetables; part of them ends as compost because "
        "those who come have neither oven nor time to cook. How can they become real meals?",
    ),
    why=say(
        "Choisir ce que l'on mange est une question de dignité avant d'être une question de santé. Une "
        "aide alimentaire qui impose et qui gaspille manque les deux.",
        "To choose what one eats is a matter of dignity before it is one of health. Food aid that imposes "
        "and wastes misses both.",
    ),
    beneficiaries=("L'Épicerie du canal (démonstration)",),
    teams=5,
    easy_goal=say("Diviser par deux les légumes perdus.", "Halve the vegetables lost."),
    stretch_goal=say("Des repas cuisinés par les personnes accueillies.", "Meals cooked by those who are welcomed."),
    demonstration=INVENTED,
)
HOUSING: Final = ChallengeFacts(
    key="habitat",
    title=say("Ne plus avoir froid chez soi", "No longer cold at home"),
    theme=say("Habitat durable", "Sustainable housing"),
    brief=say(
        "L'association visite des locataires qui se chauffent mal. Elle repère les travaux, mais les "
        "petits gestes restent sans suite une fois la porte refermée. Comment accompagner dans la durée ?",
        "The association visits tenants whose homes are hard to heat. It spots the works needed, but "
        "small steps go no further once the door is closed. How can support last?",
    ),
    why=say(
        "Le froid isole : on n'invite plus, on tombe malade, on s'endette. Rendre un logement vivable, "
        "c'est rendre une place parmi les autres.",
        "Cold isolates: one no longer invites, one falls ill, one runs into debt. To make a home liveable "
        "is to give back a place among others.",
    ),
    beneficiaries=("Un toit tiède (démonstration)",),
    teams=5,
    easy_goal=say("Revoir chaque foyer visité avant l'hiver.", "See each visited home again before winter."),
    stretch_goal=say("Des locataires qui accompagnent d'autres locataires.", "Tenants who support other tenants."),
    demonstration=INVENTED,
)

CAMPUS: Final = EventFacts(
    key="grand-hackathon-campus",
    record="fi-grand-hackathon-campus-2021",
    invented=False,
    phase="sprint",
    format="several_challenges",
    attendance="remote",
    timezone="Europe/Paris",
    title=say("Grand Hackathon Campus", "Grand Hackathon Campus"),
    summary=say(
        "Cinq associations, cinq thèmes écologiques, cinq équipes pour chacun : plus de cent étudiants et "
        "jeunes travaillent en ligne, avec un élève designer et un salarié d'une entreprise partenaire "
        "par équipe. L'événement a eu lieu en mars 2021 ; la démonstration le rejoue comme s'il se tenait "
        "aujourd'hui, avec des associations, des personnes et des projets inventés.",
        "Five associations, five ecological themes, five teams for each: more than a hundred students and "
        "young people work online, with a design student and an employee of a partner company in each "
        "team. It took place in March 2021; the demonstration replays it as if it were today, with "
        "invented associations, people and projects.",
    ),
    theme=say("Écologie", "Ecology"),
    place=say("En ligne", "Online"),
    challenges=(ZERO_WASTE, MOBILITY, CONSUMPTION, FOOD, HOUSING),
    organisers=("Big Bloom",),
    supporters=("Le French Impact",),
    sponsors=("Air Liquide", "Enedis", "Chanel", "L'Oréal", "Saint-Gobain"),
    public_authorities=say("Secrétariat d'État chargé de la Jeunesse", "State secretariat for youth"),
    starts_on=date(2021, 3, 9),
    ends_on=date(2021, 3, 12),
    starts_in_days=-1,
    days=4,
    participants=100,
    participants_note=say("« plus de cent »", "“more than one hundred”"),
    participant_profile=say("Étudiants et jeunes.", "Students and young people."),
    working_format=say(
        "Quatre séances de travail dans la semaine, présentations le dernier jour.",
        "Four work sessions over one week, pitches on the last day.",
    ),
    teams=25,
    teams_note=say("Calculé : cinq groupes pour chacun des cinq thèmes.", "Derived: five groups for each of five themes."),
    team_min=3,
    team_max=6,
    designers=say("Un élève designer par groupe.", "One design student per group."),
    mentors=say("Un salarié d'une entreprise partenaire par groupe.", "One employee of a sponsor company per group."),
    jury=(
        say(
            "Un jury a entendu les groupes ; sa composition n'est pas connue.",
            "A jury heard the groups; its make-up is unknown.",
        ),
    ),
    sources=dict.fromkeys(
        (
            "title",
            "place",
            "theme",
            "challenges",
            "organisers",
            "supporters",
            "sponsors",
            "public_authorities",
            "starts_on",
            "ends_on",
            "participants",
            "participant_profile",
            "working_format",
            "teams",
            "designers",
            "mentors",
            "jury",
        ),
        (SOURCE,),
    ),
    unknown=(
        "beneficiaries",
        "challenge_revealed",
        "team_size",
        "coaches",
        "witnesses",
        "jury_size",
        "jury_criteria",
        "pitch_format",
        "solutions",
        "winners",
        "after",
    ),
    demonstration=("summary", "starts_in_days", "team_min", "team_max"),
)
