"""A thread that does what is due, again and again, until it is told to stop."""

import threading
from abc import ABC, abstractmethod
from typing import ClassVar, Final

import structlog

from app.web.services import Services

log = structlog.get_logger("essaim.background")

IDLE: Final = 2.0  # seconds between looks when nothing wakes the thread


class Background(ABC):
    """`run` loops until `halt`; `work` does what is due now and returns, which is all that tests need."""

    name: ClassVar[str]
    patience: ClassVar[float] = 5.0  # seconds that `stop` waits for the work in hand

    def __init__(self, services: Services) -> None:
        self.services = services
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        services.database.on_commit(self._wake.set)

    @abstractmethod
    def work(self) -> int:
        """Do everything that is due; return how many things were tried."""

    def run(self) -> None:
        """Work until `halt` is called; a commit of this process wakes the thread at once."""
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.work()
            except Exception:
                log.exception("background_failed", name=self.name)
                self._stopping.wait(IDLE)
            self._wake.wait(IDLE)

    def start(self) -> None:
        """Work in a thread of this process."""
        self._thread = threading.Thread(target=self.run, name=self.name, daemon=True)
        self._thread.start()

    def halt(self) -> None:
        """Ask `run` to end after what is in hand; does not wait for it."""
        self._stopping.set()
        self._wake.set()

    def stop(self) -> None:
        """Finish what is in hand, give the rest back, and end."""
        self.halt()
        if self._thread is not None:
            self._thread.join(timeout=self.patience)
