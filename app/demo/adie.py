"""Adie, Tahiti, March 2022: from the défi to a campaign that beat its targets."""

from datetime import date
from typing import Final

from app.demo.fact_types import (
    ChallengeFacts,
    EventFacts,
    IndicatorFacts,
    MilestoneFacts,
    SolutionFacts,
    say,
)

BEFORE: Final = "https://www.tahiti-infos.com/Un-hackhaton-solidaire-pour-l-Adie_a207838.html"
DURING: Final = "https://www.tntv.pf/tntvnews/polynesie/societe/un-hackathon-pour-booster-les-innovations-sociales-en-polynesie/"
WINNER: Final = "https://www.radio1.pf/aide-ladie-selectionne-lors-du-hackaton-solidaire-big-bloom-tahiti/"
PLAN: Final = "https://www.tntv.pf/tntvnews/polynesie/societe/ladie-veut-tripler-le-nombre-de-ses-benevoles/"
RESULT: Final = "https://www.radio1.pf/un-hackathon-solidaire-pour-les-foyers-emauta/"

CHALLENGE: Final = ChallengeFacts(
    key="adie-benevoles",
    title=say("Trouver des bénévoles, jusque dans les îles", "Find volunteers, out to the islands"),
    theme=say("Bénévolat et microentreprise", "Volunteering and micro-enterprise"),
    brief=say(
        "L'Adie manque de bénévoles pour former et accompagner les microentrepreneurs, surtout dans les "
        "îles éloignées. Comment les recruter ?",
        "Adie lacks volunteers to train and coach micro-entrepreneurs, above all in the remote islands. "
        "How can they be recruited?",
    ),
    why=say(
        "Sans accompagnement, une petite entreprise qui démarre reste seule devant ses comptes et ses "
        "premières difficultés, et plus encore loin de Tahiti. Chaque bénévole de plus permet à quelqu'un "
        "de vivre de son travail là où il habite. (Texte rédigé pour la démonstration.)",
        "Without support, a small business that starts is alone with its books and its first setbacks, "
        "and even more so far from Tahiti. Each volunteer more lets somebody live from their work where "
        "they live. (Text written for the demonstration.)",
    ),
    beneficiaries=("Adie Polynésie",),
    teams=4,
    easy_goal=say(
        "Une campagne que l'Adie peut mener elle-même dans l'année, avec ses moyens.",
        "A campaign that Adie can run by itself within the year, with its own means.",
    ),
    stretch_goal=say(
        "Au moins un bénévole actif dans chaque île où l'association suit quelqu'un.",
        "At least one active volunteer on each island where the association supports someone.",
    ),
    demonstration=("why", "easy_goal", "stretch_goal"),
)

