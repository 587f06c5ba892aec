"""Walking through the portal as a visitor: every link once per kind of address, and what its pages hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_NUMBERED = re.compile(r"[0-9a-f]{64}|[0-9a-f]{16,32}|[^/?=&]*\d[^/?=&]*")
"""The part of an address that names one thing among many of its kind."""
_VOID = frozenset({"input", "br", "img", "link", "meta", "hr", "source", "wbr"})


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
    """What an address is like, whatever it names: `/tasks/*/decide/*`."""
    parts = urlsplit(address)
    query = "&".join(sorted(each.partition("=")[0] for each in parts.query.split("&") if each))
    return "/".join("*" if _NUMBERED.fullmatch(each) else each for each in parts.path.split("/")) + (
        f"?{query}" if query else ""
    )


def crawl(guest, starts: Iterable[str] = ("/work",), each: int = 1, most: int = 120) -> list[Seen]:
    """Follow every link, `each` of every kind of address; drafts, which are typeset anew, are left out."""
    waiting, known, met, seen = list(starts), set(), Counter(), []
    while waiting and len(seen) < most:
        address = waiting.pop(0).partition("#")[0]
        if (
            address in known
            or not address.startswith("/")
            or address.startswith("/static/")
            or "/drafts/" in address
        ):
            continue
        known.add(address)
        met[kind_of(address)] += 1
        if met[kind_of(address)] > each:
            continue
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
