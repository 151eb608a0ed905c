"""The gates of every page, measured in the browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

NODES, NODES_LEAN = 350, 130
LEAN = {"sign_in", "sheet", "team"}  # by the route's name: sign-in, juror's form, team home
REQUESTS, KILOBYTES = 4, 30
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 640}

_found = find_spec("axe_playwright_python")
assert _found
assert _found.origin
AXE = (Path(_found.origin).parent / "axe.min.js").read_text()
LISTEN = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""
MEASURE = """() => ({
  nodes: document.querySelectorAll('*').length - document.querySelectorAll('svg *').length,
  h1: document.querySelectorAll('h1').length,
  lang: document.documentElement.lang,
  title: document.title,
  images: [...document.images].filter(i => i.getBoundingClientRect().width > 0).length,
  once: [...document.forms].filter(f => f.method === 'post' && !f.elements['_once']).map(f => f.getAttribute('action')),
  violations: window.__violations || [],
})"""
WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return null;
  const wide = [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
    if (e.closest('svg') || e.getBoundingClientRect().right <= root.clientWidth + 1) return false;
    for (let up = e.parentElement; up; up = up.parentElement)
      if (up !== document.body && up !== root && getComputedStyle(up).overflowX !== 'visible') return false;
    return true;
  });
  const e = wide[0];
  return root.scrollWidth + ' px' + (e ? ': ' + e.tagName.toLowerCase() + ' ' + String(e.className) : '');
}"""
CHECK = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')
    + (v.nodes.length > 2 ? ' +' + (v.nodes.length - 2) : '')
    + (v.id === 'color-contrast' ? ' ' + (v.nodes[0].any[0]?.data?.contrastRatio ?? '') : ''))"""


@dataclass
class Traffic:
    """What a page asked for, and what came over the wire."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    images: int = 0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self.page.on("request", self._request)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", lambda event: self._kinds.__setitem__(event["requestId"], event.get("type", "")))
        wire.on("Network.loadingFinished", self._finished)

    def _request(self, request: Request) -> None:
        if request.url.startswith("data:"):
            return
        self.requests.append(request.url)
        self.images += request.resource_type == "image" and not request.url.endswith("icon.svg")
        if urlsplit(request.url).netloc != urlsplit(self.origin).netloc:
            self.foreign.append(request.url)

    def _finished(self, event: dict[str, Any]) -> None:
        if self._kinds.get(event["requestId"]) != "Image":
            self.bytes += int(event["encodedDataLength"])

    def clear(self) -> None:
        self.requests, self.foreign, self.images, self.bytes, self.errors = [], [], 0, 0, []


def findings(traffic: Traffic, *, lean: bool, locale: str, status: int) -> list[str]:
    """Return what one page, just opened, does not keep of the gates that need no axe."""
    seen = traffic.page.evaluate(MEASURE)
    found = []
    limit = NODES_LEAN if lean else NODES
    if seen["nodes"] > limit:
        found.append(f"nodes {seen['nodes']} > {limit}")
    allowed = REQUESTS + max(seen["images"], traffic.images)
    if len(traffic.requests) > allowed:
        found.append(f"requests {len(traffic.requests)} > {allowed}")
    if traffic.bytes > KILOBYTES * 1000:
        found.append(f"KB {traffic.bytes / 1000:.1f} > {KILOBYTES}")
    if traffic.foreign:
        found.append(f"third parties {traffic.foreign[:2]}")
    if seen["h1"] != 1:
        found.append(f"h1 {seen['h1']}")
    if seen["lang"] != locale:
        found.append(f"lang {seen['lang']}")
    if seen["once"]:
        found.append(f"forms without _once {seen['once'][:2]}")
    if seen["violations"]:
        found.append(f"CSP {seen['violations'][:2]}")
    errors = [error for error in traffic.errors if not (status >= 400 and re.search(r"status of 4\d\d", error))]
    if errors:
        found.append(f"console {errors[:2]}")
    return found


def too_wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways on a small phone, which it must be shown on."""
    assert page.viewport_size == PHONE
    wide = page.evaluate(WIDE)
    return [f"scrolls at 320 px, {wide}"] if wide else []


def axe(page: Page) -> list[str]:
    """Return the accessibility rules that the page breaks as it is shown now, with where."""
    return [f"axe {violation}" for violation in page.evaluate(CHECK, RULES)]


@contextmanager
def watched(browser: Browser, origin: str) -> Iterator[Traffic]:
    """Open one empty page of which everything is measured, on a small phone in the light, and close it at the end.

    One page for a whole audit: a page of its own for each person and theme would cost more than what is looked at.
    """
    context: BrowserContext = browser.new_context(
        base_url=origin, locale="fr-FR", color_scheme="light", viewport=PHONE, service_workers="block"
    )
    context.add_init_script(LISTEN)
    context.add_init_script(AXE)  # cheaper than to hand it over once a page is there
    try:
        yield Traffic(context.new_page(), origin)
    finally:
        context.close()