ADIE: Final = EventFacts(
    key="adie-tahiti-2022",
    record="bb-adie-tahiti-2022",
    invented=False,
    phase="closed",
    format="on_site_24h",
    attendance="on_site",
    timezone="Pacific/Tahiti",
    title=say("1er hackathon solidaire de Polynésie, pour l'Adie", "Polynesia's first hackathon for good, for Adie"),
    summary=say(
        "Une trentaine de personnes d'entreprises et de services publics, quatre équipes et vingt-quatre "
        "heures pour aider l'Adie à trouver des bénévoles. La solution retenue, « Aide l'Adie », a été "
        "mise en œuvre par l'association : en octobre 2022, ses objectifs de recrutement étaient dépassés.",
        "About thirty people from companies and public services, four teams and twenty-four hours to help "
        "Adie find volunteers. The chosen solution, “Aide l'Adie”, was carried out by the association: by "
        "October 2022 its recruitment targets were beaten.",
    ),
    theme=say("Bénévolat et microentreprise", "Volunteering and micro-enterprise"),
    place=say("Tahiti, Polynésie française", "Tahiti, French Polynesia"),
    challenges=(CHALLENGE,),
    organisers=("Big Bloom Tahiti",),
    starts_on=date(2022, 3, 30),
    ends_on=date(2022, 3, 31),
    participants=30,
    participants_note=say("« une trentaine »", "“about thirty”"),
    participant_profile=say(
        "Cadres et chefs d'entreprise, agents des services publics, en équipes mêlées.",
        "Managers and business owners, public-service staff, in mixed teams.",
    ),
    working_format=say("Vingt-quatre heures sur deux jours.", "Twenty-four hours over two days."),
    teams=4,
    team_min=6,
    team_max=8,
    coaches=say("Un par équipe.", "One per team."),
    designers=say("Un par équipe.", "One per team."),
    witnesses=say(
        "Des personnes de l'Adie passent d'une équipe à l'autre pendant la phase d'empathie.",
        "People from Adie move among the teams during the empathy phase.",
    ),
    jury=(
        say("La ministre ou le ministre chargé du travail", "The minister in charge of labour"),
        say("La direction d'une fédération d'employeurs", "The director of an employers' federation"),
        say("Une troisième personne, appartenance inconnue", "A third person, affiliation unknown"),
    ),
    pitch=say("5 minutes, puis 5 minutes de questions.", "5 minutes, then 5 minutes of questions."),
    solutions=4,
    winners=(
        SolutionFacts(
            name="Aide l'Adie",
            challenge="adie-benevoles",
            summary=say(
                "Une campagne de recrutement de bénévoles, avec ses partenaires, ses visuels et son "
                "budget. Selon les sources, une journée « coup de poing » pensée pour toucher 17 îles, ou "
                "une semaine de communication close par un événement.",
                "A campaign to recruit volunteers, with its partners, visuals and budget. Depending on "
                "the source, one full-force day meant to reach 17 islands, or one week of communication "
                "with a closing event.",
            ),
            members_from=("Banque de Tahiti", "Prism", "DGAE", "Air France"),
            sources=(WINNER, PLAN),
        ),
    ),
    outcome="deployed",
    after=say(
        "L'Adie décide de mener la campagne et la fixe au 1er septembre 2022, avec l'ambition de tripler "
        "une vingtaine de bénévoles. En octobre 2022, la presse rapporte que les objectifs de recrutement "
        "ont été dépassés.",
        "Adie decided to run the campaign and set it for 1 September 2022, aiming to triple some twenty "
        "volunteers. In October 2022 the press reported that the recruitment targets had been beaten.",
    ),
    milestones=(
        MilestoneFacts(
            on="2022-03-31",
            title=say("« Aide l'Adie » retenue par le jury", "“Aide l'Adie” chosen by the jury"),
            sources=(WINNER,),
        ),
        MilestoneFacts(
            on="2022-09-01",
            title=say(
                "Date fixée pour la campagne, 17 îles visées",
                "Date set for the campaign, 17 islands aimed at",
            ),
            sources=(PLAN,),
        ),
        MilestoneFacts(
            on="2022-10",
            title=say("Objectifs de recrutement dépassés", "Recruitment targets beaten"),
            sources=(RESULT,),
        ),
    ),
    indicators=(
        IndicatorFacts(
            name=say("Bénévoles actifs", "Active volunteers"),
            baseline=20,
            target=60,
            reached=None,
            note=say(
                "« Une vingtaine » au départ, à tripler (60 est calculé). Objectif dépassé en octobre "
                "2022 ; le nombre atteint n'est pas connu.",
                "“About twenty” at the start, to be tripled (60 is derived). Target beaten in October "
                "2022; the number reached is not known.",
            ),
            sources=(PLAN, RESULT),
        ),
    ),
    conflicts=say(
        "Les sources ne s'accordent pas sur la durée de la campagne : une journée ou une semaine.",
        "Sources differ on the length of the campaign: one day or one week.",
    ),
    sources={
        "title": (BEFORE, DURING),
        "place": (BEFORE,),
        "starts_on": (BEFORE,),
        "ends_on": (BEFORE,),
        "organisers": (BEFORE,),
        "theme": (BEFORE,),
        "challenges": (WINNER, BEFORE),
        "participants": (BEFORE,),
        "participant_profile": (BEFORE,),
        "working_format": (BEFORE,),
        "teams": (WINNER,),
        "coaches": (DURING,),
        "designers": (DURING,),
        "witnesses": (BEFORE,),
        "jury": (WINNER,),
        "pitch": (BEFORE,),
        "solutions": (WINNER,),
        "winners": (WINNER, PLAN),
        "outcome": (RESULT,),
        "after": (PLAN, RESULT),
        "conflicts": (WINNER, PLAN),
    },
    unknown=(
        "supporters",
        "sponsors",
        "public_authorities",
        "team_size",
        "mentors",
        "jury_criteria",
        "volunteers_reached",
    ),
    demonstration=("summary", "team_min", "team_max"),
)
