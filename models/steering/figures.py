"""Figures as somebody published them: whether their parts make the whole, and what must be said if not.

A report that says «39/84 done, 30/84 in time» leaves 15/84 without a word. Such a gap is told beside the
figures; nothing is rounded away, guessed or put under another heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.errors import BadInput
from models.steering.statuses import Status
from models.steering.tallies import Share


class Part(StrEnum):
    """A heading under which reports count; some cover several statuses."""

    REACHED = "reached"
    DONE = "done"
    EXCEEDED = "exceeded"
    IN_PROGRESS = "in_progress"
    IN_PROGRESS_ON_TIME = "in_progress_on_time"
    IN_PROGRESS_LATE = "in_progress_late"
    NOT_STARTED = "not_started"
    AWAITING_CENTRAL = "awaiting_central"
    CANCELLED = "cancelled"

    @property
    def vi(self) -> str:
        """The Vietnamese words."""
        return {
            Part.REACHED: "hoàn thành hoặc vượt",
            Part.IN_PROGRESS: "đang thực hiện",
        }.get(self) or Status(self.value).vi

    @property
    def en(self) -> str:
        """The English words."""
        return {Part.REACHED: "done or exceeded", Part.IN_PROGRESS: "in progress"}.get(self) or Status(
            self.value
        ).en


@dataclass(frozen=True)
class Figures:
    """A published count: a total, its parts, and which part is counted inside another (`within`)."""

    subject: str
    title: str
    province: str
    as_of: date
    total: int
    parts: Mapping[Part, int]
    within: Mapping[Part, Part] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True)
class PartLine:
    """A part with its share of the total; `inside` is the part in which it is counted, if it is."""

    part: Part
    share: Share
    inside: Part | None = None


@dataclass(frozen=True)
class Account:
    """Published figures, gone through: their parts, and what must be said of them.

    `missing` is how many of the total no part accounts for, `excess` by how many the parts exceed it.
    `flagged` says that the parts contradict the total; `notes` say what a reader must know, in sentences.
    """

    figures: Figures
    lines: tuple[PartLine, ...]
    missing: int
    excess: int
    flagged: bool
    notes: tuple[str, ...]

    def of(self, part: Part) -> Share:
        """The share of a part; none of it where nothing was published under that heading."""
        return Share(self.figures.parts.get(part, 0), self.figures.total)


def flaws(figures: Figures) -> tuple[str, ...]:
    """Everything for which figures cannot be kept, each in a sentence; empty when they can."""
    return (*_of_whole(figures), *_of_parts(figures), *_of_inner_parts(figures))


def _of_whole(figures: Figures) -> Iterator[str]:
    if figures.total <= 0:
        yield "Tổng số phải lớn hơn 0: không có tổng số thì không tính được tỷ lệ."
    if not figures.parts:
        yield "Phải ghi ít nhất một phần, ví dụ số đã hoàn thành."
    if not figures.source.strip():
        yield "Phải nêu nguồn của số liệu: báo cáo số nào, ngày nào."


def _of_parts(figures: Figures) -> Iterator[str]:
    for part, count in figures.parts.items():
        if count < 0:
            yield f"Phần «{part.vi}» là số âm ({count})."
        elif 0 < figures.total < count:
            yield (
                f"Phần «{part.vi}» là {count} trên tổng số {figures.total}: tỷ lệ vượt 100%. "
                "Hãy xem lại tử số hoặc tổng số."
            )


def _of_inner_parts(figures: Figures) -> Iterator[str]:
    for part, outer in figures.within.items():
        if part not in figures.parts or outer not in figures.parts:
            yield f"Phần «{part.vi}» ghi là nằm trong «{outer.vi}», nhưng một trong hai chưa có số."
        elif part is outer or outer in figures.within:
            yield f"Phần «{part.vi}» chỉ được nằm trong một phần đứng riêng, không nằm trong phần lồng nhau."
    for outer in dict.fromkeys(figures.within.values()):
        inside = sum(figures.parts.get(part, 0) for part, into in figures.within.items() if into is outer)
        if outer in figures.parts and inside > figures.parts[outer]:
            yield f"Các phần nằm trong «{outer.vi}» cộng lại bằng {inside}, nhiều hơn chính phần đó."


def account(figures: Figures) -> Account:
    """Go through published figures and say what does not add up.

    Raises:
        BadInput: they contradict themselves so that nothing can be said, every reason at once.
    """
    if reasons := flaws(figures):
        raise BadInput(*reasons)
    standing = {part: count for part, count in figures.parts.items() if part not in figures.within}
    gap = figures.total - sum(standing.values())
    alone = len(standing) == 1
    lines = tuple(
        PartLine(part, Share(figures.parts[part], figures.total), figures.within.get(part))
        for part in Part
        if part in figures.parts
    )
    return Account(
        figures=figures,
        lines=lines,
        missing=max(gap, 0),
        excess=max(-gap, 0),
        flagged=gap < 0 or (gap > 0 and not alone),
        notes=tuple(_notes(figures, gap, alone=alone)),
    )


def _notes(figures: Figures, gap: int, *, alone: bool) -> Iterator[str]:
    for part, outer in figures.within.items():
        yield (
            f"{figures.parts[part]} «{part.vi}» đã nằm trong {figures.parts[outer]} «{outer.vi}», "
            "không cộng thêm."
        )
    if gap > 0 and alone:
        yield f"Báo cáo chỉ nêu một phần; {Share(gap, figures.total)} còn lại không được nêu tình trạng."
    elif gap > 0:
        yield (
            f"Các phần cộng lại bằng {figures.total - gap}/{figures.total}: {Share(gap, figures.total)} "
            "không rõ tình trạng (quá hạn hoặc chưa báo cáo)."
        )
    elif gap < 0:
        yield (
            f"Các phần cộng lại bằng {figures.total - gap}, nhiều hơn tổng số {figures.total} là {-gap}: "
            "có thể một phần đã nằm trong phần khác."
        )


def apart(figures: Figures) -> Figures:
    """The same figures with every part standing beside the others, none inside another."""
    parts = dict(figures.parts)
    for part, outer in figures.within.items():
        parts[outer] -= parts[part]
    return Figures(
        figures.subject,
        figures.title,
        figures.province,
        figures.as_of,
        figures.total,
        parts,
        source=figures.source,
    )


def together(reports: Iterable[Figures], province: str, title: str) -> Account:
    """The figures of provinces that have become one, added part by part once each stands apart.

    What one of them leaves without a word stays so in the sum.

    Raises:
        BadInput: there is none, or one of them contradicts itself.
    """
    plain = [apart(each) for each in reports if account(each)]
    if not plain:
        raise BadInput("Không có số liệu nào để cộng.")
    parts = {
        part: sum(each.parts.get(part, 0) for each in plain)
        for part in Part
        if any(part in each.parts for each in plain)
    }
    return account(
        Figures(
            subject=plain[0].subject,
            title=title,
            province=province,
            as_of=max(each.as_of for each in plain),
            total=sum(each.total for each in plain),
            parts=parts,
            source="; ".join(dict.fromkeys(each.source for each in plain)),
        )
    )
