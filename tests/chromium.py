"""Chromium for the tests that drive a browser: the one of ESSAIM_TEST_CHROMIUM, else the system's, else Playwright's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

KNOWN = (os.environ.get("ESSAIM_TEST_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM = next((path for path in KNOWN if path and Path(path).exists()), None)
ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser and end it. While it runs this thread counts as inside an event loop, so no fixture keeps it for long."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield started
        started.close()
