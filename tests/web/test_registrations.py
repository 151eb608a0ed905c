"""P3: a sponsor registers its people by spreadsheet; each completes and sends their application themself."""

import io
import re
import zipfile
from html import unescape

import pytest
from sqlmodel import select

from app.domain import organisations, roles
from app.mail import kept
from app.models.application import Application, ApplicationStatus
from app.models.hackathon import Phase, Sponsorship
from app.models.organisation import Sector
from app.models.person import Person, Role, Within
from app.worker import Worker
from tests.builders import apply_to, move_to
from tests.web.test_selection import scene
from tests.world import Actor, World

HEAD = "Adresse e-mail;Nom;Langue\n"


def sponsor(world: World, hackathon, name: str = "Sam Sponsor", company: str = "Banque du Port") -> tuple[Actor, str]:
    made = world.person(name)

    def unit(db):
        owner = organisations.find_or_add(db, company, Sector.COMPANY, at=world.now)
        db.add(Sponsorship(hackathon_id=hackathon.id, organisation_id=owner.id, created_at=world.now))
        roles.give(
            db, made.person, Role.SPONSOR, Within.ORGANISATION, owner.id, at=world.now, hackathon_id=hackathon.id
        )  # fmt: skip
        return str(owner.id)

    return made, world.act(unit)


def send(who: Actor, hackathon, owner: str, body: bytes | str, name: str = "list.csv", status: int = 200) -> str:
    content = body.encode() if isinstance(body, str) else body
    answer = who.page.post(
        f"/hackathons/{hackathon.slug}/group/check",
        data={"organisation_id": owner, "role": "participant"},
        files={"file": (name, content, "application/octet-stream")},
    )
    assert answer.status_code == status, answer.text[:600]
    return answer.text


def rows_of(html: str) -> str:
    return unescape(re.search(r'<textarea name="rows" hidden>\n(.*?)</textarea>', html, re.S).group(1))


def test_p3_a_list_is_checked_line_by_line_then_each_is_asked(world: World):
    _, hackathon = scene(world)
    sam, owner = sponsor(world, hackathon)
    apply_to(world.person("Lina Roy"), hackathon)
    body = HEAD + (
        "ana@banque.example;Ana Petit;fr\nnot an address;Bob;fr\nlina.roy@example.org;Lina;en\n\n"
        "ANA@banque.example;Ana again;fr\ncid@banque.example;;fr\ndan@banque.example;Dän É;en\n"
    )
    here = f"/hackathons/{hackathon.slug}/group"
    assert "Banque du Port" in sam.see(here)
    assert "ana@" not in sam.page.get(f"{here}/template.csv").text
    shown = send(sam, hackathon, owner, body.encode("cp1252"))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(shown)))
    assert "2 people would be written to" in words
    assert re.search(r"3 not an address .*e-mail address such as", words)
    assert "4 lina.roy@example.org Already registered, by themselves or by somebody else: nothing changes." in words
    assert "6 ANA@banque.example Line 2 has the same address." in words
    assert re.search(r"7 cid@banque.example Name: Fill in", words)
    assert world.read(lambda db: len(db.exec(select(Application)).all())) == 1
    sam.send(here, {"organisation_id": owner, "role": "participant", "rows": rows_of(shown)})
    made = world.read(lambda db: db.exec(select(Application).where(Application.registered_by_id == sam.id)).all())
    assert {one.status for one in made} == {ApplicationStatus.DRAFT}
    assert {one.draft["organisation"] for one in made} == {"Banque du Port"}
    names = world.read(lambda db: {p.display_name for p in db.exec(select(Person)) if p.email.endswith("banque.example")})
    assert names == {"Ana Petit", "Dän É"}
    Worker(world.services, world.app.url_path_for).work()
    mails = {mail.to: mail.subject for mail in kept(world.settings.data_dir / "outbox")}
    assert mails["ana@banque.example"].startswith("Votre organisation aimerait")
    assert mails["dan@banque.example"].startswith("Your organisation would like")
    again = send(sam, hackathon, owner, body.encode("cp1252"))
    assert "0 people would be written to" in re.sub(r"<[^>]+>", "", again)
    refused = sam.send(here, {"organisation_id": owner, "role": "participant", "rows": rows_of(shown)}, status=409)
    assert "Everybody on this list is registered already" in refused.text


