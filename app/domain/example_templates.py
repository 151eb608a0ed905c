"""An example to start from: a team that does not exist, with enough strength and weakness to be worth a talk. (J7)"""

from typing import Final

from app.schemas.base import Localised
from app.schemas.calibration import ExampleIn

TEMPLATE: Final = ExampleIn(
    title=Localised(fr="Les Passe-Plats (équipe inventée)", en="The Hatch (an invented team)"),
    body=Localised(
        fr=(
            "Le défi : dans un quartier, des retraités isolés mangent seuls et mal.\n\n"
            "L’équipe propose une table d’hôtes tournante : chaque semaine, une cantine scolaire ouvre le mercredi midi à douze "
            "personnes âgées, servies par des élèves volontaires. L’inscription se fait par téléphone, une fiche papier dit les "
            "régimes. Une maquette de l’outil d’inscription est montrée ; elle marche pour l’exemple préparé.\n\n"
            "Budget : 3 400 € pour un an, repas compris ; le transport n’est pas compté. L’équipe a parlé à quatre retraités "
            "et à une cheffe de cantine, pas encore à la mairie qui détient les clés.\n\n"
            "Le pitch dure six minutes sur cinq. Il commence par la voix d’une dame de 81 ans, et ne dit pas qui portera le "
            "projet après le hackathon."
        ),
        en=(
            "The challenge: in one district, isolated pensioners eat alone and badly.\n\n"
            "The team proposes a table that moves: each week a school canteen opens on Wednesday noon to twelve older people, "
            "served by pupils who volunteer. One signs up by telephone, a paper card tells the diets. A mock-up of the sign-up "
            "tool is shown; it works for the prepared example.\n\n"
            "Budget: 3,400 € for a year, meals included; transport is not counted. The team spoke with four pensioners and one "
            "head of a canteen, not yet with the town hall, which holds the keys.\n\n"
            "The pitch takes six minutes out of five. It begins with the voice of a lady of 81, and does not say who will carry "
            "the project after the hackathon."
        ),
    ),
    reference={},
)
