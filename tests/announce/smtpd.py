"""A small mail server on loopback that tests can look into."""

from __future__ import annotations

import re
import socketserver
import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RECIPIENT = re.compile(rb"RCPT TO:<([^>]*)>", re.IGNORECASE)


class Mailboxes:
    """A server that takes every message whose dot it hears.

    ``taken`` counts the messages of each recipient. ``at`` is called before what the
    client said is answered, with the number of its words so far, from 1.
    """

    def __init__(self, at: Callable[[int], None] = lambda _: None) -> None:
        self.taken: Counter[str] = Counter()
        self.at, self.heard = at, 0
        boxes = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                boxes._talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.port = self._server.server_address[1]
        # It looks for the end more often than it would by itself.
        serve = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        serve.start()

    def _talk(self, client: socketserver.StreamRequestHandler) -> None:
        try:
            self._answer(client)
        except (ConnectionError, BrokenPipeError):
            return

    def _answer(self, client: socketserver.StreamRequestHandler) -> None:
        say = client.wfile.write
        say(b"220 localhost\r\n")
        recipients: list[str] = []
        for line in client.rfile:
            self._hear()
            word = line[:4].upper()
            if word == b"RCPT":
                found = _RECIPIENT.match(line)
                recipients += [found[1].decode()] if found else []
            if word == b"DATA":
                say(b"354 go on\r\n")
                while (said := client.rfile.readline()) != b".\r\n":
                    if not said:
                        return  # cut before the dot: thrown away (RFC 5321, 4.1.1.4)
                self.taken.update(recipients)
                recipients = []
                self._hear()
            say(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def _hear(self) -> None:
        self.heard += 1
        self.at(self.heard)

    def close(self) -> None:
        """End it, when all that was said to it is answered."""
        self._server.shutdown()
        self._server.server_close()
