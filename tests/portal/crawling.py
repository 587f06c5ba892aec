"""Walking through the portal as a visitor: every link once per kind of address, and what its pages hold."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from fastapi.routing import APIRoute

from portal.signpost import Signpost
from portal.web import create_app


def routes_of(router) -> Iterator[APIRoute]:
    """All doors of a router and of the routers that it took in."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(route, Signpost):
            yield from route.doors
        elif hasattr(route, "original_router"):
            yield from routes_of(route.original_router)


_ROUTES = [route for route in routes_of(create_app()) if "GET" in route.methods]


@dataclass
class Form:
    """A form as it stands in a page."""

    page: str
    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, type and value of each field."""


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.inline: list[str] = []
        self._within = ""
        self._form: Form | None = None

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        self.tags.append((tag, said))
        for name in ("href", "src"):
            if name in said:
                self.links.append(said[name])
        if tag == "form":
            action = urljoin(self.path, said.get("action") or self.path)
            self._form = Form(self.path, action, said.get("method", "get"))
            self.forms.append(self._form)
        elif tag in {"input", "textarea", "select", "button"} and said.get("name") and self._form:
            kind = said.get("type", tag)
            self._form.fields.append((said["name"], kind, said.get("value", "")))
        elif tag == "option" and self._form and self._form.fields and said.get("value"):
            name, kind, value = self._form.fields[-1]
            if kind == "select" and not value:
                self._form.fields[-1] = (name, kind, said["value"])
        if tag in {"script", "style"}:
            self._within = tag

    def handle_endtag(self, tag):
        if tag == self._within:
            self._within = ""
        if tag == "form":
            self._form = None

    def handle_data(self, data):
        if self._within and data.strip():
            self.inline.append(data.strip()[:60])


@dataclass
class Seen:
    """A page that a visitor saw."""

    path: str
    status: int
    headers: dict[str, str]
    text: str
    tags: list[tuple[str, dict[str, str]]]
    links: list[str]
    forms: list[Form]
    inline: list[str]


def kind_of(address: str) -> str:
    """Which page of the portal an address leads to, whatever it names: `/tasks/{code}/decide/{gate}`."""
    path = urlsplit(address).path
    return next((route.path for route in _ROUTES if route.path_regex.match(path)), path)


def kinds_of(address: str) -> set[str]:
    """The page that an address leads to, and that page with each filter that the address names.

    A list with two filters is of no kind that the list with the one and with the other is not.
    """
    page = kind_of(address)
    asked = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return {page, *(f"{page}?{name}" for name, _ in asked)}


def crawl(guest, starts: Iterable[str] = ("/work",), each: int = 1, most: int = 120) -> list[Seen]:
    """Follow every link, `each` of every kind of address; drafts, which are typeset anew, are left out."""
    waiting, known, met, seen = deque(starts), set(), Counter(), []
    while waiting and len(seen) < most:
        address = waiting.popleft().partition("#")[0]
        if (
            address in known
            or not address.startswith("/")
            or address.startswith("/static/")
            or "/drafts/" in address
        ):
            continue
        known.add(address)
        kinds = kinds_of(address)
        if all(met[kind] >= each for kind in kinds):
            continue
        met.update(kinds)
        answer = guest.get(address)
        reader = _Reader(address)
        if answer.headers.get("content-type", "").startswith("text/html"):
            reader.feed(answer.text)
        text = answer.text if reader.tags else ""
        found = Seen(
            address, answer.status_code, dict(answer.headers), text,
            reader.tags, reader.links, reader.forms, reader.inline,
        )  # fmt: skip
        seen.append(found)
        for link in reader.links:
            here = urljoin(address, link)
            if here.startswith("/"):
                waiting.append(here)
    return seen
