"""R4, T4: what is logged is a closed list of fields, without anybody's address, words or secrets."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from app import logs

CANARIES = ("lina@example.org", "Lina Roy", "s3cr3t-value", "f" * 40)


@pytest.fixture
def configured() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure("info")
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("configured")
def test_our_own_lines_hold_known_fields_only(capsys: pytest.CaptureFixture[str]):
    log = structlog.get_logger("essaim.test")
    log.info("request", route="/teams/{team_id}", status=200, ms=3, email="lina@example.org", person="Lina Roy")
    log.warning("mail to lina@example.org refused, token=s3cr3t-value")
    log.debug("not at this level")
    first, second = lines(capsys)
    assert first["route"] == "/teams/{team_id}"
    assert first["status"] == 200
    assert not set(first) - logs.FIELDS
    assert second["event"] == "mail to … refused, …"


@pytest.mark.usefixtures("configured")
def test_mistakes_are_told_by_kind_and_place_never_by_message(capsys: pytest.CaptureFixture[str]):
    def write_row() -> None:
        try:
            {}["(email)=(lina@example.org)"]
        except KeyError as error:
            raise ValueError("Lina Roy wrote s3cr3t-value") from error

    for logger in (structlog.get_logger("essaim.error"), logging.getLogger("uvicorn.error")):
        try:
            write_row()
        except ValueError as error:
            logger.error("failed", exc_info=error)  # noqa: TRY400 - as the application's own handler says it
        written = lines(capsys)
        heard = logging.getLogger("uvicorn.error")
        assert len(written) == 1, (logger, heard.disabled, heard.level, heard.handlers, heard.manager.disable, sys.stderr)
        (line,) = written
        text = json.dumps(line)
        assert line["error"] == "ValueError < KeyError"
        assert any("write_row" in str(frame) for frame in line["frames"])  # type: ignore[attr-defined]
        assert not [canary for canary in CANARIES if canary in text]


@pytest.mark.usefixtures("configured")
def test_libraries_speak_through_the_same_chain(capsys: pytest.CaptureFixture[str]):
    logging.getLogger("uvicorn.access").warning('"GET /sign-in/x/%s HTTP/1.1" 200 for %s', "f" * 40, "lina@example.org")
    logging.getLogger("httpx").info("HTTP Request: GET https://example.org")
    (line,) = lines(capsys)
    assert line["logger"] == "uvicorn.access"
    assert not [canary for canary in CANARIES if canary in json.dumps(line)]
