"""J2, J3, J4: a jury's file taken, changed, looked at and applied whole, on both surfaces and both engines."""

import csv
import io
import re
from html import unescape
from typing import Any

from sqlmodel import select

from app.models.journal import Entry
from app.models.jury import Seat, Sheet, Tie
from app.models.person import Invitation, Role, Within
from app.security import email_key
from tests.builders import JuryScene, free_of_ties, jury_scene, score
from tests.web.test_deliberations import at_once, publish, scored
from tests.world import World, plain

HEADS = ["action", "juror", "team", "kind of tie", "note", "load", "stands by"]


def line(scene: JuryScene, act: str, juror: int, team: int | None = None, **cells: object) -> list[str]:
    """Return a line of a file by numbers of the scene's people."""
    row = {"action": act, "juror": scene.jurors[juror].id, "team": "" if team is None else scene.teams[team].id}
    row |= {name.replace("_", " "): cell for name, cell in cells.items()}
    return [str(row.get(name, "")) for name in HEADS]


def packed(*lines: list[str], heads: list[str] = HEADS, mark: str = ";") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([heads, *lines])
    return out.getvalue()


def check(scene: JuryScene, text: str, status: int = 200) -> dict[str, Any]:
    return scene.organiser.call("POST", f"challenges/{scene.challenge.id}/jury-file/check", status, json={"text": text})


def apply(scene: JuryScene, text: str, status: int = 204, **given: Any) -> Any:
    path = f"challenges/{scene.challenge.id}/jury-file"
    return scene.organiser.call("POST", path, status, json={"text": text, **given})


def taken(scene: JuryScene, name: str = "jury", language: str = "en") -> str:
    answer = scene.organiser.page.get(f"/challenges/{scene.challenge.id}/{name}.csv?lang={language}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return answer.content.decode()


def invite(world: World, scene: JuryScene, juror: int, email: str) -> None:
    """Let an organiser have invited a juror by an address that is not the one of their account."""
    person, at = scene.jurors[juror].person, world.now
    invitation = Invitation(
        email=email, email_key=email_key(email), role=Role.JUROR, within=Within.CHALLENGE, within_id=scene.challenge.id,
        hackathon_id=scene.hackathon.id, invited_by_id=scene.organiser.id, expires_at=at, accepted_at=at,
        accepted_by_id=person.id, created_at=at,
    )  # fmt: skip
    world.act(lambda db: db.add(invitation))


def seats(world: World) -> int:
    return len(world.read(lambda db: db.exec(select(Seat).where(Seat.ended_at == None)).all()))  # noqa: E711


def send(scene: JuryScene, body: bytes, name: str = "jury.csv") -> Any:
    return scene.organiser.page.post(f"/challenges/{scene.challenge.id}/jury-file/check", files={"file": (name, body)})


def test_a_file_is_looked_at_then_applied_whole_by_the_rules_of_single_acts(world: World):
    scene = jury_scene(world, teams=3, jurors=3)
    for number in (1, 2):
        scene.jurors[number].call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "none"})
    text = packed(
        line(scene, "panelist", 0, load=2, stands_by="no"),
        line(scene, "tie", 0, 0, kind_of_tie="employer"),
        line(scene, "seat", 1, 0), line(scene, "seat", 2, 0), line(scene, "seat", 0, 1), line(scene, "seat", 1, 1),
        line(scene, "seat", 2, 2),
    )  # fmt: skip
    found = check(scene, text)
    assert (found["errors"], found["counts"]) == ([], {"given": 5, "named": 1, "tied": 1})
    assert found["first_seats"]
    assert found["lacking"] == [{"team": scene.teams[2].name, "missing": 1}]
    assert (seats(world), world.read(lambda db: db.exec(select(Tie).where(Tie.kind == "employer")).all())) == (0, [])
    assert apply(scene, text, 409, fingerprint="0" * 64)["code"] == "jury_file_changed"
    apply(scene, text, fingerprint=found["fingerprint"])
    assert seats(world) == 5
    again = check(scene, text)
    assert (again["errors"], again["effects"]) == ([], [])
    apply(scene, text, fingerprint=again["fingerprint"])
    told = world.read(lambda db: [entry.facts for entry in db.exec(select(Entry).where(Entry.action == "import_jury_file"))])
    assert [(facts["lines"], facts["given"], facts["tied"]) for facts in told] == [(7, 5, 1)]
    assert "A file of 7 lines was applied" in scene.organiser.see(f"/hackathons/{scene.slug}/organise/journal")


