"""A request that bears an Idempotency-Key is done once: sent again, it gets the answer that was given.

What was refused has changed nothing, and may be sent again under the same key. A request whose end is not
known (the process died between doing and answering, or the database in its COMMIT) is never done twice: the
caller is told to look.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from actions import answers, wiring
from actions.answers import Given
from models.errors import OutcomeUnknown, TripleHelixError, Unavailable
from portal.api.keys import caller
from portal.api.problems import Stopped

_log = logging.getLogger(__name__)

HEADER: Final = "Idempotency-Key"
_KEPT: Final = ("content-type", "etag", "location")


class Once(APIRoute):
    """A route that keeps what it answered to a request with a key of its own."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, done once for each key."""
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if request.method != "POST" or key is None:
                return await handle(request)
            visit = await run_in_threadpool(caller, request)
            person, asked = visit.actor.id, await _fingerprint(request)
            given = await run_in_threadpool(_begin, person, key, asked)
            if given is not None:
                again = {**given.headers, "Idempotency-Replayed": "true"}
                return Response(given.body, given.status, again)
            try:
                answer = await handle(request)
            except OutcomeUnknown:
                raise
            except (TripleHelixError, RequestValidationError, HTTPException, Stopped):
                await run_in_threadpool(_drop, person, key)
                raise
            kept = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
            said = Given(answer.status_code, kept, bytes(answer.body).decode())
            try:
                await run_in_threadpool(_end, person, key, said)
            except Unavailable:
                # It is done, and its caller is told so; who asks again all the same is told to look.
                _log.warning("What was answered could not be kept for whoever asks again", exc_info=True)
            return answer

        return handle_once


async def _fingerprint(request: Request) -> str:
    """The SHA-256 of what is asked; the boundary between the parts of a form is not part of it."""
    body = await request.body()
    boundary = request.headers.get("content-type", "").partition("boundary=")[2].strip('"')
    if boundary:
        body = body.replace(boundary.encode(), b"")
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body
    return hashlib.sha256(asked).hexdigest()


def _begin(person: int, key: str, asked: str) -> Given | None:
    with wiring.unit_of_work() as session:
        return answers.begin(session, person, key, asked)


def _end(person: int, key: str, said: Given) -> None:
    with wiring.unit_of_work() as session:
        answers.end(session, person, key, said)


def _drop(person: int, key: str) -> None:
    with wiring.unit_of_work() as session:
        answers.drop(session, person, key)
