"""T3: where no mail server is set, the outbox shows the mails and their links; in production it does not exist."""

import re
from pathlib import Path

from app.config import Mode
from app.worker import Worker
from tests.world import World


def test_the_link_of_a_mail_signs_in_from_the_outbox(sqlite_world: World):
    visitor = sqlite_world.visitor()
    assert "No mail yet" in visitor.see("/outbox")
    visitor.send("/sign-in", {"email": "lina@example.org"})
    Worker(sqlite_world.services, sqlite_world.app.url_path_for).work()
    assert "lina@example.org" in visitor.see("/outbox")
    mail = re.search(r'href="(/outbox/[0-9a-f-]+)"', visitor.page.get("/outbox").text)
    assert mail
    link = re.search(r'href="(/sign-in/[^"]+/[0-9a-f]{40})"', visitor.page.get(mail[1]).text)
    assert link
    visitor.see(link[1])
    visitor.see("/outbox/00000000-0000-7000-8000-000000000000", status=404)


def test_in_production_there_is_no_outbox(sqlite_url: str, tmp_path: Path):
    world = World(sqlite_url, tmp_path, Mode.PRODUCTION)
    world.visitor().see("/outbox", status=404)
    world.close()
