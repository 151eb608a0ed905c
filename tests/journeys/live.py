"""Real processes of the service: web, worker, database, mails in a folder; and people who know nothing but addresses."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, Self, TypeVar

import httpx

T = TypeVar("T")
PATIENCE = 90.0


def eventually(ask: Callable[[], T | None], what: str) -> T:
    """Ask again until there is an answer; waiting for a mail is the only thing that a person does too."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if (found := ask()) is not None:
            return found
        Event().wait(0.05)
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Service:
    """The service as an operator runs it, on a database of its own."""

    def __init__(self, folder: Path, database_url: str, *, web: int = 1, worker: bool = False, mode: str = "development") -> None:
        """Prepare a service on a database that was migrated before."""
        self.folder = folder
        self.ports = [free_port() for _ in range(web)]
        self.environment = os.environ | {
            "ESSAIM_MODE": mode,
            "ESSAIM_DATA_DIR": str(folder),
            "ESSAIM_DATABASE_URL": database_url,
            "ESSAIM_WORKER_IN_SERVE": "false" if worker else "true",
            "ESSAIM_BASE_URL": f"http://127.0.0.1:{self.ports[0]}",
            "ESSAIM_LOG_LEVEL": "warning",
        }
        self.commands = [["serve", "--port", str(port)] for port in self.ports] + ([["worker"]] if worker else [])
        self.running: list[subprocess.Popen[bytes]] = []
        self.clients: list[httpx.Client] = []
        self.read: dict[Path, EmailMessage] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    def __enter__(self) -> Self:
        self.log = (self.folder / "service.log").open("ab")
        self.running = [
            subprocess.Popen([sys.executable, "-m", "app.cli", *command], env=self.environment, stdout=self.log, stderr=self.log)
            for command in self.commands
        ]
        try:
            for port in self.ports:
                eventually(lambda port=port: self._ready(port), f"the service on port {port}")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()

    def run(self, *command: str) -> str:
        """Run one command of the service to its end and return what it printed."""
        done = subprocess.run([sys.executable, "-m", "app.cli", *command], env=self.environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return done.stdout.decode()

    def _ready(self, port: int) -> bool | None:
        for process in self.running:
            assert process.poll() is None, (self.folder / "service.log").read_text()
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=2)) as asked:
            asked.request("GET", "/readyz")
            return True if asked.getresponse().status == 200 else None
        return None

    def mails(self, address: str) -> list[str]:
        """Return the texts of the mails that an address has received, the oldest first."""
        found = []
        for path in sorted((self.folder / "outbox").glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name)):
            if path not in self.read:
                self.read[path] = message_from_bytes(path.read_bytes(), policy=policy.default)
            message = self.read[path]
            if address in str(message["To"]) and (body := message.get_body()):
                found.append(f"{message['Subject']}\n{body.get_content()}")
        return found

    def wait_for_mail(self, address: str, pattern: str, after: int = 0) -> re.Match[str]:
        """Wait until an address has received a mail that holds the pattern, beyond the first ones."""

        def look() -> re.Match[str] | None:
            return next((match for text in self.mails(address)[after:] if (match := re.search(pattern, text))), None)

        return eventually(look, f"a mail to {address} with {pattern}")


class Program:
    """Somebody's program: signs in with the code from the mail, then calls one web process after the other."""

    def __init__(self, service: Service, name: str) -> None:
        self.service, self.name = service, name
        self.email = f"{re.sub('[^a-z]+', '.', name.lower())}@example.org"
        self.http = httpx.Client(timeout=30, headers={"Accept-Language": "en"})
        service.clients.append(self.http)
        self.bases = cycle([f"http://127.0.0.1:{port}/api/v1" for port in service.ports])
        before = len(service.mails(self.email))
        asked = self.post("sign-in-requests", 202, email=self.email)
        code = service.wait_for_mail(self.email, r"\b([23456789ABCDEFGHJKMNPQRSTUVWXYZ]{6})\b", before)[1]
        opened = self.post("sessions", 201, request_id=asked["request_id"], browser=asked["browser"], code=code)
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"
        self.id = self.patch("me", 200, display_name=name, locale="en")["id"]

    def call(self, method: str, path: str, status: int, headers: dict[str, str] | None = None, **options: Any) -> Any:
        answer = self.http.request(method, f"{next(self.bases)}/{path}", headers=headers, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:800]}"
        if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
            return answer.json()
        return None

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        return self.call("GET", path, status, params=params)

    def post(self, path: str, status: int = 201, **body: Any) -> Any:
        return self.call("POST", path, status, json=body or None)

    def put(self, path: str, status: int = 200, headers: dict[str, str] | None = None, **body: Any) -> Any:
        return self.call("PUT", path, status, headers=headers, json=body or None)

    def patch(self, path: str, status: int = 200, headers: dict[str, str] | None = None, **body: Any) -> Any:
        return self.call("PATCH", path, status, headers=headers, json=body or None)