def test_every_error_is_told_with_its_line_and_column_and_nothing_is_applied(world: World):
    """Tried: with errors passed over, the right lines of a wrong file are applied."""
    scene = jury_scene(world, teams=2, jurors=2)
    free_of_ties(world, scene)
    scene.jurors[1].call("PUT", f"teams/{scene.teams[1].id}/tie", json={"kind": "family"})
    score(scene, scene.jurors[0], scene.teams[0], [3], lock=False)
    other = jury_scene(world, teams=1, jurors=1, name="Other")
    text = packed(
        line(scene, "seat", 0, 1),
        line(scene, "jump", 0, 0),
        line(other, "seat", 0, 0),
        line(scene, "seat", 1, 1),
        line(scene, "tie", 0, 1),
        line(scene, "seat", 0, 1),
        line(scene, "panelist", 0, load="many"),
        line(scene, "untie", 1, 1),
        ["seat", "Juror a Fort", str(scene.teams[0].id), "", "", "", ""],
        ["seat", str(scene.jurors[0].id), scene.teams[0].name, "", "", "", ""],
        ["", "", "", "", "", "", ""],
        line(scene, "panelist", 1, load="501"),
    )
    found = check(scene, text)
    assert [(one["line"], one["column"]) for one in found["errors"]] == [
        (3, "action"), (4, "juror"), (4, "team"), (5, "action"), (6, "kind of tie"), (7, "action"), (8, "load"), (9, "note"),
        (10, "juror"), (11, "team"), (13, "load"),
    ]  # fmt: skip
    assert "declared a tie" in found["errors"][3]["detail"]
    assert found["errors"][5]["detail"].startswith("Line 2 already says")
    assert apply(scene, text, 422)["code"] == "jury_file_wrong"
    assert seats(world) == 0
    answer = send(scene, text.encode())
    assert answer.status_code == 422
    page = plain(answer.text)
    assert "11 things to put right" in page
    assert "No team of this challenge has this id" in page
    for wrong, column in (("a;b\n1;2\n", "action"), ("action;juror;team;colour\n", "action"), ("action;juror;juror\n", "juror")):
        assert [(one["line"], one["column"]) for one in check(scene, wrong)["errors"]] == [(1, column)]
    assert check(scene, "action;juror\n")["errors"][0]["line"] == 2
    many = packed(*[line(scene, "seat", 0, 1)] * 1001)
    assert "1000 lines" in check(scene, many)["errors"][0]["detail"]
    assert send(scene, b"PK\x03\x04 no").status_code == 422


def test_what_is_exported_changes_nothing_when_it_comes_back_in_any_language_or_spelling(world: World):
    scene = jury_scene(world, teams=4, jurors=4, name="=Fort;")
    free_of_ties(world, scene)
    scene.jurors[3].call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "other", "note": "=1+1; a\nfriend"})
    at = f"challenges/{scene.challenge.id}"
    scene.organiser.call("PUT", f"{at}/panelists/{scene.jurors[0].id}", 204, json={"load": 3, "sector": "public"})
    scene.organiser.call("PUT", f"{at}/panelists/{scene.jurors[1].id}", 204, json={"stand_in": True})
    scene.organiser.call("PUT", f"{at}/panels", 204, json={"reads": 2})
    invite(world, scene, 2, "Invited@Example.org")
    english, french = taken(scene), taken(scene, language="fr")
    assert english.splitlines()[0].startswith("\ufeffaction,juror,juror’s name,team,")
    assert f"seat,{scene.jurors[0].id},Juror a =Fort;," in english
    assert "'=1+1; a" in english
    assert "seat,Invited@Example.org,Juror c =Fort;," in english
    assert [juror.person.email for juror in scene.jurors if juror.person.email in english + french] == []
    private = packed(["seat", scene.jurors[2].person.email, str(scene.teams[0].id), "", "", "", ""])
    assert [one["column"] for one in check(scene, private)["errors"]] == ["juror"]
    assert french.splitlines()[0].startswith("\ufeffaction;juré;")
    assert "employer" not in french
    for text in (english, french, french.replace(";", "\t").replace("=Fort\t", "=Fort;").replace("=1+1\t", "=1+1;")):
        found = check(scene, text)
        assert (found["errors"], found["effects"]) == ([], [])
    for body in (french.encode("cp1252", "replace"), french.replace("\r\n", "\n").encode()):
        assert "This file changes nothing" in plain(send(scene, body.removeprefix(b"?")).text)


