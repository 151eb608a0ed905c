"""Grids to start from, after those that real juries of hackathons used, in our own words. (J1)

Which criteria they had is public, and mostly not how much each weighed: where it is not, the weights are ours. So are the
questions and every anchor.
"""

from typing import Final

from app.domain.grid_default import default_grid
from app.models.jury import CriterionKind
from app.schemas.base import Localised
from app.schemas.jury import CriterionIn, GridIn, TemplateOut

Words = tuple[str, str]  # in French, in English

# label, question, one anchor for each level from 1 up.
_KNOWN: Final[dict[str, tuple[Words, Words, tuple[Words, ...]]]] = {
    "impact": (
        ("Utilité et effets", "Use and effects"),
        ("Que changera-t-elle pour les personnes concernées ?", "What will it change for the people concerned?"),
        (
            ("On ne voit pas ce qui changerait", "No change is in sight"),
            ("Un confort pour quelques-uns", "A convenience for a few"),
            ("Un mieux réel pour une partie d’entre elles", "A real benefit for some of them"),
            ("Un mieux net pour la plupart", "A clear benefit for most of them"),
            ("Touche la cause, et les plus fragiles d’abord", "Reaches the cause, and the most fragile first"),
        ),
    ),
    "quality": (
        ("Qualité de la réalisation", "Quality of the making"),
        ("Ce qui est montré tient-il ?", "Does what is shown hold together?"),
        (
            ("Rien à essayer encore", "Nothing to try yet"),
            ("Une maquette qui s’arrête vite", "A mock-up that soon stops"),
            ("Marche sur l’exemple préparé", "Works on the prepared example"),
            ("Marche sur un cas qu’on lui donne", "Works on a case that one brings"),
            ("Marche, s’explique, se reprend par d’autres", "Works, is explained, can be taken over by others"),
        ),
    ),
    "lasting": (
        ("Faisable et durable", "Feasible and lasting"),
        ("Vivra-t-elle encore dans un an ?", "Will it still be alive in a year?"),
        (
            ("Personne pour la porter", "Nobody to carry it"),
            ("Dépend d’un seul geste ou d’un seul don", "Depends on one gesture or one gift"),
            ("Un porteur, des moyens à trouver", "Somebody carries it, means to be found"),
            ("Un porteur, des coûts et un calendrier", "Somebody carries it, with costs and dates"),
            ("Prête : relais, moyens et premières dates", "Ready: people, means and first dates"),
        ),
    ),
    "data": (
        ("Usage des données ouvertes", "Use of open data"),
        ("Les données proposées servent-elles vraiment ?", "Are the data on offer really of use?"),
        (
            ("Aucune donnée", "No data"),
            ("Citées sans servir", "Named and not used"),
            ("Illustrent le propos", "Illustrate the point"),
            ("Fondent un choix de la solution", "Ground a choice of the solution"),
            ("La solution n’existerait pas sans elles", "The solution would not exist without them"),
        ),
    ),
    "economy": (
        ("Équilibre économique", "Economic balance"),
        ("Qui paie quoi, et jusqu’à quand ?", "Who pays for what, and until when?"),
        (
            ("La question n’est pas posée", "The question is not asked"),
            ("Des dépenses, pas de recettes", "Costs, no income"),
            ("Une piste de financement", "One way to fund it"),
            ("Plusieurs pistes, chiffrées", "Several ways, in figures"),
            ("À l’équilibre, ou utile sans argent", "Balanced, or useful without money"),
        ),
    ),
    "reach": (
        ("Capacité à essaimer", "Ability to spread"),
        ("D’autres pourraient-ils la reprendre ailleurs ?", "Could others take it up elsewhere?"),
        (
            ("Tient à ce lieu et à ces personnes", "Bound to this place and these people"),
            ("Transposable avec beaucoup d’efforts", "Can be moved with great effort"),
            ("Transposable à un lieu semblable", "Can be moved to a similar place"),
            ("Pensée pour être reprise", "Made to be taken up"),
            ("Déjà demandée ailleurs, mode d’emploi compris", "Asked for elsewhere already, with its instructions"),
        ),
    ),
    "team": (
        ("Confiance dans l’équipe", "Trust in the team"),
        ("Sait-elle faire, et faire ensemble ?", "Can they do it, and together?"),
        (
            ("On ne sait pas qui fait quoi", "Who does what is not known"),
            ("Une personne porte tout", "One person carries everything"),
            ("Des rôles clairs", "Clear roles"),
            ("Chacun a contribué et le montre", "Everybody contributed, and it shows"),
            ("Complémentaire, lucide, prête à continuer", "Complementary, clear-sighted, ready to go on"),
        ),
    ),
    "proof": (
        ("Effets vérifiés", "Effects verified"),
        ("Sur quoi repose ce qui est avancé ?", "What do the claims rest on?"),
        (
            ("Sur des convictions", "On convictions"),
            ("Sur un avis ou deux", "On an opinion or two"),
            ("Sur des témoignages recueillis", "On accounts that were collected"),
            ("Sur un essai avec des personnes concernées", "On a trial with people concerned"),
            ("Sur un essai mesuré, limites dites", "On a measured trial, its limits said"),
        ),
    ),
    "telling": (
        ("Faire connaître", "Making it known"),
        ("Les personnes concernées en entendront-elles parler ?", "Will the people concerned hear of it?"),
        (
            ("Rien n’est prévu", "Nothing is planned"),
            ("Une annonce générale", "A general announcement"),
            ("Des canaux choisis pour ce public", "Channels chosen for these people"),
            ("Des relais nommés qui parleront", "Named people who will speak"),
            ("Les personnes concernées en parlent déjà", "The people concerned speak of it already"),
        ),
    ),
}  # fmt: skip

