"""Searching the journal of everything that was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from models import queries as common
from models.errors import BadInput
from models.listing.text import clean
from models.queries import journal as queries

PAGE: Final = 50
"""Entries on one page."""
WINDOW: Final = 30_000
"""Entries that one page looks through for words, a person or a tag: no search reads the chain of years."""
SUBJECTS: Final = {
    "task": ("nhiệm vụ", "tasks"),
    "case": ("hồ sơ ngăn tủ", "closet cases"),
    "person": ("tài khoản", "accounts"),
    "organisation": ("tổ chức", "organisations"),
    "agreement": ("thỏa thuận ba bên", "agreements"),
    "session": ("phiên họp hội đồng tư vấn", "advisory sessions"),
    "need": ("nhu cầu công nghệ", "needs"),
    "import": ("nhập danh mục", "imports"),
    "system": ("hệ thống", "the system"),
}
"""What an entry is about, by the first part of its tag, in both languages."""

_TAG: Final = re.compile(r"[a-z]+(:[a-z-]+){0,2}:?")


@dataclass(frozen=True)
class Search:
    """What is looked for; `before` is the number of an entry, for the pages after the first."""

    words: str = ""
    task: str = ""
    person: str = ""
    tag: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Found:
    """An entry of the chain."""

    number: int
    at: datetime
    on: date
    tag: str
    text: str
    task: str
    handle: str
    title: str


@dataclass(frozen=True)
class Page:
    """A page of entries, the latest first; `older` is the `before` of the next one, None on the last.

    `looked_to` is the number down to which was looked, where there may be more below it.
    """

    entries: tuple[Found, ...]
    older: int | None
    looked_to: int | None = None


def search(session: Session, asked: Search) -> Page:
    """The entries that fit, the latest first.

    Raises:
        BadInput: the tag cannot be one, or the days are in disorder.
    """
    reasons = []
    if asked.tag and not _TAG.fullmatch(asked.tag):
        reasons.append(
            f"«{asked.tag}» không phải là thẻ nhật ký; ví dụ task:paper hoặc person:session:began."
        )
    if asked.first is not None and asked.last is not None and asked.last < asked.first:
        reasons.append(f"Ngày cuối {asked.last:%d/%m/%Y} trước ngày đầu {asked.first:%d/%m/%Y}.")
    if reasons:
        raise BadInput(*reasons)
    floor = _floor(session, asked)
    rows = session.execute(
        queries.entries(
            words=clean(asked.words),
            task=clean(asked.task),
            person=clean(asked.person),
            tag=asked.tag,
            first=asked.first,
            last=asked.last,
            before=asked.before,
            after=floor,
            limit=PAGE + 1,
        )
    ).all()
    entries = tuple(
        Found(row.id, row.at, row.on, row.tag, row.text, code or "", handle or "", title or "")
        for row, code, handle, title in rows[:PAGE]
    )
    if len(rows) > PAGE:
        return Page(entries, entries[-1].number)
    return Page(entries, floor + 1, floor + 1) if floor else Page(entries, None)


def every(session: Session, asked: Search) -> Iterator[Found]:
    """All entries that fit, the latest first, page after page; `before` says where to begin.

    Raises:
        BadInput: the tag cannot be one, or the days are in disorder.
    """
    before = asked.before
    while True:
        page = search(session, replace(asked, before=before))
        yield from page.entries
        before = page.older
        if before is None:
            return


def _floor(session: Session, asked: Search) -> int:
    """The number above which this page looks; 0: all the way down.

    A task's entries are found by an index, and days bound a search themselves.
    """
    bounded = asked.task or asked.first or asked.last
    if bounded or not (asked.words or asked.person or asked.tag):
        return 0
    last = session.execute(common.last_audit()).first()
    top = asked.before if asked.before is not None else (last[0] + 1 if last else 1)
    return max(0, top - 1 - WINDOW)
