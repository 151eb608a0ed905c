"""Serving processes of their own: what an answer costs them in CPU time, how soon they answer, how much memory they take."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.asgi import Answer, Ask


class Served:
    """An application served by uvicorn in a process of its own, asked over one connection that stays open."""

    def __init__(self, factory: str, first: str, **settings: str) -> None:
        with closing(socket.socket()) as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(self.port), "--log-level", "error"]
        began = time.monotonic()
        self.process = subprocess.Popen([*command, "--no-access-log", "--timeout-keep-alive", "600"], env=os.environ | settings)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            try:
                self.ask(Ask(first))
            except ConnectionError:
                if self.process.poll() is not None or time.monotonic() - began > 60:
                    raise
                time.sleep(0.01)
            else:
                break
        # Seconds from the start of the process to its first answer.
        self.start = time.monotonic() - began

    def ask(self, ask: Ask) -> Answer:
        try:
            self.connection.request(ask.method, ask.path, ask.body or None, {"accept-language": "fr"} | ask.headers)
            answer = self.connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())
        except (ConnectionError, http.client.HTTPException):
            self.connection.close()
            raise

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used, all threads together; fine-grained on Linux, elsewhere by `ps`."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        if tasks.exists():
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
        said = subprocess.run(["ps", "-o", "cputime=", "-p", str(self.process.pid)], capture_output=True, text=True, check=True)
        minutes, _, seconds = said.stdout.strip().rpartition(":")
        return int(minutes.rpartition(":")[2] or 0) * 60 + float(seconds)

    def mebibytes(self) -> float | None:
        """Return the proportional share of memory of the process, where the system tells (Linux)."""
        path = Path(f"/proc/{self.process.pid}/smaps_rollup")
        found = re.search(r"^Pss:\s+(\d+) kB", path.read_text(), re.M) if path.exists() else None
        return int(found[1]) / 1024 if found else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
