"""C7: `essaim lot verify` runs a published draw again from its file alone; its exit code can be trusted."""

from pathlib import Path

import orjson
from typer.testing import CliRunner

from app import cli
from app.science.lot_orders import publish_order
from app.science.lot_types import Candidate, Quota, Reading
from app.science.lots import draw, find_lottery, publish, to_tickets


def published(number: str | None = "417") -> dict:
    pool = [Candidate(f"{one:03}", {"gender": "woman" if one % 5 == 0 else "man"}) for one in range(20)]
    quotas = [Quota("gender", "woman", 2, 2), Quota("gender", "man", 2, 2)]
    lottery = find_lottery(pool, quotas, 4)
    tickets = to_tickets(lottery)
    drawn = draw(pool, quotas, tickets, number, Reading.NUMBER) if number else None
    return publish(pool, quotas, lottery, tickets, source="The evening lottery", reading=Reading.NUMBER, drawn=drawn)


def verify(tmp_path: Path, file: object, *options: str):
    path = tmp_path / "draw.json"
    path.write_bytes(file if isinstance(file, bytes) else orjson.dumps(file))
    return CliRunner().invoke(cli.app, ["lot", "verify", str(path), *options])


def test_c7_a_draw_that_holds_is_said_to_hold(tmp_path: Path):
    before, after = published(None), published()
    done = verify(tmp_path, after, "--solve", "--fingerprint", before["fingerprints"]["all"])
    assert done.exit_code == 0, done.output
    assert "The public number 417 draws ticket 417" in done.output
    assert "nothing was changed since" in done.output
    assert "The draw holds." in done.output
    assert "The number was not drawn yet." in verify(tmp_path, before).output


def test_c7_what_was_changed_is_named_and_ends_with_one(tmp_path: Path):
    good = published()
    kept = good["fingerprints"]["all"]
    swapped = orjson.loads(orjson.dumps(good))
    swapped["draw"]["panel"][0], swapped["draw"]["reserve"][0] = swapped["draw"]["reserve"][0], swapped["draw"]["panel"][0]
    other = published(None) | {"places": 3}
    for wrong in (swapped, other, b"{}", b"[1, 2]", b"not json", b'{"format": "essaim-lot-1", "pool": 3}'):
        done = verify(tmp_path, wrong)
        assert done.exit_code == 1, done.output
        assert "✗" in done.output
        assert "The draw does not hold" in done.output
    assert verify(tmp_path, good, "--fingerprint", "0" * 64).exit_code == 1
    assert verify(tmp_path, good, "--fingerprint", kept).exit_code == 0
    assert CliRunner().invoke(cli.app, ["lot", "verify", str(tmp_path / "none.json")]).exit_code == 1


def test_c7_an_order_of_passage_is_checked_the_same_way(tmp_path: Path):
    file = publish_order(["001", "002", "003"], source="The temperature at noon", number="11,4")
    assert verify(tmp_path, file).exit_code == 0
    for wrong in (file | {"source": "Another one"}, file | {"draw": {"number": "11,4", "order": file["draw"]["order"][::-1]}}):
        assert verify(tmp_path, wrong).exit_code == 1
    empty = verify(tmp_path, file | {"draw": {"number": " ", "order": []}})
    assert (empty.exit_code, "The draw has no public number." in empty.output) == (1, True)
