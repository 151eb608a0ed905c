"""The gates themselves: each turns red when a page breaks it, and stays quiet about a page that does not.

One tiny page per fault, made from the sound page by one change, so that nothing else can be what turns the gate red. A real page
was broken as well: a second `h1` and a script within `base.html` turned every page of a phase red, errors and sent forms too;
without its styles and labels axe and the 320 px gate did.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.web.middleware import POLICY
from tests.browser.gates import KILOBYTES, NODES, NODES_LEAN, REQUESTS, Traffic, axe, findings, too_wide, watched
from tests.browser.serving import serving

SOUND = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Une page</title><link rel="stylesheet" href="/style.css">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>Une page</h1><p>Un texte.</p><form method="post" action="/"><input type="hidden" name="_once" value="1">
<label for="name">Nom</label> <input id="name" name="name"> <button>Envoyer</button></form></main></body></html>"""
STYLE = """:root { color-scheme: light dark } body { color: light-dark(#222, #eee); background: light-dark(#fff, #111) }
.wide { width: 400px } .pale { color: #bbb } .pale-at-night { color: light-dark(#222, #444) }"""
ELSEWHERE = "http://elsewhere.example/picture.png"


def put(what: str) -> str:
    """Return the sound page with something more in it."""
    return SOUND.replace("<p>Un texte.</p>", f"<p>Un texte.</p>{what}")


# What is wrong with a page → the page, and the words by which a gate names it.
FAULTS: dict[str, tuple[str, str]] = {
    "too many nodes": (put("<br>" * NODES), f"> {NODES}"),
    "too many nodes for a lean page": (put("<br>" * NODES_LEAN), f"> {NODES_LEAN}"),
    "too many requests": (put("".join(f'<script src="/s{n}.js"></script>' for n in range(REQUESTS))), "requests 6 > 4"),
    "too many bytes": (put(f"<!--{'x' * KILOBYTES * 1000}-->"), "KB 3"),
    "somebody else's server": (put(f'<img alt="" src="{ELSEWHERE}">'), "third parties"),
    "a script within the page": (put("<script>1</script>"), "CSP ['script-src"),
    "a style within the page": (put('<p style="color: red">…</p>'), "CSP ['style-src"),
    "a script that fails": (put('<script src="/fails.js"></script>'), "console"),
    "two titles": (put("<h1>Deux</h1>"), "h1 2"),
    "another language": (SOUND.replace('lang="fr"', 'lang="en"'), "lang en"),
    "a form that can be sent twice": (SOUND.replace('name="_once"', 'name="other"'), "forms without _once"),
    "pale words": (put('<p class="pale">Pâle.</p>'), "axe color-contrast"),
    "words that are dark at night": (put('<p class="pale-at-night">Sombre.</p>'), "axe color-contrast"),
    "a field without a label": (SOUND.replace('for="name"', ""), "axe label"),
    "a picture without words": (put('<img src="/picture.png">'), "axe image-alt"),
    "a link that is too small": (put('<p><a href="/">·</a><a href="/b">·</a></p>'), "axe target-size"),
    "wider than a phone": (put('<p class="wide">Large.</p>'), "scrolls at 320 px, 4"),
}


def answer(request: Request) -> Response:
    """Answer with a page by its name, and with what it asks for."""
    name = request.path_params["name"]
    if name == "style.css":
        return PlainTextResponse(STYLE, media_type="text/css")
    if name.endswith(".js"):
        return PlainTextResponse("missing();" if name == "fails.js" else "", media_type="text/javascript")
    if name.endswith(".png"):
        return Response(media_type="image/png")
    page = FAULTS[name][0] if name in FAULTS else SOUND
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@pytest.fixture(scope="module")
def traffic(browser: Browser) -> Iterator[Traffic]:
    """One page for all of them; what is asked of elsewhere goes nowhere."""
    with serving(Starlette(routes=[Route("/{name}", answer)])) as address, watched(browser, address) as watching:
        watching.page.route("**://elsewhere.example/**", lambda route: route.abort())
        yield watching


def said(traffic: Traffic, name: str, *, lean: bool = False) -> list[str]:
    """Return what every gate says of a page, in light and dark."""
    traffic.page.emulate_media(color_scheme="light")
    traffic.clear()
    traffic.page.goto(f"/{name}")
    found = findings(traffic, lean=lean, locale="fr", status=200) + axe(traffic.page)
    traffic.page.emulate_media(color_scheme="dark")
    return found + axe(traffic.page) + too_wide(traffic.page)


def test_a_sound_page_passes_every_gate(traffic: Traffic):
    assert said(traffic, "sound", lean=True) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_gate_names_what_is_wrong(traffic: Traffic, fault: str):
    found = said(traffic, fault, lean="lean" in fault)
    assert any(FAULTS[fault][1] in line for line in found), found
