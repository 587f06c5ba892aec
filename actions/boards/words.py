"""How boards write: tables in markdown, sums, days; what a list holds is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from documents.vietnamese import day_vi, number_vi

AGE_VI: dict[str, str] = {
    "0-90": "0–90 ngày",
    "91-180": "91–180 ngày",
    "181-365": "181–365 ngày",
    ">365": "trên 365 ngày, đến 1.095 ngày",
    ">1095": "trên 1.095 ngày",
    "unknown": "chưa rõ",
}
"""The age buckets of `models.closet.bucket_of` in words."""

AGE_SHORT: dict[str, str] = {
    "0-90": "0–90",
    "91-180": "91–180",
    "181-365": "181–365",
    ">365": "366–1.095",
    ">1095": "trên 1.095",
    "unknown": "chưa rõ",
}
"""The same for an axis or a narrow column."""

LONGEST_TITLE = 80
"""Characters of a title on a board; the whole title is on the task's own page."""

_MARKUP = re.compile(r"([\\`*_\[\]<>|~])")


def cell(text: object) -> str:
    """Text as it stands, in a cell of a markdown table: no markup in it, no line break."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def short(title: str) -> str:
    """A title cut at a word, so that the columns beside it stay in sight."""
    plain = " ".join(title.split())
    return plain if len(plain) <= LONGEST_TITLE else plain[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def link(text: object, address: str) -> str:
    """A link whose words are not taken for markup."""
    return f"[{cell(text)}]({address})"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], figures: Sequence[int] = ()) -> str:
    """A table in markdown; `figures` are the numbers of the columns that stand to the right, from 0."""
    ruled = ["---:" if number in figures else "---" for number in range(len(headings))]
    lines = [headings, ruled, *rows]
    return "\n".join(f"| {' | '.join(str(value) for value in line)} |" for line in lines)


def days_vi(days: int | None) -> str:
    """A number of days, "chưa rõ" where none is known."""
    return "chưa rõ" if days is None else number_vi(days)


def when_vi(day: date | None) -> str:
    """A date, a dash where there is none."""
    return "–" if day is None else day_vi(day)


def money(amount: Decimal | int) -> str:
    """A sum in dong as boards write it: 1.250.000.000 đ."""
    return f"{number_vi(Decimal(amount))} đ"


def change(now: int, before: int) -> str:
    """A difference with its sign: +3, -2, 0."""
    return f"{now - before:+d}" if now != before else "0"


def more(total: int, shown: int, where: str) -> list[str]:
    """The line below a list that shows only its beginning."""
    return [f"\nCòn **{number_vi(total - shown)}** nữa: {where}."] if total > shown else []
