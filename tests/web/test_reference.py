"""T1: the reference of the API is a page of ours: every operation, nothing from elsewhere, short enough for a phone."""

import re
from pathlib import Path

from app.errors import CODES
from app.web.problems import CHAPTERS
from tests.world import World


def test_every_operation_is_on_a_page_of_its_part(sqlite_world: World):
    document = sqlite_world.app.openapi()
    visitor = sqlite_world.visitor()
    first = visitor.page.get("/api").text
    shown = {}
    for part in re.findall(r"/api\?part=([a-z]+)", first):
        text = visitor.page.get(f"/api?part={part}").text
        elements = len(re.findall(r"<[a-z]", re.sub(r"<svg.*?</svg>", "<svg>", text, flags=re.S)))
        assert elements <= 350, f"{part}: {elements} elements"
        assert not re.search(r"<script|(src|href)=\"(https?:)?//", text), part
        shown |= dict.fromkeys(re.findall(r"<code>([A-Z]+ /\S+)</code>", text), part)
    wanted = {
        f"{method.upper()} {path}": operation["tags"][0]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert shown == wanted


def test_what_goes_in_is_said_in_words(sqlite_world: World):
    text = sqlite_world.visitor().see("/api?part=hackathons")
    assert "starts_at moment, required" in text
    assert "Needs a session or a token." in text


def test_a_part_that_is_not_there_is_not_found(sqlite_world: World):
    assert sqlite_world.visitor().page.get("/api?part=nothing").status_code == 404


def test_the_type_of_a_problem_leads_to_its_code(sqlite_world: World):
    """T1: `/errors#code` is a page of ours with that anchor, in both languages, reached from the footer and the reference."""
    visitor = sqlite_world.visitor()
    problem = visitor.page.get("/api/v1/hackathons/00000000-0000-0000-0000-000000000000").json()
    path, anchor = problem["type"].split("#")
    text = visitor.page.get(path).text
    assert f'<li id="{anchor}">{anchor} · 404\n' in text
    assert set(re.findall(r'<li id="(\w+)">', text)) == set(CODES)
    assert "Il n’y a rien à cette adresse" in visitor.page.get(f"{path}?lang=fr").text
    assert 'href="/errors"' in visitor.page.get("/api").text
    assert 'href="/api"' in visitor.page.get("/").text
    assert len(re.findall(r"<[a-z]", re.sub(r"<svg.*?</svg>", "<svg>", text, flags=re.S))) <= 350


def test_the_page_and_the_document_of_error_codes_say_the_same():
    document = (Path(__file__).parents[2] / "docs/errors.md").read_text()
    said = dict(re.findall(r"^\| `(\w+)` \| \d+ \| (.*?) \|$", document, flags=re.M))
    shown = {code: words for _, meanings in CHAPTERS for code, words in meanings.items()}
    assert shown == {code: words.replace("`", "") for code, words in said.items()}, "app/web/problems.py and docs/errors.md"
