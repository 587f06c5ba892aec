"""The parts of a report that tell of tasks and their results: stages, transfers, the closet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from actions.boards.figures import BUCKETS, ClosetFigures, ClosetRow, closet_figures
from actions.boards.words import AGE_SHORT, AGE_VI
from actions.reporting.scope import Scope, picture, standing
from models.closet import CAUSES
from models.lifecycle import STAGES, every_stage
from models.queries import reporting as queries
from models.reporting.figures import Amount, Bars, Figure, Group, Named, Picture, Section, counted
from models.reporting.sections import CLOSET, TASKS, TRANSFERS, Part

LONGEST: Final = 10
"""Results of the closet that a report names; the closet's own list holds all."""
MOST_NAMED: Final = 30
"""Transfers of a period that a report names; the workbook of the tasks holds all."""


@dataclass(frozen=True)
class Lives:
    """What happened to tasks over the periods of the chart, and where they stood at the ends of two."""

    scope: Scope

    @cached_property
    def rows(self) -> Sequence[Any]:
        """Code, title, and the days on which a task was ordered, approved, signed, accepted, and so on."""
        scope = self.scope
        asked = queries.happened(scope.names, scope.trail[0].first, scope.until)
        return scope.session.execute(asked).all()

    def counted(self, part: Part, code: str, column: int) -> tuple[Figure, tuple[Decimal, ...]]:
        """How often something happened: in the period and the one before, and in each of the chart."""
        days = ((row[0], row[column]) for row in self.rows)
        return counted(part.line(code), self.scope.trail, days)


def tasks(scope: Scope, lives: Lives) -> Section:
    """Where the living tasks stand, and what was ordered, approved, signed, accepted, recognised."""
    now, before = _standing(scope, scope.until), _standing(scope, scope.before.last)
    first = scope.session.scalar(queries.first_known(scope.names))
    found = {
        name: lives.counted(TASKS, name, column)
        for column, name in enumerate(("ordered", "approved", "signed", "accepted", "recognised"), start=2)
    }
    then, late = scope.before.last, [each.code for each in now if each.late]
    living = Figure.of(
        TASKS.line("living"),
        standing(scope.until, first, (each.code for each in now)),
        standing(then, first, (each.code for each in before)),
    )
    overdue = Figure.of(
        TASKS.line("overdue"),
        standing(scope.until, first, late, len(now)),
        standing(then, first, (each.code for each in before if each.late), len(before)),
    )
    return Section(
        TASKS.code,
        TASKS.vi,
        TASKS.en,
        (living, overdue, *(figure for figure, _ in found.values())),
        (_by_stage(now),),
        picture=picture(
            "Nhiệm vụ đặt hàng mới và được nghiệm thu",
            scope.trail,
            ("đặt hàng mới", "nghiệm thu"),
            (found["ordered"][1], found["accepted"][1]),
        ),
    )


@dataclass(frozen=True)
class _Stay:
    code: str
    stage: str
    late: bool


def _standing(scope: Scope, day: date) -> tuple[_Stay, ...]:
    return tuple(
        _Stay(
            code,
            stage,
            due_on is not None and not stopped and due_on + timedelta(days=stood) < day,
        )
        for code, stage, due_on, stood, stopped in scope.session.execute(queries.standing(scope.names, day))
    )


def _by_stage(stays: Sequence[_Stay]) -> Group:
    by_stage: dict[str, list[str]] = defaultdict(list)
    for stay in stays:
        by_stage[stay.stage].append(stay.code)
    order = {stage.code: place for place, stage in enumerate(every_stage())}
    return Group(
        "tasks.stage",
        "Theo giai đoạn",
        "By stage",
        tuple(
            Figure(f"tasks.stage.{code}", STAGES[code].vi, STAGES[code].en, "", Amount.count(codes))
            for code, codes in sorted(by_stage.items(), key=lambda each: order[each[0]])
        ),
        Decimal(len(stays)),
    )


def transfers(scope: Scope, lives: Lives) -> Section:
    """What was transferred and shown to be in use, and how soon after acceptance."""
    moved, moved_by_period = lives.counted(TRANSFERS, "transferred", 7)
    applied, applied_by_period = lives.counted(TRANSFERS, "applied", 8)
    own = set(moved.now.records)
    return Section(
        TRANSFERS.code,
        TRANSFERS.vi,
        TRANSFERS.en,
        (moved, applied, *scope.indicators(TRANSFERS.code)),
        named_vi=TRANSFERS.named_vi,
        named_en=TRANSFERS.named_en,
        named=tuple(
            Named(row[0], row[1], f"chuyển giao ngày {row[7]:%d/%m/%Y}")
            for row in lives.rows
            if row[0] in own
        )[:MOST_NAMED],
        picture=picture(
            "Kết quả được chuyển giao và báo cáo ứng dụng",
            scope.trail,
            ("chuyển giao", "báo cáo ứng dụng"),
            (moved_by_period, applied_by_period),
        ),
    )


