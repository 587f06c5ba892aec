"""Points of an answer, and the answers of a survey together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from models.language import PartyKind
from models.listing.words import FIELDS
from models.surveys.forms import (
    LEAST,
    LEVELS,
    MOST,
    NOT_APPLICABLE,
    SOURCE,
    Form,
    Group,
    Level,
    NeedAsked,
    Reply,
    Willing,
    comma,
)


def group_scores(form: Form, marks: Mapping[str, int]) -> dict[str, Decimal]:
    """Points of each group, 0 to 100, one decimal; a group to which nothing applies is not there."""
    found = {}
    for group in form.groups:
        given = [marks.get(f"{group.code}.{each.code}", NOT_APPLICABLE) for each in group.questions]
        counted = [mark for mark in given if mark != NOT_APPLICABLE]
        if counted:
            mean = Decimal(sum(counted)) / len(counted)
            found[group.code] = _tenth((mean - LEAST) / (MOST - LEAST) * 100)
    return found


def score(form: Form, marks: Mapping[str, int]) -> Decimal | None:
    """Points of the whole, the mean of its groups; None where nothing applies."""
    groups = group_scores(form, marks)
    return _tenth(sum(groups.values(), Decimal(0)) / len(groups)) if groups else None


def level(points: Decimal) -> Level:
    """The level that so many points make."""
    return next(each for each in LEVELS if points >= each.least)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Asked:
    """An enterprise that was asked, and what it answered; None: nothing so far."""

    kind: PartyKind
    province: str
    reply: Reply | None = None


@dataclass(frozen=True)
class Share:
    """So many of so many. It is told as a rate of one decimal, and never without both numbers."""

    count: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """In percent, one decimal; None where there is nothing to be a share of."""
        return _tenth(Decimal(100 * self.count) / self.of) if self.of else None

    def __str__(self) -> str:
        """As people read it: "39/84 (46,4%)"."""
        rate = self.percent
        return f"{self.count}/{self.of}" + (f" ({comma(rate)}%)" if rate is not None else "")


@dataclass(frozen=True)
class Row:
    """A line of the summary: how many of one sort were asked and answered, and their mean points."""

    name: str
    answered: Share
    mean: Decimal | None


@dataclass(frozen=True)
class Summary:
    """A survey's answers together. `levels` and `willing` are shares; `groups` the mean points of each."""

    response: Share
    mean: Decimal | None
    by_kind: tuple[Row, ...]
    by_province: tuple[Row, ...]
    by_discipline: tuple[Row, ...]
    levels: tuple[tuple[Level, Share], ...]
    groups: tuple[tuple[Group, Decimal | None, int], ...]
    """Each group with its mean points and how many it applies to."""
    needs: int
    with_needs: Share
    needs_by_discipline: tuple[tuple[str, int], ...]
    willing: tuple[tuple[Willing, Share], ...]
    by_year: tuple[tuple[str, int], ...]
    """Needs by the year in which they are wanted."""
    from_vnd: Decimal
    to_vnd: Decimal
    budgeted: int
    """What the needs that name money come to, in đồng, and how many do; one bound counts for both."""
    notes: tuple[str, ...] = field(default=())


KINDS: Final = {
    PartyKind.ENTERPRISE: "doanh nghiệp",
    PartyKind.SOE: "doanh nghiệp nhà nước",
    PartyKind.COOPERATIVE: "hợp tác xã",
    PartyKind.PUBLIC_UNIT: "đơn vị sự nghiệp công lập",
    PartyKind.STATE_BODY: "cơ quan nhà nước",
    PartyKind.INDIVIDUAL: "hộ kinh doanh, cá nhân",
    PartyKind.UNKNOWN: "chưa rõ loại hình",
}
_FEW: Final = 30
"""Answers under which a mean says little (a common rule of thumb)."""


def summary(form: Form, asked: Sequence[Asked]) -> Summary:
    """The answers of a survey together; who did not answer counts among those asked, and in nothing else."""
    replies = [each.reply for each in asked if each.reply is not None]
    points = _points(form, replies)
    found: list[tuple[Reply, NeedAsked]] = [(each, need) for each in replies for need in each.needs]
    levels = Counter(level(each).code for each in points)
    ways = Counter(need.willing for _, need in found)
    years = Counter(f"{need.by:%Y}" if need.by else "chưa nêu" for _, need in found)
    money = [need for _, need in found if need.from_vnd is not None or need.to_vnd is not None]
    fields = Counter(FIELDS.get(each.discipline, "chưa nêu") for each, _ in found)
    return Summary(
        response=Share(len(replies), len(asked)),
        mean=_mean(points),
        by_kind=_rows(form, ((KINDS[each.kind], each) for each in asked)),
        by_province=_rows(form, ((each.province or "chưa rõ", each) for each in asked)),
        by_discipline=_rows(
            form, ((FIELDS.get(each.reply.discipline, "chưa nêu"), each) for each in asked if each.reply)
        ),
        levels=tuple((each, Share(levels[each.code], len(points))) for each in LEVELS),
        groups=tuple(_group(form, group, replies) for group in form.groups),
        needs=len(found),
        with_needs=Share(sum(bool(each.needs) for each in replies), len(replies)),
        needs_by_discipline=tuple(sorted(fields.items(), key=lambda each: (-each[1], each[0]))),
        willing=tuple((each, Share(ways[each], len(found))) for each in Willing),
        by_year=tuple(sorted(years.items())),
        from_vnd=sum((_either(need.from_vnd, need.to_vnd) for need in money), Decimal(0)),
        to_vnd=sum((_either(need.to_vnd, need.from_vnd) for need in money), Decimal(0)),
        budgeted=len(money),
        notes=_notes(len(replies), len(asked)),
    )


def _either(one: Decimal | None, other: Decimal | None) -> Decimal:
    return one if one is not None else other if other is not None else Decimal(0)


def _notes(answered: int, asked: int) -> tuple[str, ...]:
    said = [f"Thang điểm, ngưỡng trình độ: {SOURCE}."]
    if answered < asked:
        said.append(
            f"{asked - answered} đơn vị chưa trả lời không được tính vào điểm và mức trình độ; "
            "kết quả chỉ nói về những đơn vị đã trả lời."
        )
    if 0 < answered < _FEW:
        said.append(f"Chỉ có {answered} phiếu trả lời: số bình quân chỉ có ý nghĩa tham khảo.")
    return tuple(said)


def _rows(form: Form, named: Iterable[tuple[str, Asked]]) -> tuple[Row, ...]:
    sorts: dict[str, list[Asked]] = {}
    for name, each in named:
        sorts.setdefault(name, []).append(each)
    return tuple(
        Row(
            name,
            Share(sum(each.reply is not None for each in members), len(members)),
            _mean(_points(form, [each.reply for each in members if each.reply])),
        )
        for name, members in sorted(sorts.items(), key=lambda each: (-len(each[1]), each[0]))
    )


def _points(form: Form, replies: Sequence[Reply]) -> list[Decimal]:
    return [made for each in replies if (made := score(form, each.marks)) is not None]


def _group(form: Form, group: Group, replies: Sequence[Reply]) -> tuple[Group, Decimal | None, int]:
    points = [made[group.code] for each in replies if group.code in (made := group_scores(form, each.marks))]
    return group, _mean(points), len(points)


def _mean(points: Sequence[Decimal]) -> Decimal | None:
    return _tenth(sum(points, Decimal(0)) / len(points)) if points else None
