"""T1: the reference of the API is a page of ours: every operation, nothing from elsewhere, short enough for a phone."""

import re

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
