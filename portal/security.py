"""What keeps browsers from doing what nobody asked for: headers on every answer, no forms of other sites."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