def test_the_page_applies_once_and_says_what_changed_meanwhile(world: World):
    """Tried: without the fingerprint, what was looked at and what is done differ."""
    scene = jury_scene(world, teams=2, jurors=3)
    free_of_ties(world, scene)
    path = f"/challenges/{scene.challenge.id}/jury-file"
    assert "What a line may do" in scene.organiser.see(path)
    scene.jurors[0].see(path, 404)
    scene.jurors[0].see(f"/challenges/{scene.challenge.id}/jury.csv", 404)
    text = packed(line(scene, "seat", 0, 0), line(scene, "seat", 1, 0), line(scene, "seat", 2, 1))
    answer = send(scene, b"\xef\xbb\xbf" + text.encode())
    assert answer.status_code == 200
    assert "3 seats given" in plain(answer.text)
    assert "only who has one reads" in plain(answer.text)
    form = fields(answer.text)
    scene.jurors[1].call("PUT", f"teams/{scene.teams[1].id}/tie", json={"kind": "family"})
    scene.organiser.send(path, form)
    assert seats(world) == 3
    scene.organiser.send(path, form)
    assert seats(world) == 3
    second = fields(send(scene, packed(line(scene, "unseat", 2, 1), line(scene, "seat", 0, 1)).encode()).text)
    at = f"challenges/{scene.challenge.id}/panels/{scene.teams[1].id}"
    scene.organiser.call("PUT", f"{at}/{scene.jurors[0].id}", 204)
    changed = scene.organiser.page.post(path, data=second)
    assert changed.status_code == 409
    said = plain(changed.text)
    assert "What changed meanwhile" in said
    assert "put before a team by hand" in said
    assert "1 seat taken away" in said
    assert seats(world) == 4
    scene.organiser.send(path, fields(changed.text))
    assert seats(world) == 3


def test_a_tie_is_withdrawn_or_written_down_for_a_juror_until_the_scoring_closes(sqlite_world: World):
    """Tried: with the scoring closed and no refusal, an organiser who sees the places takes a sheet out of the result."""
    world = sqlite_world
    scene = jury_scene(world, teams=2, jurors=2)
    free_of_ties(world, scene)
    one, other = scene.jurors
    score(scene, one, scene.teams[0], [4, 4, 4, 4])
    for number in (0, 1):
        one.call("PUT", f"teams/{scene.teams[number].id}/tie", json={"kind": "family"})
    kept = lambda: world.read(lambda db: db.exec(select(Sheet)).one().recused_at)  # noqa: E731
    assert kept() is not None
    text = packed(
        line(scene, "untie", 0, 0, note="Another person of that name"), line(scene, "untie", 0, 1, note="The same"),
        line(scene, "tie", 1, 1, kind_of_tie="coached"),
    )  # fmt: skip
    found = check(scene, text)
    assert (found["errors"], found["counts"]) == ([], {"tied": 1, "untied": 2})
    apply(scene, text, fingerprint=found["fingerprint"])
    assert kept() is None
    # What was read counts again; who has read nothing is asked anew before the work opens.
    states = {one["team_id"]: one["state"] for one in one.call("GET", f"hackathons/{scene.slug}/sheets")}
    assert states == {str(scene.teams[0].id): "done", str(scene.teams[1].id): "tie"}
    assert other.call("GET", f"teams/{scene.teams[1].id}/sheet", 409)["code"] == "recused"
    told = scene.organiser.see(f"/hackathons/{scene.slug}/organise/journal")
    assert "declared by mistake, was withdrawn" in told
    scene.organiser.send(f"/challenges/{scene.challenge.id}/scoring/close")
    late = check(scene, packed(line(scene, "tie", 0, 0, kind_of_tie="employer"), line(scene, "seat", 0, 0)))["errors"]
    assert [(error["line"], "closed" in error["detail"]) for error in late] == [(2, True), (3, True)]


def test_two_who_apply_the_same_file_at_once_apply_it_once(world: World):
    """Held twice: without the lock of the stream, the constraint on seats still refuses the second."""
    scene = jury_scene(world, teams=2, jurors=2)
    free_of_ties(world, scene)
    text = packed(line(scene, "seat", 0, 0), line(scene, "seat", 1, 1))
    body = {"text": text, "fingerprint": check(scene, text)["fingerprint"]}
    path = f"challenges/{scene.challenge.id}/jury-file"
    answers = at_once([lambda: scene.organiser.api.post(path, json=body)] * 2)
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert seats(world) == 2
    told = world.read(lambda db: db.exec(select(Entry).where(Entry.action.in_(["import_jury_file", "seat_juror"]))).all())
    assert len(told) == 3


def fields(html: str) -> dict[str, str]:
    """Return what the confirmation of a page carries."""
    form = html.split("</textarea>", maxsplit=1)[0].rpartition("<form")[2]
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return found | {"rows": unescape(form.partition("hidden>\n")[2])}


def marked(scene: JuryScene, juror: int, team: int, marks: str, **cells: str) -> list[str]:
    """Return a line of marks, one character a criterion, a blank for none."""
    person = scene.jurors[juror].person
    return ["score", str(person.id), str(scene.teams[team].id), cells.get("great", ""), cells.get("signed", ""),
            cells.get("untied", "yes"), *marks.replace(".", " ")]  # fmt: skip


SCORES = ["action", "juror", "team", "great", "signed on", "nothing ties them", "c1", "c2", "c3", "c4"]


