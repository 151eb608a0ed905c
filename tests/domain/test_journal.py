"""C9: the journal is chained, and what is changed in it shows."""

import pytest
import sqlalchemy as sa

from app.domain import journal
from app.domain.policy import Action
from tests.world import World


@pytest.fixture
def written(world: World) -> World:
    lina = world.person("Lina Roy")
    for index in range(3):
        world.act(
            lambda db, index=index: journal.record(
                db, journal.COMMONS, lina.person, Action.CHANGE_PROFILE, lina.person, at=world.now, number=index, at_home=True
            )
        )
    return world


def flaws(world: World) -> list[tuple[int, str]]:
    return world.read(lambda db: [(flaw.seq, flaw.reason) for flaw in journal.verify(db)])


def test_an_untouched_journal_verifies(written: World):
    assert flaws(written) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "UPDATE journal_entry SET facts = '{\"number\": 7}' WHERE seq = 2 AND stream_id = :stream",
            (2, "the entry was changed"),
        ),
        ("UPDATE journal_entry SET action = 'invite' WHERE seq = 1 AND stream_id = :stream", (1, "the entry was changed")),
        ("DELETE FROM journal_entry WHERE seq = 2 AND stream_id = :stream", (2, "an entry is missing")),
        (
            "DELETE FROM journal_entry WHERE seq = 3 AND stream_id = :stream",
            (3, "the end of the stream does not match its last entry"),
        ),
    ],
)
def test_a_change_is_named(written: World, change: str, named: tuple[int, str]):
    statement = sa.text(change).bindparams(sa.bindparam("stream", journal.COMMONS, sa.Uuid))
    written.act(lambda db: db.connection().execute(statement))
    assert named in flaws(written)
