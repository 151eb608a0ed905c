"""A real mail server on a socket: small, honest about the protocol, and able to misbehave on demand."""

import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class _Talk(socketserver.StreamRequestHandler):
    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 test ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self.say("250-test")
                self.say("250 8BITMIME")
            elif verb == "RCPT":
                self.say(self.server.on_recipient(line))
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                while (raw := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(raw[1:] if raw.startswith(b"..") else raw)
                message = message_from_bytes(b"".join(lines), policy=default)
                assert isinstance(message, EmailMessage)
                self.server.received.append(message)
                answer = self.server.on_data()
                if answer is None:
                    return  # cut the line after taking the message
                self.say(answer)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `received` holds what it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[EmailMessage] = []
        self.connections = 0
        self.on_recipient: Callable[[str], str] = lambda _line: "250 ok"
        self.on_data: Callable[[], str | None] = lambda: "250 taken"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(5)