def test_sheets_from_paper_are_entered_in_the_name_of_their_jurors_and_never_over_others(world: World):
    """Tried: with the sheet on a device compared, a guess of its marks is answered otherwise than a wrong one."""
    scene = jury_scene(world, teams=2, jurors=3)
    organiser, (own, paper, tied) = scene.organiser, scene.jurors
    own.call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "none"})
    score(scene, own, scene.teams[0], [5, 4, 3, 2])
    tied.call("PUT", f"teams/{scene.teams[0].id}/tie", json={"kind": "family"})
    wrong = packed(
        marked(scene, 0, 0, "5432"), marked(scene, 0, 1, "9..3"), marked(scene, 1, 0, "3333", untied=""),
        marked(scene, 2, 0, "3333"), marked(scene, 1, 1, "3333", signed="2099-01-01 10:00"),
        heads=SCORES,
    )  # fmt: skip
    errors = check(scene, wrong)["errors"]
    assert [(one["line"], one["column"]) for one in errors] == [
        (2, "action"), (3, "c1"), (3, "c2"), (3, "c3"), (4, "nothing ties them"), (5, "action"), (6, "signed on"),
    ]  # fmt: skip
    guess = check(scene, packed(marked(scene, 0, 0, "1111"), heads=SCORES))["errors"]
    assert guess == [errors[0]]
    signed = world.clock.forward(minutes=5).strftime("%d/%m/%Y 09:00")
    right = packed(
        marked(scene, 1, 0, "4321", great="=Bold", signed=signed), marked(scene, 1, 1, "5555"), marked(scene, 2, 1, "...."),
        heads=SCORES, mark=",",
    )  # fmt: skip
    found = check(scene, right)
    assert (found["errors"], found["counts"]) == ([], {"free": 2, "scored": 2})
    apply(scene, right, fingerprint=found["fingerprint"])
    kept = world.read(lambda db: db.exec(select(Sheet).where(Sheet.person_id == paper.id)).all())
    assert {(sheet.entered_by_id, sheet.locked_at is not None) for sheet in kept} == {(organiser.id, True)}
    assert paper.call("GET", f"teams/{scene.teams[0].id}/sheet")["total"] == 2.6
    assert check(scene, right)["counts"] == {}
    assert [one["line"] for one in check(scene, right.replace("5,5,5,5", "5,5,5,1"))["errors"]] == [3]
    lines = taken(scene, "to-score").splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("c1,c2,c3,c4")
    assert not any(str(own.id) in line and scene.teams[0].name in line for line in lines)


def table(actor: Any, path: str, status: int = 200) -> list[list[str]]:
    answer = actor.page.get(path)
    assert answer.status_code == status, answer.text[:300]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";" if "lang=fr" in path else ","))


def test_results_are_a_table_for_everybody_and_sheets_have_letters_for_the_team_alone(sqlite_world: World):
    world = sqlite_world
    scene = scored(world, tied=True)
    here, one = f"/hackathons/{scene.slug}/results.csv", scene.teams[0].id
    assert world.visitor().page.get(here).status_code == 404
    assert scene.organiser.page.get(f"/challenges/{scene.challenge.id}/sheets.csv").status_code == 404
    assert scene.member.page.get(f"/teams/{one}/sheets.csv").status_code == 404
    publish(scene)
    heads, *lines = table(world.visitor(), here)
    assert [dict(zip(heads, line, strict=True))["Rank"] for line in lines] == ["1", "2", "3"]
    first = dict(zip(heads, lines[0], strict=True))
    assert (first["Team"], first["Plain mean"], first["Sheets that count"], first["Decided by"]) == (
        scene.teams[0].name, "4.00", "4", "the mean",
    )  # fmt: skip
    assert "4,00" in table(world.visitor(), f"{here}?lang=fr")[1]
    everybody = table(scene.organiser, f"/challenges/{scene.challenge.id}/sheets.csv")
    assert [line[1] for line in everybody if line[0] == scene.teams[0].name] == ["A", "B", "C", "D", "Mean", "Lowest", "Highest"]
    # Three jurors read team 3, since one has a tie: letters would name them.
    assert [line[1] for line in everybody if line[0] == scene.teams[2].name] == ["Mean", "Lowest", "Highest"]
    mine = table(scene.member, f"/teams/{one}/sheets.csv")
    assert {line[0] for line in mine[1:]} == {scene.teams[0].name}
    assert scene.member.page.get(f"/teams/{scene.teams[1].id}/sheets.csv").status_code == 404
    for juror in scene.jurors:
        assert juror.page.get(f"/challenges/{scene.challenge.id}/sheets.csv").status_code == 404
        assert juror.person.display_name not in str(everybody)
    assert "All results as a table" in world.visitor().see(f"/hackathons/{scene.slug}/results")
    assert "What the jurors marked" in scene.member.see(f"/teams/{one}/result")
