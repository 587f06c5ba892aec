"""What keeps browsers from doing what nobody asked for: headers on every answer, no forms of other sites."""

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions import walls

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, no script and no style within a page."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

FORM_BYTES: Final = 2 * 2**20
"""The largest form without files: the longest ordering sheet takes a tenth of it."""
FILES_BYTES: Final = 105 * 2**20
"""The largest form with files: four of the largest that come at once; larger ones come in parts."""
WITH_FILES: Final = re.compile(
    r"(/plans|/money)?/import|/signing/[^/]+/hand-in|/tasks/[^/]+/(submit|word)/[^/]+"
)
"""The forms that carry files."""

_OWN_BOUNDS: Final = re.compile(r"/verify|/api/.*|/uploads/[^/]+/parts/[^/]+")
"""Doors that read what is sent themselves, each with a bound of its own."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BY_KEY: Final = "/api/"
"""What stands here is opened by a key that no browser sends by itself."""
_FOREIGN: Final = "Yêu cầu này đến từ trang khác. Hãy mở trang này và gửi lại."


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer, errors among them; pages are never cached.

    A room that needs another value for one of them sets it itself, and says why.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class BehindTheWall:
    """ASGI middleware by which every request stands behind the wall: PostgreSQL shows what one may see."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what it asks the tables is asked as nobody until somebody is let in."""
        with walls.arrived():
            await self._app(scope, receive, send)


class OwnFormsOnly:
    """ASGI middleware that refuses what another site makes a browser send: entering cannot be forged either.

    The forms of a visitor carry a key besides (`portal.visits`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it changes something and comes from elsewhere."""
        if scope["type"] == "http" and _is_foreign(scope):
            await PlainTextResponse(_FOREIGN, HTTPStatus.FORBIDDEN)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(scope: Scope) -> bool:
    if scope["method"] in _SAFE or scope["path"].startswith(_BY_KEY):
        return False
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class BoundedBodies:
    """ASGI middleware that stops reading what is sent once it is more than the page takes.

    Forms are read before it is known who sends them, so this stands before everything else. Whoever reads on
    is answered 413.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a bound to what can be read of it."""
        if scope["type"] == "http" and not _OWN_BOUNDS.fullmatch(scope["path"]):
            receive = _bounded(receive, scope)
        await self._app(scope, receive, send)


def _bounded(receive: Receive, scope: Scope) -> Receive:
    most = FILES_BYTES if WITH_FILES.fullmatch(scope["path"]) else FORM_BYTES
    said = Headers(scope=scope).get("content-length", "0")
    taken = int(said) if said.isdigit() and int(said) > most else 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive() if taken <= most else {}
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return bounded
