"""The charter that is proposed to a new hackathon; its organisers and participants then make it theirs. (P6)"""

# ruff: noqa: E501 - a paragraph is one line of Markdown

from typing import Final

from app.i18n import typeset

CHARTER: Final = {
    "fr": typeset("""\
Nous travaillons pour une association et pour les personnes qu’elle accompagne. Ces règles valent pour tout le monde, équipe d’organisation comprise.

### Le pourquoi d’abord
Nous partons du pourquoi écrit par l’association. Quand une idée s’en éloigne, chacun peut le dire.

### Bienveillance
Nous écoutons avant de répondre. Nous critiquons des idées, jamais des personnes. Aucun propos ni geste qui rabaisse n’a sa place ici.

### Des équipes mêlées
Chaque voix compte autant que les autres, quels que soient le métier, l’âge ou l’employeur. Le coach veille à ce que chacun parle ; il ne décide pas pour l’équipe.

### Le droit de s’arrêter
Un coach peut mettre son équipe en pause. La personne garante et l’équipe d’organisation peuvent mettre tout le hackathon en pause : les échéances glissent d’autant.

### Ce qui est confié reste confié
Ce que disent les témoins et les documents confidentiels d’une association ne sort pas de l’équipe. Les notes privées restent privées.

### À qui appartient le travail
Les auteurs restent auteurs. L’association peut se servir librement de la solution de son défi, la modifier et la déployer, et cite ses auteurs. Rien n’est cédé à un mécène.

### Après
Une solution retenue entre six mois en incubation avec l’association. Ce que nous apprenons rejoint les communs, avec l’accord de celles et ceux qui l’ont écrit.

### Changer ces règles
Chacun peut proposer un changement, avec sa raison. Une nouvelle version demande une nouvelle signature.
"""),
    "en": """\
We work for an association and for the people it supports. These rules hold for everybody, organisers included.

### The why comes first
We start from the why that the association has written. When an idea drifts away from it, anybody may say so.

### Kindness
We listen before we answer. We criticise ideas, never people. No word or gesture that belittles somebody has a place here.

### Mixed teams
Every voice counts as much as the others, whatever the trade, the age or the employer. The coach sees to it that everybody speaks; the coach does not decide for the team.

### The right to stop
A coach may pause their team. The guarantor and the organisers may pause the whole hackathon: deadlines move by as much.

### What is confided stays confided
What witnesses say, and an association’s confidential papers, do not leave the team. Private notes stay private.

### Whose work it is
Authors remain authors. The association may freely use, change and deploy the solution to its challenge, and names its authors. Nothing is signed away to a sponsor.

### Afterwards
A chosen solution enters six months of incubation with the association. What we learn joins the commons, if those who wrote it agree.

### Changing these rules
Anybody may propose a change, with a reason. A new version asks for a new signature.
""",
}