# Where a solution must stand whatever its marks: question, and what is shown for a no.
_GATES: Final[tuple[tuple[Words, Words, Words], ...]] = (
    (
        ("Le porteur peut l’appliquer lui-même", "The project holder can apply it"),
        (
            "L’association pourrait-elle la mettre en œuvre sans l’équipe ?",
            "Could the association carry it out without the team?",
        ),
        (
            "Le jury pense que l’association ne pourrait pas l’appliquer elle-même.",
            "The jury thinks that the association could not apply it by itself.",
        ),
    ),
    (
        ("Avec les personnes concernées", "With the people concerned"),
        ("Ont-elles pris part à son élaboration ?", "Did they take part in making it?"),
        (
            "Le jury n’a pas vu que les personnes concernées y aient pris part.",
            "The jury did not see that the people concerned took part.",
        ),
    ),
)

# key, name, criteria with their weights (those of the default grid by their number), key of a bonus.
_TEMPLATES: Final[tuple[tuple[str, Words, tuple[tuple[str | int, int], ...], str | None], ...]] = (
    ("big-bloom", ("Big Bloom, avec deux conditions", "Big Bloom, with two gates"), ((0, 30), (1, 20), (2, 30), (3, 20)), None),
    ("open-data", ("Données ouvertes, en bonus", "Open data, as a bonus"),
     (("impact", 30), ("quality", 25), ("lasting", 25), (1, 20)), "data"),
    ("nature", ("Nature en ville", "Nature in town"),
     (("impact", 25), ("quality", 25), ("lasting", 20), (1, 20), ("data", 10)), None),
    ("territory", ("Projets d’un territoire", "Projects of a territory"),
     ((2, 25), ("economy", 15), ("impact", 25), ("reach", 15), ("team", 20)), None),
    ("social", ("Innovation sociale", "Social innovation"), ((1, 25), ("impact", 35), ("proof", 20), ("reach", 20)), None),
    ("equal", ("Cinq critères égaux", "Five equal criteria"),
     (("impact", 20), ("lasting", 20), ("telling", 20), (3, 20), ("team", 20)), None),
)  # fmt: skip


def templates() -> list[TemplateOut]:
    """Return the grids to start from, the project's own first."""
    return [TemplateOut(key=key, name=_said(name), grid=_grid(criteria, bonus)) for key, name, criteria, bonus in _TEMPLATES]


def template(key: str) -> GridIn | None:
    """Return one of the grids to start from, None for an unknown key."""
    return next((one.grid for one in templates() if one.key == key), None)


def _said(words: Words) -> Localised:
    return Localised(fr=words[0], en=words[1])


def _grid(criteria: tuple[tuple[str | int, int], ...], bonus: str | None) -> GridIn:
    own = default_grid().criteria
    found = [
        own[name].model_copy(update={"weight": weight}) if isinstance(name, int) else _criterion(name, weight)
        for name, weight in criteria
    ]
    if bonus:
        found.append(_criterion(bonus, 0, CriterionKind.BONUS))
    elif criteria[0][0] == 0:
        found += [
            CriterionIn(kind=CriterionKind.GATE, label=_said(label), hint=_said(hint), failed=_said(failed), anchors=[])
            for label, hint, failed in _GATES
        ]
    return GridIn(criteria=found)


def _criterion(name: str, weight: int, kind: CriterionKind = CriterionKind.SCORED) -> CriterionIn:
    label, hint, anchors = _KNOWN[name]
    return CriterionIn(kind=kind, label=_said(label), hint=_said(hint), weight=weight, anchors=[_said(one) for one in anchors])
