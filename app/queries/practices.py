"""Practice sheets: published ones for all, drafts for their authors, tombstones of what was withdrawn. (C1, A4)"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db import count, rows
from app.errors import NotFound
from app.models.commons import Author, Practice, PracticeStatus, PracticeWord, Reuse
from app.models.journal import Stream
from app.models.person import Person
from app.queries.search import asked

PAGE: Final = 25
FACETS: Final = ("theme", "public", "method", "territory")
GENERATIONS: Final = 20


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """Return the condition that keeps drafts for those who write or were asked to sign them."""
    public = col(Practice.status) != PracticeStatus.DRAFT
    if person is None:
        return public
    asked_for = select(Author.practice_id).where(Author.person_id == person.id)
    return sa.or_(public, col(Practice.created_by_id) == person.id, col(Practice.id).in_(asked_for))


def by_slug(db: Session, viewer: Person | None, slug: str) -> Practice:
    """Return a sheet, be it withdrawn; `NotFound` when there is none that the viewer may see."""
    found = db.exec(select(Practice).where(Practice.slug == slug, visible_to(viewer))).first()
    if found is None:
        raise NotFound
    return found


def for_change(db: Session, viewer: Person, slug: str, stream_id: UUID) -> Practice:
    """Lock the commons, then return the sheet as it is under the lock."""
    by_slug(db, viewer, slug)
    db.exec(select(Stream).where(Stream.id == stream_id).with_for_update()).one()
    found = by_slug(db, viewer, slug)
    db.refresh(found)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the commons."""

    q: str = ""
    theme: str = ""
    public: str = ""
    method: str = ""
    territory: str = ""

    def params(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("q", *FACETS)}

    @property
    def is_empty(self) -> bool:
        return not any(self.params().values())


CARD: Final = (
    col(Practice.id), col(Practice.slug), col(Practice.title), col(Practice.problem), col(Practice.theme), col(Practice.public),
    col(Practice.method), col(Practice.territory), col(Practice.language), col(Practice.licence), col(Practice.published_at),
)  # fmt: skip


def _found(wanted: Wanted) -> Any:
    """Return published sheets that answer what is wanted, the best first, then the newest."""
    reuses = sa.select(sa.func.count()).where(col(Reuse.practice_id) == col(Practice.id)).scalar_subquery().label("reuses")
    statement = sa.select(*CARD, reuses).where(col(Practice.status) == PracticeStatus.PUBLISHED)
    for name in FACETS:
        if value := getattr(wanted, name):
            statement = statement.where(getattr(Practice, name) == value)
    looked_for = asked(wanted.q)
    if looked_for:
        for variants in looked_for:
            holding = sa.select(col(PracticeWord.practice_id)).where(col(PracticeWord.stem).in_(sorted(variants)))
            statement = statement.where(col(Practice.id).in_(holding))
        score = (
            sa.select(sa.func.sum(PracticeWord.weight))
            .where(
                col(PracticeWord.practice_id) == col(Practice.id),
                col(PracticeWord.stem).in_(sorted(frozenset().union(*looked_for))),
            )
            .scalar_subquery()
        )
        statement = statement.order_by(score.desc())
    return statement.order_by(col(Practice.published_at).desc(), col(Practice.id).desc())


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of sheets and how many there are in all."""

    sheets: Sequence[Any]
    total: int


def listed(db: Session, wanted: Wanted, *, page: int = 1, size: int = PAGE) -> Listing:
    """Return one page of the published sheets that answer what is wanted."""
    statement = _found(wanted)
    return Listing(rows(db, statement.limit(size).offset((page - 1) * size)), count(db, statement))


def facets(db: Session) -> dict[str, list[str]]:
    """Return the themes, publics, methods and territories that published sheets have."""
    found: dict[str, list[str]] = {}
    for name in FACETS:
        column = getattr(Practice, name)
        statement = sa.select(column.label("value")).where(col(Practice.status) == PracticeStatus.PUBLISHED, column != "")
        # Sorted here: the engines do not agree on where an accent stands in the alphabet.
        found[name] = sorted((row.value for row in rows(db, statement.distinct())), key=str.casefold)
    return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with everything that its page shows."""

    row: Practice
    authors: list[str]
    reuses_list: list[Any]
    parent: str | None
    parent_title: str | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.row, name)

    @property
    def reuses(self) -> int:
        return len(self.reuses_list)


def sheet(db: Session, practice: Practice) -> Sheet:
    """Return a sheet with its named authors and its reuses."""
    return sheets(db, [practice])[0]