def lying(scope: Scope) -> Section:
    """The closet: how many, since when, why, what came and left; by the very figures of its board."""
    trail = scope.trail
    ends = (trail[0].before.last, *(each.last for each in trail[:-1]), scope.until)
    figures = closet_figures(scope.session, scope.until, provinces=scope.names, ends=ends)
    now, before = figures.months[-1], figures.months[-2]
    return Section(
        CLOSET.code,
        CLOSET.vi,
        CLOSET.en,
        (
            Figure.of(
                CLOSET.line("lying"),
                Amount.count(row.code for row in figures.rows),
                Amount(Decimal(before.lying)),
            ),
            Figure.of(CLOSET.line("came"), Amount(Decimal(now.came)), Amount(Decimal(before.came))),
            Figure.of(CLOSET.line("left"), Amount(Decimal(now.left)), Amount(Decimal(before.left))),
            Figure.of(CLOSET.line("longest"), _longest(figures.rows)),
            Figure.of(
                CLOSET.line("late"), Amount.count((row.code for row in figures.overdue), of=len(figures.rows))
            ),
            Figure.of(CLOSET.line("valued"), Amount(figures.worth("định giá"))),
            Figure.of(CLOSET.line("budgeted"), Amount(figures.worth("kinh phí"))),
        ),
        (_by_cause(figures), _by_age(figures)),
        CLOSET.named_vi,
        CLOSET.named_en,
        tuple(
            Named(row.code, row.title, f"{row.headline_vi}; chờ {row.acting.who}: {row.acting.what}",
                  row.acting.due_on)
            for row in figures.rows[:LONGEST]
        ),
        _ages(figures),
        _unvalued(figures),
    )  # fmt: skip


def _longest(rows: Sequence[ClosetRow]) -> Amount:
    known = [row for row in rows if row.days is not None]
    most = max((row.days or 0 for row in known), default=None)
    if most is None:
        return Amount(None)
    return Amount(Decimal(most), records=tuple(row.code for row in known if row.days == most))


def _unvalued(figures: ClosetFigures) -> tuple[str, ...]:
    unvalued = sum(row.value.vnd is None for row in figures.rows)
    if not unvalued:
        return ()
    return (f"{unvalued} kết quả trong ngăn tủ chưa rõ giá trị, không cộng vào các khoản tiền.",)


_CAUSES: Final = {cause.code: cause for cause in CAUSES}


def _by_cause(figures: ClosetFigures) -> Group:
    found: dict[str, list[str]] = defaultdict(list)
    for row in figures.rows:
        found[row.headline_code].append(row.code)
    return Group(
        "closet.cause",
        "Theo nguyên nhân chính",
        "By main cause",
        tuple(
            Figure(f"closet.cause.{code}", _CAUSES[code].vi, _CAUSES[code].en, "", Amount.count(codes))
            for code, codes in sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
        ),
        Decimal(len(figures.rows)),
    )


_AGE_EN: Final = {
    "0-90": "0–90 days",
    "91-180": "91–180 days",
    "181-365": "181–365 days",
    ">365": "366–1,095 days",
    ">1095": "over 1,095 days",
    "unknown": "not known",
}


def _by_age(figures: ClosetFigures) -> Group:
    found: dict[str, list[str]] = defaultdict(list)
    for row in figures.rows:
        found[row.bucket].append(row.code)
    return Group(
        "closet.age",
        "Theo thời gian nằm chờ",
        "By time in the closet",
        tuple(
            Figure(f"closet.age.{bucket}", AGE_VI[bucket], _AGE_EN[bucket], "", Amount.count(found[bucket]))
            for bucket in BUCKETS
            if bucket in found
        ),
        Decimal(len(figures.rows)),
    )


def _ages(figures: ClosetFigures) -> Picture:
    ages = dict(figures.count(lambda row: (row.bucket,)))
    bars = tuple(Bars(AGE_SHORT[bucket], (Decimal(ages.get(bucket, 0)),)) for bucket in BUCKETS)
    told = "; ".join(f"{bar.label}: {bar.values[0]}" for bar in bars if bar.values[0])
    title = "Kết quả theo số ngày nằm trong ngăn tủ"
    return Picture(title, f"{title}. {told or 'Không có kết quả nào'}.", (), bars)
