"""Marseille, April 2021, for Acta Vista: what is known, and a long list of what is not."""

from datetime import date
from typing import Final

from app.demo.fact_types import ChallengeFacts, EventFacts, say

GOMET: Final = "https://gomet.net/citadelle-marseille-hackaton-acta-vista/"
KLF: Final = "https://klfcommunication.com/blog/le-hackathon-solidaire-de-marseille-nous-ouvre-les-portes-du-fort-st-nicolas"
LATER: Final = "https://mesinfos.fr/13000-marseille/marseille-decouvrez-les-secrets-du-fort-d-entrecasteaux-181325.html"
ACCOUNT: Final = "Le French Impact, 10 juin 2021"

CHALLENGE: Final = ChallengeFacts(
    key="citadelle",
    title=say("Ouvrir la citadelle, pas à pas", "Open the citadel, step by step"),
    theme=say("Patrimoine, culture, citoyenneté, insertion", "Heritage, culture, citizenship, work integration"),
    brief=say(
        "Le fort d'Entrecasteaux, fermé au public depuis plus de 350 ans, doit s'ouvrir peu à peu à "
        "partir de 2022. Imaginer ce qui en fera un lieu de culture, de citoyenneté et d'insertion, où la "
        "visite elle-même fait prendre part à l'inclusion.",
        "Fort d'Entrecasteaux, closed to the public for more than 350 years, is to open little by little "
        "from 2022. Imagine what will make it a place of culture, citizenship and work integration, where "
        "the visit itself makes people take part in inclusion.",
    ),
    why=say(
        "Un lieu resté fermé si longtemps peut s'ouvrir comme un décor, ou comme un bien commun. S'il "
        "fait travailler et se rencontrer celles et ceux qui le restaurent et celles et ceux qui le "
        "visitent, il rend à la ville plus que des murs. (Texte rédigé pour la démonstration.)",
        "A place closed for so long can open as scenery, or as something held in common. If those who "
        "restore it and those who visit it work and meet there, it gives the city back more than walls. "
        "(Text written for the demonstration.)",
    ),
    beneficiaries=("Acta Vista (Groupe SOS)",),
    demonstration=("why",),
)

MARSEILLE: Final = EventFacts(
    key="marseille-2021",
    record="fi-marseille-2021",
    invented=False,
    phase="closed",
    format="four_sessions",
    attendance="remote",
    timezone="Europe/Paris",
    title=say("Hackathon Territoire French Impact de Marseille", "French Impact territory hackathon, Marseille"),
    summary=say(
        "Trente-neuf personnes, réunies en ligne pendant trois jours, imaginent comment un fort fermé "
        "depuis plus de 350 ans peut s'ouvrir à la ville. Les solutions et leur suite ne figurent dans "
        "aucune source que nous ayons lue : cette page le dit plutôt que de l'inventer.",
        "Thirty-nine people met online for three days to imagine how a fort closed for more than 350 "
        "years can open to the city. No source that we read gives the solutions or what became of them: "
        "this page says so rather than make it up.",
    ),
    theme=CHALLENGE.theme,
    place=say("Marseille (en ligne)", "Marseille (online)"),
    challenges=(CHALLENGE,),
    organisers=("Big Bloom",),
    supporters=("Le French Impact",),
    starts_on=date(2021, 4, 21),
    ends_on=date(2021, 4, 23),
    days=3,
    participants=39,
    participant_profile=say(
        "Étudiants, salariés, fonctionnaires, cadres en recherche d'emploi.",
        "Students, employees, civil servants, executives looking for work.",
    ),
    coaches=say(
        "Au moins un par équipe, règle générale du French Impact ; leur nombre n'est pas connu.",
        "At least one per team, the general rule of French Impact; their number is not known.",
    ),
    after=say(
        "Aucune source lue ne dit quelle solution a servi. Des visites guidées du fort ont eu lieu plus "
        "tard ; rien ne les relie au hackathon.",
        "No source that we read says which solution was used. Guided visits of the fort took place later; "
        "nothing links them to the hackathon.",
    ),
    sources={
        "title": (ACCOUNT,),
        "place": (GOMET,),
        "starts_on": (GOMET,),
        "ends_on": (GOMET,),
        "organisers": (ACCOUNT, GOMET),
        "supporters": (ACCOUNT,),
        "theme": (ACCOUNT,),
        "challenges": (KLF, ACCOUNT),
        "participants": (GOMET,),
        "participant_profile": (GOMET, KLF),
        "coaches": (ACCOUNT,),
        "after": (LATER,),
    },
    unknown=(
        "sponsors",
        "public_authorities",
        "working_format",
        "challenge_revealed",
        "teams",
        "team_size",
        "designers",
        "witnesses",
        "mentors",
        "jury",
        "jury_size",
        "jury_criteria",
        "pitch_format",
        "solutions",
        "winners",
        "outcome",
    ),
    demonstration=("summary", "format", "team_min", "team_max"),
)
