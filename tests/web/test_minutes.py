"""J6: the minutes of a jury as a page, as JSON and as PDF: the same words, kept from who is tied, the file readable by ear."""

import re

import pytest

from app.domain import minutes
from app.web import minutes as words
from app.web import pdf
from tests.pdf import text_of
from tests.web.test_deliberations import change, publish, scored, talk
from tests.world import World

HOSTILE = '#panic("x") $ *bold* <script> \\ "quoted"'


def squeezed(text: str) -> str:
    """Return words without the spaces and breaks that differ between a page and a sheet of paper."""
    return re.sub(r"[\s\u00a0\u202f\u00ad]+", "", text)


def test_minutes_say_the_same_on_a_page_and_as_pdf_in_both_languages(sqlite_world: World):
    world = sqlite_world
    scene = scored(world, contest_hours=24)
    president, tied, here = scene.jurors[0], scene.jurors[3], f"challenges/{scene.challenge.id}/deliberation"
    president.call("GET", f"{here}/minutes", 404)
    president.call("GET", f"{here}/minutes.pdf", 404)
    assert "Not open yet" in president.see(f"/{here}/minutes")
    talk(scene, president, "POST")
    change(scene, 1, 1, "for", "for", "against", reason=HOSTILE)
    talk(scene, president, "POST", "/end")
    publish(scene)
    scene.member.call("POST", f"teams/{scene.teams[0].id}/contest", 201, json={"body": "PRIVATE"})
    answer = {"outcome": "recognised", "answer": "A figure was read wrongly."}
    scene.organiser.call("POST", f"teams/{scene.teams[0].id}/contest/answer", json=answer)
    told = president.call("GET", f"{here}/minutes")
    assert [(row["team"][:6], row["raw"], row["before"], row["decided"]) for row in told["ranked"]] == [
        ("Team 2", "3.00", 2, 1), ("Team 1", "4.00", 1, 2), ("Team 3", "2.00", 3, 3),
    ]  # fmt: skip
    assert (told["motions"][0]["votes_for"], told["contests"][0]["answer"]) == (2, answer["answer"])
    for language in ("en", "fr"):
        page = squeezed(president.see(f"/{here}/minutes?lang={language}"))
        answered = president.page.get(f"/{here}/minutes.pdf?lang={language}")
        assert answered.headers["content-type"] == "application/pdf"
        read = squeezed(text_of(answered.content))
        found = world.read(lambda db: minutes.of(db, president.person, scene.challenge.id, at=world.now))
        assert found
        said = [text for one in words.blocks(found, language) for row in (one.lines, one.heads, *one.rows) for text in row]
        assert len(said) > 40
        assert [text for text in said if squeezed(text) not in read] == []
        assert [text for text in said if squeezed(text) not in page] == []
        assert squeezed(HOSTILE) in read
        for mark in (b"/StructTreeRoot", b"/Marked true", b"/S/TH/", b"/S/H2/", f"/Lang({language})".encode(), b"pdfuaid"):
            assert mark in answered.content, mark
    again = president.api.get(f"{here}/minutes.pdf").content
    assert again == president.page.get(f"/{here}/minutes.pdf?lang=en").content, "the same minutes are the same file"
    hidden = text_of(tied.api.get(f"{here}/minutes.pdf").content)
    assert ("You are tied to this team." in hidden, "2.00" in hidden, "PRIVATE" in hidden) == (True, False, False)
    assert "2.00" not in tied.see(f"/{here}/minutes")
    for other in (scene.member, world.person("Nobody Here")):
        other.call("GET", f"{here}/minutes", 404)
        other.call("GET", f"{here}/minutes.pdf", 404)


def test_without_the_extra_there_is_no_link_and_programs_are_told(sqlite_world: World, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: without the question in `made`, the API answers 500."""
    scene = scored(sqlite_world, tied=False)
    president, here = scene.jurors[0], f"challenges/{scene.challenge.id}/deliberation"
    talk(scene, president, "POST")
    assert "Download (PDF)" in president.see(f"/{here}/minutes")
    monkeypatch.setattr(pdf, "ready", lambda: False)
    assert "Download (PDF)" not in president.see(f"/{here}/minutes")
    assert president.call("GET", f"{here}/minutes.pdf", 501)["code"] == "pdf_missing"
    assert "Print the page" in president.see(f"/{here}/minutes.pdf", 501)
