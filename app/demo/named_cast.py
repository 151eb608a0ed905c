"""The named cast: one person for each part, to sign in as with one click."""

from __future__ import annotations

from typing import Final

from app.demo.fact_types import say
from app.demo.person import CastMember, DemoPerson, mail_address


def _member(
    role: str,
    event: str,
    name: tuple[str, str],
    *,
    works: tuple[str, str | None],
    look_at: tuple[str, str],
) -> CastMember:
    (given, family), (sector, organisation) = name, works
    person = DemoPerson(
        key=f"cast-{role.replace('_', '-')}",
        given=given,
        family=family,
        email=mail_address(given, family),
        locale="fr",
        sector=sector,
        organisation=organisation,
        skills=("facilitation",) if role in {"coach", "guarantor"} else ("design",) if role == "designer" else (),
        languages=("fr", "en"),
        wishes=(),
        attendance="either",
        motivation="",
    )
    return CastMember(person=person, role=role, event=event, look_at=say(*look_at))


CAST: Final = (
    _member(
        "organiser",
        "grand-hackathon-campus",
        ("Solène", "Desruches"),
        works=("association", "Big Bloom"),
        look_at=(
            "Ce qui vous attend maintenant, les cinq défis, les vingt-cinq équipes.",
            "What needs you now, five défis, twenty-five teams.",
        ),
    ),
    _member(
        "project_holder",
        "premier-contrat",
        ("Ousmane", "Valclair"),
        works=("association", "La Halte du port (démonstration)"),
        look_at=(
            "Son défi, son pourquoi, et la solution qu'il portera demain.",
            "His défi, its why, and the solution he will own.",
        ),
    ),
    _member(
        "participant",
        "grand-hackathon-campus",
        ("Maïwenn", "Tournebrise"),
        works=("student", "Université des Quatre-Rivières"),
        look_at=(
            "La salle de son équipe, le prototype à déposer avant l'échéance.",
            "Her team's room, the prototype to hand in before the deadline.",
        ),
    ),
    _member(
        "coach",
        "grand-hackathon-campus",
        ("Bastien", "Corailler"),
        works=("company", "Atelier Méandre"),
        look_at=(
            "Ses équipes, où elles en sont, et la pause qu'il peut demander.",
            "His teams, where they stand, and the pause he may ask for.",
        ),
    ),
    _member(
        "designer",
        "grand-hackathon-campus",
        ("Inaya", "Feuillantine"),
        works=("student", "École de design du Belvédère"),
        look_at=(
            "Le prototype auquel elle donne forme avec l'équipe.",
            "The prototype to which she gives form with the team.",
        ),
    ),
    _member(
        "juror",
        "premier-contrat",
        ("Hélène", "Marnavent"),
        works=("public", "Ville de Dunkerque (démonstration)"),
        look_at=(
            "Ses fiches à remplir, une seule page, sur un téléphone.",
            "Her sheets to fill in, one page, on a phone.",
        ),
    ),
    _member(
        "sponsor",
        "adie-tahiti-2022",
        ("Teva", "Moanahau"),
        works=("company", "Banque du Lagon (démonstration)"),
        look_at=(
            "Les solutions suivies et les heures de son entreprise.",
            "The solutions followed and the hours of his company.",
        ),
    ),
    _member(
        "sponsor_volunteer",
        "adie-tahiti-2022",
        ("Heirani", "Vaiotea"),
        works=("company", "Banque du Lagon (démonstration)"),
        look_at=(
            "Ses heures, sur son temps de travail et sur le sien.",
            "Her hours, in work time and in her own.",
        ),
    ),
    _member(
        "incubation_lead",
        "adie-tahiti-2022",
        ("Manoa", "Tearahiti"),
        works=("association", "Adie Polynésie"),
        look_at=(
            "Un plan de vingt-six semaines, mené jusqu'au bout.",
            "A plan of twenty-six weeks, carried to its end.",
        ),
    ),
    _member(
        "observer",
        "adie-tahiti-2022",
        ("Gaspard", "Hautelune"),
        works=("public", "Direction de l'emploi (démonstration)"),
        look_at=(
            "Les solutions publiées et ce qu'elles sont devenues.",
            "Published solutions and what became of them.",
        ),
    ),
    _member(
        "guarantor",
        "grand-hackathon-campus",
        ("Amina", "Clairsentier"),
        works=("citizen", None),
        look_at=(
            "La charte, et le bouton qui arrête tout.",
            "The charter, and the button that stops everything.",
        ),
    ),
    _member(
        "commons_editor",
        "adie-tahiti-2022",
        ("Jonas", "Perlecour"),
        works=("association", "Les Passeurs de pratiques"),
        look_at=(
            "Les fiches des communs, et ce que d'autres en ont fait.",
            "The sheets of the commons, and what others did with them.",
        ),
    ),
    _member(
        "mentor",
        "grand-hackathon-campus",
        ("Capucine", "Boisnoir"),
        works=("company", "Enedis"),
        look_at=(
            "L'équipe qu'elle aide, et ce qu'elle ne peut pas noter.",
            "The team she helps, and what she cannot score.",
        ),
    ),
    _member(
        "witness",
        "premier-contrat",
        ("Lucien", "Passegrain"),
        works=("citizen", None),
        look_at=(
            "Ce qu'il vient raconter aux équipes, et quand.",
            "What he comes to tell the teams, and when.",
        ),
    ),
    _member(
        "reviewer",
        "parents-debout",
        ("Noémie", "Lisecourt"),
        works=("association", "Les Passeurs de pratiques"),
        look_at=(
            "Les candidatures à lire, et sa note, pour elle seule.",
            "The applications to read, and her mark, for herself alone.",
        ),
    ),
    _member(
        "logistics",
        "parents-debout",
        ("Firmin", "Portelance"),
        works=("citizen", None),
        look_at=(
            "Ce dont chacun a besoin pour venir, que lui seul peut lire.",
            "What each person needs in order to come, which only he may read.",
        ),
    ),
    _member(
        "volunteer",
        "parents-debout",
        ("Léonie", "Mainverte"),
        works=("student", "Université des Quatre-Rivières"),
        look_at=(
            "Le programme du jour où elle vient aider.",
            "The programme of the day when she comes to help.",
        ),
    ),
)
