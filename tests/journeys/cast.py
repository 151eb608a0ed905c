"""The people of one hackathon at their browsers, and what several journeys let them do: move on, invite, answer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from tests.journeys.browser import Device, Person, Way
from tests.journeys.live import Service

NEEDS = {"fr": "Ce qui vous attend maintenant", "en": "What needs you now"}


def moment(**span: float) -> str:
    """Return a moment as people type it, on the clock of the hackathon."""
    return (datetime.now(UTC) + timedelta(**span)).astimezone(ZoneInfo("Europe/Paris")).strftime("%Y-%m-%dT%H:%M")


class Cast:
    """One organiser, and those who come after her; `base` is the address of the hackathon."""

    base: str

    def __init__(self, service: Service, browser: Browser, way: Way, *, known: bool = False) -> None:
        self.service, self.browser, self.way = service, browser, way
        self.device = Device(service, browser, way)
        self.people: list[Person] = []
        self.invited: list[Person] = []
        self.olga = self.person("Olga Organiser").sign_in(known=known)

    def person(self, name: str = "", *, own: bool = False) -> Person:
        """Let somebody come, with a device of their own or with the one that is handed round."""
        device = Device(self.service, self.browser, self.way) if own else self.device
        made = Person(self.service, device, self.way, name)
        self.people.append(made)
        return made

    def move(self, to: str) -> None:
        self.olga.open(f"{self.base}/organise")
        self.olga.reads(NEEDS[self.way.locale])
        form = self.olga.form("/organise/phase")
        assert form.locator("[name=to]").input_value() == to
        self.olga.send("/organise/phase")

    def set_dates(self, **dates: str) -> None:
        self.olga.open(f"{self.base}/organise")
        self.olga.follow("/organise/event")
        self.olga.send("/organise/event", **dates)

    def write_to(self, name: str, role: str, **more: str) -> Person:
        """Send an invitation, and return the guest, who has it in their mail."""
        guest = self.person(name, own=role == "juror" and self.way.script)
        self.olga.open(f"{self.base}/organise")
        self.olga.follow("/organise/people/invite")
        self.olga.send("/organise/people/invite", role=role, emails=guest.email, locale=self.way.locale, **more)
        return guest

    def invite(self, name: str, role: str, **more: str) -> Person:
        """Send an invitation; the guest opens the mail's link, signs in with it and accepts."""
        guest = self.write_to(name, role, **more)
        link = self.open_mail(guest)
        guest.follow(f"/sign-in?next={link}")
        guest.sign_in(shown=not self.invited)
        guest.send(link)
        self.invited.append(guest)
        return guest

    def open_mail(self, guest: Person) -> str:
        """Let a guest open the link in the invitation's mail; returns its path."""
        link = self.service.wait_for_mail(guest.email, r"(/invitations/[0-9a-f-]{36}/[0-9a-f]+)")[1]
        guest.open(link)
        return link

    def decide(self, decision: str, names: list[str], reason: str = "") -> None:
        olga = self.olga
        olga.open(f"{self.base}/organise")
        olga.follow("/applications")
        form = olga.page.locator('form[action$="/applications/preview"]').last
        for name in names:
            form.get_by_role("checkbox", name=name).check()
        with olga.page.expect_navigation(wait_until="load"):
            form.locator(f'button[value="{decision}"]').click()
        if reason:
            form = olga.page.locator('form[action$="/applications/preview"]').last
            form.locator("[name=reason]").fill(reason)
            with olga.page.expect_navigation(wait_until="load"):
                form.locator("button[type=submit]").click()
            olga.reads(reason)
        olga.send("/applications/decisions")
