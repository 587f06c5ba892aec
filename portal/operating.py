"""The portal under watch: each request on a trail of its own, counted, and told in one line of the log.

What is counted and told is the template of the route (`/tasks/{code}`), never an address: some doors are
opened by a key that stands in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions import wiring
from actions.operation import answering, figures, lines, schema, supervisor, trail
from actions.operation.answering import State
from actions.operation.crew import CREW
from models.errors import TripleHelixError
from portal.health import Probes

_log = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
"""By which a proxy may name the trail, and by which the answer tells it."""

ALIVE_SECONDS: Final = 10.0
"""Between two words to systemd, whose patience is a minute (`deployments/systemd`)."""
_UNKNOWN: Final = "(none)"
_QUIET: Final = frozenset({"/static", "/health", "/healthz", "/ready", "/readyz"})
"""What is asked so often that only a failure of it is worth a line."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class OnATrail:
    """ASGI middleware, outermost of ours: begins the trail, measures the answer, and tells of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the trail is not left at its end, for who apologises stands outside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = trail.begin(Headers(scope=scope).get(HEADER, ""))
        began, status = time.perf_counter(), int(HTTPStatus.INTERNAL_SERVER_ERROR)

        async def send_with_number(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        try:
            await self._app(scope, receive, send_with_number)
        finally:
            _tell(scope, status, time.perf_counter() - began)


def _tell(scope: Scope, status: int, took: float) -> None:
    route = route_of(scope)
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    figures.REQUESTS.labels(method, route, f"{status // 100}xx").observe(took)
    if status < HTTPStatus.BAD_REQUEST and route in _QUIET:
        return
    level = logging.WARNING if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
    told = {"method": method, "route": route, "status": status, "ms": round(took * 1000, 1)}
    _log.log(level, "%s %s %s", method, route, status, extra={lines.FACTS: told})


def route_of(scope: Scope) -> str:
    """The template of the route that answered; never what stood in its place."""
    mounted = str(scope.get("root_path") or "")
    path = getattr(scope.get("route"), "path", None)
    if path is not None and scope.get("endpoint") is not None:
        return f"{mounted}{path}"
    return mounted if mounted in _QUIET else _UNKNOWN


def operated(app: FastAPI) -> FastAPI:
    """The portal as a server runs it: its log, its figures and its schema are seen to while it runs."""
    serves = app.router.lifespan_context

    @asynccontextmanager
    async def life(served: FastAPI) -> AsyncIterator[object]:
        door = await asyncio.to_thread(_begin)
        watched = asyncio.create_task(_stay_watched())
        try:
            async with serves(served) as state:
                _log.info("The portal is ready.")
                # From here on systemd's watchdog counts: however long a busy machine took until now.
                supervisor.tell(supervisor.READY)
                yield state
        finally:
            supervisor.tell(supervisor.STOPPING)
            watched.cancel()
            if door is not None:
                await asyncio.to_thread(door.shutdown)
                door.server_close()

    app.router.lifespan_context = life  # type: ignore[assignment]  # Starlette's own is as loosely typed
    return app


async def _stay_watched() -> None:
    """Tell systemd that requests are still turned to: a portal whose loop stands still is started anew."""
    while True:
        supervisor.tell(supervisor.ALIVE)
        await asyncio.sleep(ALIVE_SECONDS)


def _begin() -> ThreadingHTTPServer | None:
    try:
        configured = wiring.settings()
        lines.speak_up("portal", configured)
        found = schema.examine()
        if found.standing is not schema.Standing.SAME:
            _log.warning("%s", found.sentence)
    except TripleHelixError as wrong:
        _log.warning("%s", " ".join(wrong.reasons))
    return _shown()


def _shown() -> ThreadingHTTPServer | None:
    """Open the door of the figures where one is set; a wrong address is told, and keeps nobody out.

    Of several processes that serve the portal the first shows the figures of all.
    """
    try:
        configured = wiring.settings()
        if not configured.metrics_portal or not CREW.first:
            return None
        door = answering.Door(configured.metrics_portal, configured.metrics_token)
        return answering.opened(
            door, CREW.figures(figures.REGISTRY), lives=lambda: State(ok=True), is_ready=Probes().readiness
        )
    except TripleHelixError as wrong:
        _log.error("%s", " ".join(wrong.reasons))
        return None
