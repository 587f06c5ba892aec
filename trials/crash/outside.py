"""Who hears what the engine sends out: a mail server and a webhook's receiver, which note all that comes."""

from __future__ import annotations

import json
import threading
from collections import Counter
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from aiosmtpd.controller import Controller

from console.ports import LOOPBACK, free_port

HOOK: Final = "TRIALS_HOOK"
"""The environment's name for the address of the receiver."""


class Outside:
    """The world outside: letters and webhooks that arrived, each by what it is about."""

    def __init__(self) -> None:
        self.heard: Counter[str] = Counter()
        self._port = free_port()
        self._mail = Controller(self, hostname=LOOPBACK, port=self._port)
        heard = self.heard

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                heard[f"webhook: {body['event']} | {body['id']}"] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing of each request."""

        self._receiver = ThreadingHTTPServer((LOOPBACK, 0), Receiver)
        self.hook = f"http://{LOOPBACK}:{self._receiver.server_port}/"

    def environment(self) -> dict[str, str]:
        """What the system is told of it."""
        return {
            "TRIPLEHELIX_SMTP_URL": f"smtp://{LOOPBACK}:{self._port}",
            "TRIPLEHELIX_MAIL_FROM": "ngan-tu@so-khcn.vn",
            "TRIPLEHELIX_WEBHOOK_NETWORKS": f"{LOOPBACK}/32",
            HOOK: self.hook,
        }

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        """Take a letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.heard[f"letter: {envelope.rcpt_tos} | {letter['Subject']}"] += 1
        return "250 OK"

    def start(self) -> None:
        """Begin to listen."""
        self._mail.start()
        threading.Thread(target=self._receiver.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._mail.stop()
        self._receiver.shutdown()
        self._receiver.server_close()
