"""R12: what people write stays words in a mail, in both languages; no template forgets its subject."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app import mail
from app.domain.notifications import CONTEXTS, PLANS
from app.domain.policy import Action
from app.i18n import LOCALES
from app.models.person import Invitation, Person, Role, SignInRequest, Within
from app.web.letters import FOLDER, ROLE_WORDS, Trusted, Writer, plain, quoted

NOW = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)
HOSTILE = "Ada\r\nBcc: all@example.org\n\nhttps://evil.example/x\u202e www.evil.example"


def writer() -> Writer:
    return Writer(lambda name, **params: "/" + "/".join([name, *map(str, params.values())]), "https://essaim.example", b"k" * 32)


def context(template: str) -> dict[str, object]:
    times = {"created_at": NOW, "expires_at": NOW}
    if template == "sign_in":
        return {"request": SignInRequest(email="a@example.org", email_key="a@example.org", browser="x", **times)}
    inviter = Person(email="a@example.org", email_key="a@example.org", display_name=HOSTILE, created_at=NOW)
    invitation = Invitation(
        email="b@example.org", email_key="b@example.org", role=Role.JUROR, within=Within.HACKATHON,
        within_id=UUID(int=1), invited_by_id=inviter.id, **times,
    )  # fmt: skip
    return {"invitation": invitation, "inviter": inviter, "hackathon": None, "programme": None}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hostile_name_makes_no_header_and_no_link(locale: str):
    letter = writer().write("invitation", locale, context("invitation"), at=NOW)
    assert "\n" not in letter.subject
    assert "Bcc" in letter.subject, "the words stay, as words"
    assert letter.body.count("://") == 1, "the only link is ours"
    assert "https://essaim.example/invitation/" in letter.body
    assert "www." not in letter.body
    message = mail.compose(
        sender="Essaim <essaim@example.org>", to="b@example.org", subject=letter.subject, body=letter.body,
        delivery=UUID(int=7), at=NOW, locale=locale,
    )  # fmt: skip
    assert message["Bcc"] is None
    assert message["Message-ID"] == f"<{UUID(int=7)}@example.org>"


def test_an_address_with_a_line_end_is_refused():
    with pytest.raises(mail.UNDELIVERABLE):
        mail.compose(
            sender="a@example.org", to="b@example.org\r\nBcc: c@example.org", subject="x", body="x",
            delivery=UUID(int=1), at=NOW, locale="fr",
        )  # fmt: skip


def test_plain_words_stay_as_they_are():
    assert plain("Zoé d'Arc, 50 % — ça va ?") == "Zoé d'Arc, 50 % — ça va ?"
    assert plain(Trusted("a\nb")) == "a\nb"
    assert quoted("One\n\nhttps://x.example") == "> One\n>\n> https: x.example"


def test_every_mail_has_its_words_its_reader_and_its_cause():
    assert {path.stem for path in Path(FOLDER).glob("*.txt")} == set(CONTEXTS)
    assert set(PLANS) <= set(Action)
    assert set(ROLE_WORDS) == set(Role)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_code_stands_in_subject_and_text(locale: str):
    letter = writer().write("sign_in", locale, context("sign_in"), at=NOW)
    code = next(word for word in letter.subject.split() if word.isupper() and len(word) == 6)
    assert code in letter.body
