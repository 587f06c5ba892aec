"""Which door an address leads to: looked up by its first word, and not by trying hundreds of doors in turn.

FastAPI tries every door of every router that it took in, one after the other and each in two goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_ROUTE: Final = "route"
"""Under which name FastAPI and the log find the door in the request."""


class Signpost(BaseRoute):
    """All doors of some rooms. The first that fits is taken, in the order of the rooms and of their doors.

    Raises:
        ValueError: a door may be meant whatever the first word of an address is, or is none of FastAPI's.
    """

    def __init__(self, rooms: Iterable[APIRouter]) -> None:
        self.doors: tuple[APIRoute, ...] = tuple(_door(each) for room in rooms for each in room.routes)
        self._by_word: dict[str, list[APIRoute]] = {}
        for door in self.doors:
            self._by_word.setdefault(_first_word(door.path), []).append(door)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The door that the address leads to; only partly, where it takes no request of that kind."""
        partly: tuple[Match, Scope] = (Match.NONE, {})
        if scope["type"] != "http":
            return partly
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        for door in self._by_word.get(_first_word(path), ()):
            match, found = door.matches(scope)
            if match is Match.FULL:
                return match, found
            if match is Match.PARTIAL and partly[0] is Match.NONE:
                partly = match, found
        return partly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Enter by the door that was found."""
        await scope[_ROUTE].handle(scope, receive, send)


def _first_word(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith("/") else ""


def _door(route: BaseRoute) -> APIRoute:
    if not isinstance(route, APIRoute) or "{" in _first_word(route.path):
        raise ValueError(f"no signpost can lead to {route!r}")
    return route