def sheets(db: Session, practices: Sequence[Practice]) -> list[Sheet]:
    """Return sheets with their named authors and reuses, in three queries."""
    ids = [practice.id for practice in practices]
    authors: dict[UUID, list[str]] = defaultdict(list)
    named = select(Author).where(col(Author.practice_id).in_(ids), col(Author.agreed_at).is_not(None))
    for author in db.exec(named.order_by(col(Author.asked_at), col(Author.id))):
        authors[author.practice_id].append(author.credited_as)
    reuses: dict[UUID, list[Any]] = defaultdict(list)
    for reuse in _reuses(db, ids):
        reuses[reuse.practice_id].append(reuse)
    wanted = [practice.parent_id for practice in practices if practice.parent_id]
    parents = {parent.id: parent for parent in db.exec(select(Practice).where(col(Practice.id).in_(wanted)))} if wanted else {}
    made = []
    for practice in practices:
        parent = parents.get(practice.parent_id) if practice.parent_id else None
        made.append(
            Sheet(
                practice,
                authors[practice.id],
                reuses[practice.id],
                parent.slug if parent else None,
                parent.title if parent else None,
            )
        )
    return made


def _reuses(db: Session, ids: Collection[UUID]) -> Sequence[Any]:
    """Return reuses of sheets, the oldest first, with the sheet that grew from each once it is published."""
    child = aliased(Practice)
    return rows(
        db,
        sa.select(
            col(Reuse.id), col(Reuse.practice_id), col(Reuse.person_id), col(Reuse.created_at), col(Reuse.community),
            col(Reuse.territory), col(Reuse.kept), col(Reuse.changed), col(Reuse.gave), col(child.slug).label("child"),
            col(child.title).label("child_title"),
        )
        .outerjoin(child, sa.and_(col(child.id) == col(Reuse.child_id), col(child.status) == PracticeStatus.PUBLISHED))
        .where(col(Reuse.practice_id).in_(ids))
        .order_by(col(Reuse.created_at), col(Reuse.id)),
    )  # fmt: skip


def everything(db: Session) -> list[Sheet]:
    """Return every published sheet, the newest first, for the open export."""
    statement = select(Practice).where(Practice.status == PracticeStatus.PUBLISHED)
    return sheets(db, list(db.exec(statement.order_by(col(Practice.published_at).desc(), col(Practice.id).desc()))))


def authors(db: Session, practice: Practice) -> list[tuple[Author, Person]]:
    """Return those who were asked and what they answered, for the authors of the draft."""
    statement = (
        select(Author, Person)
        .join(Person, col(Person.id) == col(Author.person_id))
        .where(Author.practice_id == practice.id)
        .order_by(col(Author.asked_at), col(Author.id))
    )
    return [(author, person) for author, person in db.exec(statement)]


def my_authorship(db: Session, person: Person | None, practice: Practice) -> Author | None:
    """Return what a person was asked for a sheet."""
    if person is None:
        return None
    return db.exec(select(Author).where(Author.practice_id == practice.id, Author.person_id == person.id)).first()


def reuse_by_id(db: Session, reuse_id: UUID) -> Reuse:
    """Return one reuse; `NotFound` when there is none."""
    found = db.get(Reuse, reuse_id)
    if found is None:
        raise NotFound
    return found


@dataclass(slots=True)
class Branch:
    """A sheet or a reuse, and what grew from it."""

    slug: str | None
    title: str
    territory: str
    kind: str
    at: datetime | None
    children: list["Branch"] = field(default_factory=list)

    def size(self) -> int:
        return 1 + sum(child.size() for child in self.children)


def tree(db: Session, practice: Practice) -> Branch:
    """Return the whole family of a sheet, from its first ancestor; drafts are not part of it."""
    root = practice
    for _ in range(GENERATIONS):
        parent = db.get(Practice, root.parent_id) if root.parent_id else None
        if parent is None or parent.status is PracticeStatus.DRAFT:
            break
        root = parent
    top = _branch(root)
    level = {root.id: top}
    for _ in range(GENERATIONS):
        if not level:
            break
        below = db.exec(
            select(Practice)
            .where(col(Practice.parent_id).in_(level), col(Practice.status) != PracticeStatus.DRAFT)
            .order_by(col(Practice.published_at), col(Practice.id))
        ).all()
        following = {}
        for child in below:
            assert child.parent_id  # noqa: S101 - it was found by it
            following[child.id] = _branch(child)
            level[child.parent_id].children.append(following[child.id])
        for reuse in _reuses(db, list(level)):
            if reuse.child is None:
                leaf = Branch(None, reuse.community, reuse.territory, "reuse", reuse.created_at)
                level[reuse.practice_id].children.append(leaf)
        level = following
    return top


def _branch(practice: Practice) -> Branch:
    kind = "withdrawn" if practice.status is PracticeStatus.WITHDRAWN else "practice"
    return Branch(practice.slug, practice.title, practice.territory, kind, practice.published_at)
