"""A door of its own at which a monitor asks: `/health`, `/ready`, `/metrics`. Never the portal's public one.

It listens on loopback, or elsewhere only with a token, which must then be sent (`Authorization: Bearer ...`).
Each program has its own; of several processes that are one program the first shows what all count (`crew`).
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from models.errors import BadInput
from models.loopback import is_loopback

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS: Final = 10.0
_HIGHEST_PORT: Final = 65535


@dataclass(frozen=True)
class State:
    """Whether a process can do its work, and of each thing that it leans on, whether that is there."""

    ok: bool
    parts: dict[str, bool] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    def told(self) -> dict[str, object]:
        """As a machine reads it; no address and no secret is in it."""
        return {"ok": self.ok, "parts": self.parts, "sentences": list(self.sentences)}


@dataclass(frozen=True)
class Door:
    """Where a monitor asks, and with which token.

    Attributes:
        address: `host:port`.
        token: What must be sent; empty: nothing, and only on loopback.
    """

    address: str
    token: SecretStr = field(default_factory=lambda: SecretStr(""))

    def place(self) -> tuple[str, int]:
        """Host and port.

        Raises:
            BadInput: it is no address, or one that others reach, without a token.
        """
        host, _, port = self.address.rpartition(":")
        host = host.strip("[]")
        if not host or not port.isdecimal() or int(port) > _HIGHEST_PORT:
            raise BadInput(f"«{self.address}» không phải địa chỉ để đo đạc; hãy ghi như 127.0.0.1:9464.")
        if not is_loopback(host) and not self.token.get_secret_value():
            raise BadInput(
                f"Số đo ở {self.address} sẽ mở cho máy khác: hãy đặt TRIPLEHELIX_METRICS_TOKEN, "
                "hoặc dùng 127.0.0.1."
            )
        return host, int(port)


def opened(
    door: Door,
    registry: CollectorRegistry,
    *,
    lives: Callable[[], State],
    is_ready: Callable[[], State],
) -> ThreadingHTTPServer | None:
    """Open the door, in a thread of its own; None when the port is taken, which is told and stops nothing.

    Raises:
        BadInput: the address cannot be used.
    """
    place = door.place()

    class Asked(_Asked):
        token = door.token.get_secret_value()
        answers: ClassVar = {
            "/health": lambda: _state(lives()),
            "/ready": lambda: _state(is_ready()),
            "/metrics": lambda: _Answer(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest(registry)),
        }

    try:
        server = ThreadingHTTPServer(place, Asked)
    except OSError as problem:
        _log.warning("Figures cannot be shown at %s: %s", door.address, problem.strerror)
        return None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="figures", daemon=True).start()
    return server


@dataclass(frozen=True)
class _Answer:
    status: HTTPStatus
    media_type: str
    body: bytes


def _state(state: State) -> _Answer:
    status = HTTPStatus.OK if state.ok else HTTPStatus.SERVICE_UNAVAILABLE
    return _Answer(status, "application/json", json.dumps(state.told(), ensure_ascii=False).encode())


class _Asked(BaseHTTPRequestHandler):
    timeout = _PATIENCE_SECONDS
    server_version, sys_version = "triplehelix", ""

    token: ClassVar[str]
    answers: ClassVar[Mapping[str, Callable[[], _Answer]]]

    def do_GET(self) -> None:
        """Answer what is asked, to whoever may ask."""
        told = self.answers.get(self.path.partition("?")[0])
        if not self._may_ask():
            self._send(_Answer(HTTPStatus.UNAUTHORIZED, "text/plain", b""), {"WWW-Authenticate": "Bearer"})
        elif told is None:
            self._send(_Answer(HTTPStatus.NOT_FOUND, "text/plain", b""))
        else:
            self._send(told())

    def _may_ask(self) -> bool:
        wanted, said = self.token, self.headers.get("Authorization", "")
        return not wanted or hmac.compare_digest(said.encode(), f"Bearer {wanted}".encode())

    def _send(self, answer: _Answer, headers: dict[str, str] | None = None) -> None:
        self.send_response(answer.status)
        more = {"Content-Type": answer.media_type, "Content-Length": str(len(answer.body))}
        for name, value in (more | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own names
        """Say nothing: a monitor asks four times a minute."""
