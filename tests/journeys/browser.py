"""People at a browser: each has a context of their own, follows links and fills in forms; nothing else."""

import os
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, Page

from tests.journeys.live import Service, eventually

CODE = r"\b([23456789ABCDEFGHJKMNPQRSTUVWXYZ]{6})\b"
PATIENCE = 30_000  # ms
# Whether there is time for every journey in each way.
LONG = int(os.environ.get("ESSAIM_TEST_CYCLES", "20")) > 20
Value = str | bool | list[str]


@dataclass(frozen=True)
class Way:
    """How everybody of one journey goes about it: language, with or without script, on a phone or on a desk."""

    locale: str
    script: bool
    width: int

    @property
    def height(self) -> int:
        return 720 if self.width < 600 else 900


class Device:
    """A browser that people hand to each other, for one each costs twice: its cookies are those of who holds it.

    What it keeps besides, a juror's sheets, is everybody's who holds it: who goes offline has a device of their own.
    """

    def __init__(self, service: Service, browser: Browser, way: Way) -> None:
        self.context = browser.new_context(
            base_url=service.url,
            java_script_enabled=way.script,
            locale={"fr": "fr-FR", "en": "en-GB"}[way.locale],
            viewport={"width": way.width, "height": way.height},
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.holder: Person | None = None

    def hand_to(self, person: "Person") -> None:
        if self.holder is person:
            return
        if self.holder:
            self.holder.cookies = [
                {key: value for key, value in cookie.items() if key != "partitionKey"} for cookie in self.context.cookies()
            ]
            self.context.clear_cookies()
        self.context.add_cookies(person.cookies)
        self.holder = person


class Person:
    """Somebody at a browser. A visitor has no name and never signs in."""

    def __init__(self, service: Service, device: Device, way: Way, name: str = "") -> None:
        self.service, self.device, self.way, self.name = service, device, way, name
        self.email = f"{re.sub('[^a-z]+', '.', name.lower())}@example.org"
        self.cookies: list[Any] = []
        self.tab: Page = device.context.new_page()
        self.broken: list[str] = []
        self.tab.on("pageerror", lambda error: self.broken.append(f"{self.tab.url}: {error}"))

    @property
    def page(self) -> Page:
        """The person's own page; who looks at it holds the device."""
        self.device.hand_to(self)
        return self.tab

    def open(self, path: str, status: int = 200) -> None:
        """Open an address, as typed or from a mail."""
        answer = self.page.goto(path, wait_until="load")
        assert answer
        assert answer.status == status, f"{self.name} {path}: {answer.status}\n{self.text()[:1500]}"

    def sign_in(self, *, known: bool = False, shown: bool = True) -> "Person":
        """Ask for a code on the page where one signs in, read the mail, type the code, and, unless known, give one's name.

        Unless shown, the same forms are sent without their pages being drawn: who signed in before has seen them.
        """
        before = len(self.service.mails(self.email))
        if not shown:
            return self._sign_in_unseen(before, known=known)
        if "/sign-in" not in self.page.url:
            self.open("/sign-in")
        self.send("/sign-in", email=self.email)
        code = self.service.wait_for_mail(self.email, CODE, before)[1]
        self.send(self.path, code=code)
        if known:
            return self
        back = self.path
        self.open("/account")
        self.send("/account", display_name=self.name, locale=self.way.locale)
        self.open(back)
        return self

    def _sign_in_unseen(self, before: int, *, known: bool) -> "Person":
        web = self.page.context.request
        to = parse_qs(urlsplit(self.page.url).query).get("next", [""])[0] if "/sign-in" in self.page.url else ""
        asked = web.post("/sign-in", form={"email": self.email, "next": to})
        code = self.service.wait_for_mail(self.email, CODE, before)[1]
        signed_in = web.post(asked.url, form={"code": code})
        if not known:
            profile = {"display_name": self.name, "locale": self.way.locale}
            assert web.post("/account", form=profile, headers={"Sec-Fetch-Site": "same-origin"}).ok
        self.open(signed_in.url)
        return self

    def bring(self, session: str) -> "Person":
        """Come with a session that was opened elsewhere."""
        self.page.context.add_cookies([{"name": "essaim-session", "value": session, "url": self.service.url}])
        return self

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.service.url).split("#")[0]

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def reads(self, *words: str) -> None:
        """Check that the page says something; no-break and thin spaces count as spaces."""
        shown = re.sub(r"\s+", " ", self.text())
        for word in words:
            assert word in shown, f"{self.name} does not read “{word}” on {self.path}:\n{shown[:3000]}"

    def follow(self, ending: str, status: int = 200) -> None:
        """Click on the first link whose address ends so, or matches where a * stands."""
        pattern = re.compile(re.escape(ending).replace(r"\*", r"[^/?#]+") + "(#.*)?$")
        for link in self.page.locator("main a[href], header a[href]").all():
            if pattern.search(link.get_attribute("href") or "") and link.is_visible():
                return self._arrive(link, status)
        raise AssertionError(f"{self.name} finds no link to {ending} on {self.path}:\n{self.text()[:3000]}")

    def form(self, action: str, *names: str) -> Locator:
        """Return the form that is sent to an address with this ending, the first that has these fields."""
        pattern = re.compile(re.escape(action).replace(r"\*", r"[^/?#]+") + "(#.*)?$")
        for form in self.page.locator("form[method=post]").all():
            if pattern.search(form.get_attribute("action") or "") and set(names) <= self._names(form):
                return form
        raise AssertionError(f"{self.name} finds no form to {action} on {self.path}:\n{self.text()[:3000]}")

    def wait_for(self, action: str) -> None:
        """Look again, as one does while the machine works, until a form to an address with this ending is there."""

        def there() -> bool | None:
            self.page.wait_for_timeout(300)
            self.page.reload(wait_until="load")
            return self.page.locator(f'form[action$="{action}"]').count() > 0 or None

        eventually(there, f"a form to {action}")

    def fill(self, action: str, **given: Value) -> Locator:
        """Fill in a form by its fields' names, `title__fr` for `title.fr`, and return it."""
        given = {name.replace("__", "."): value for name, value in given.items()}
        form = self.form(action, *given)
        self._unfold(form)
        for name, value in given.items():
            self._put(form, name, value)
        return form

    @staticmethod
    def _names(form: Locator) -> set[str]:
        names: list[str] = form.evaluate("form => [...form.elements].map(field => field.name)")
        return set(names)

    def send(self, action: str, press: str = "", expect: int = 200, **given: Value) -> None:
        """Fill in a form and press its button, the one with this value where there are several."""
        form = self.fill(action, **given)
        self._arrive(form.locator(f'button[value="{press}"]' if press else "button[type=submit]").first, expect)

    def send_twice(self, action: str, arrives: str, **given: Value) -> None:
        """Fill in a form and press its button twice, as fast as one can; then wait for the page that it leads to."""
        self.fill(action, **given).locator("button[type=submit]").dblclick()
        self.page.wait_for_url(f"**{arrives}")

    @staticmethod
    def _unfold(target: Locator) -> None:
        """Open what is folded around a form or a field, as one does to see it."""
        folded = target.locator("xpath=ancestor::details[not(@open)]")
        for _ in range(folded.count()):
            folded.first.locator("> summary").click()

    def _put(self, form: Locator, name: str, value: Value) -> None:
        fields = form.locator(f'[name="{name}"]')
        self._unfold(fields.first)
        kind = fields.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind == "select":
            options = fields.first.locator("option").filter(has_text=value)
            assert options.count(), f"{self.name} finds no {value} in {name} on {self.path}: {fields.first.inner_text()}"
            fields.first.select_option(value=options.first.get_attribute("value"))
        elif kind == "file":
            assert isinstance(value, str)
            fields.first.set_input_files(value)
        elif kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                found = fields if one is True else form.locator(f'[name="{name}"][value="{one}"]')
                found.first.check()
        else:
            assert isinstance(value, str)
            fields.first.fill(value)

    def _arrive(self, target: Locator, status: int) -> None:
        said = target.inner_text()
        # To its end: scripts that rewrite the history as they begin would pass for the next page.
        with self.page.expect_navigation(wait_until="load") as going:
            target.click()
        answer = going.value
        assert answer
        assert answer.status == status, (
            f"{self.name} pressed “{said}”, came to {self.path}: {answer.status}\n{self.text()[:3000]}"
        )
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.way.width, f"{self.path} is {wide} px wide"