def test_p3_a_group_says_nothing_of_others_and_is_for_sponsors_and_organisers(world: World):
    organiser, hackathon = scene(world)
    sam, owner = sponsor(world, hackathon)
    rival, theirs = sponsor(world, hackathon, "Rita Rival", "La Rivale")
    body = {"organisation_id": owner, "people": [{"email": "ana@banque.example", "name": "Ana"}]}
    url = f"hackathons/{hackathon.id}/groups"
    world.person("Sue Stranger").call("POST", url, 404, json=body)
    world.person("Sid Stranger").see(f"/hackathons/{hackathon.slug}/group", 404)
    world.person("Sod Stranger").see(f"/hackathons/{hackathon.slug}/group/template.csv", 404)
    assert rival.call("POST", url, 422, json=body)["code"] == "invalid"
    assert sam.call("POST", url, json=body) == {"registered": 1, "unchanged": []}
    both = body | {"organisation_id": theirs, "people": [*body["people"], {"email": "bob@x.example", "name": "Bob"}]}
    assert organiser.call("POST", url, json=both) == {"registered": 1, "unchanged": [1]}
    organiser.see(f"/hackathons/{hackathon.slug}/group")
    assert organiser.call("GET", f"hackathons/{hackathon.id}/applications") == []
    move_to(world, hackathon, Phase.SPRINT, organiser)
    assert sam.call("POST", url, 409, json=body)["code"] == "wrong_phase"


def test_p3_who_had_begun_keeps_what_they_wrote(sqlite_world: World):
    world = sqlite_world
    _, hackathon = scene(world)
    sam, owner = sponsor(world, hackathon)
    lina = world.person("Lina Roy")

    def begin(db) -> None:
        db.add(
            Application(
                hackathon_id=hackathon.id, person_id=lina.id, sector="citizen", attendance="remote", fifteen_or_over=False,
                status="draft", draft={"motivation": "Mine."}, created_at=world.now,
            )
        )  # fmt: skip

    world.act(begin)
    shown = send(sam, hackathon, owner, f"{HEAD}lina.roy@example.org;Lina;fr\n")
    assert "1 person would be written to" in shown
    sam.send(f"/hackathons/{hackathon.slug}/group", {"organisation_id": owner, "role": "participant", "rows": rows_of(shown)})
    assert world.read(lambda db: db.exec(select(Application)).one().draft) == {"motivation": "Mine."}


SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def xlsx(*rows: tuple[str, ...]) -> bytes:
    """Return a small workbook with these rows of text."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(row) if cell
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in PARTS.items():
            file.writestr(name, part)
        file.writestr("xl/worksheets/sheet1.xml", SHEET.format("".join(lines)))
    return out.getvalue()


def test_p3_a_workbook_is_read_like_a_text_file(sqlite_world: World):
    world = sqlite_world
    _, hackathon = scene(world)
    sam, owner = sponsor(world, hackathon)
    body = xlsx(("E-mail", "Nom"), ("", ""), ("ana@banque.example", "Ana"), ("wrong", "Bob"))
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", send(sam, hackathon, owner, body, "list.xlsx")))
    assert "1 person would be written to" in shown
    assert "4 wrong" in shown


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _bomb:
    _bomb.writestr("xl/workbook.xml", b"0" * 30_000_000)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "cannot be read as a spreadsheet"),
        (b"PK\x03\x04 nothing", "cannot be read as a spreadsheet"),
        (BOMB.getvalue(), "cannot be read as a spreadsheet"),
        (b"x" * 1_000_001, "heavier than 1 MB"),
        ("Nom;Prénom\nA;B\n".encode(), "The first line must name the columns"),
        ((HEAD + "".join(f"p{n}@x.example;P {n};fr\n" for n in range(501))).encode(), "more than 500 people"),
        (b"", "Choose a file."),
    ],
)
def test_p3_a_file_that_is_no_list_is_refused_beside_its_field(sqlite_world: World, body: bytes, said: str):
    world = sqlite_world
    _, hackathon = scene(world)
    sam, owner = sponsor(world, hackathon)
    answer = sam.page.post(
        f"/hackathons/{hackathon.slug}/group/check",
        data={"organisation_id": owner, "role": "participant"},
        files={"file": ("list.csv", body, "text/csv")} if body else None,
    )
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert 'id="file-error"' in answer.text
