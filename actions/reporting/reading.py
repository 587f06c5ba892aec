"""Reports as they are read: of a province's period, and of a single target with all that was read of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from actions import steering, wiring
from actions.boards import published
from actions.reporting import province as parts
from actions.reporting import research
from actions.reporting.scope import Scope
from models import provinces
from models.errors import BadInput
from models.reporting.figures import Amount, Bars, Figure, Group, Picture, Report, Section
from models.reporting.periods import Period
from models.steering.plans import names_of


def report(session: Session, province: str, period: Period, on: date) -> Report:
    """Read a province's period, with all that joined it, once and for every form in which it is shown.

    Args:
        session: an open transaction.
        province: by any name that it bore.
        period: of which it tells; one that is not over is told up to the day.
        on: the day on which it is read.

    Raises:
        BadInput: there is no such province, or the period has not begun.
    """
    key = (wiring.settings().database_url, province, period.code, on, published.known(session))
    if key not in _remembered:
        while len(_remembered) >= _MOST_REMEMBERED:
            _remembered.pop(next(iter(_remembered)), None)
        _remembered[key] = _read(session, province, period, on)
    return _remembered[key]


_MOST_REMEMBERED: Final = 8
_remembered: dict[tuple[str, str, str, date, int], Report] = {}
"""What this process has read last, by the last entry of the audit chain: page and files need one reading."""


def _read(session: Session, province: str, period: Period, on: date) -> Report:
    if period.first > on:
        raise BadInput(f"{period.vi[0].upper()}{period.vi[1:]} chưa bắt đầu: hãy chọn kỳ đến {on:%d/%m/%Y}.")
    until = min(period.last, on)
    keeper = provinces.successor(province, until)
    scope = Scope(session, keeper, names_of(keeper, until), period, until)
    lives = research.Lives(scope)
    return Report(
        code=period.code,
        vi=f"{period.kind.vi}: {period.vi}",
        en=f"{period.kind.en}: {period.en}",
        province=keeper,
        until=until,
        sections=tuple(
            section if section.picture is None or section.picture.shows else replace(section, picture=None)
            for section in (
                research.tasks(scope, lives),
                research.transfers(scope, lives),
                research.lying(scope),
                parts.plans(scope),
                parts.money(scope),
                parts.protection(scope),
                parts.agreements(scope),
                parts.council(scope),
            )
        ),
        period=period,
        names=scope.names,
    )


_READINGS = 12
"""Readings in the chart of a target, the latest."""


def target_report(session: Session, number: int, on: date) -> Report:
    """Read one target: what is wanted, what it stands at, every figure that was read of it.

    Raises:
        NotFound: there is none of that number.
    """
    sheet = steering.target_sheet(session, number, on)
    line = sheet.line
    readings = [each for each in sheet.readings if each.on <= on]
    figures = (
        Figure("target.goal", "Mức phải đạt", "Goal", line.unit, Amount(line.goal), source=line.wanted),
        Figure(
            "target.value",
            "Đạt được",
            "Reached",
            line.unit,
            Amount(line.value, records=line.records),
            Amount(readings[1].value) if len(readings) > 1 and not line.indicator else None,
            line.source,
            line.note,
        ),
        *(
            Figure(f"target.{name}", vi, en, "", Amount(value))
            for name, vi, en, value in (
                ("numerator", "Tử số", "Numerator", line.numerator),
                ("denominator", "Mẫu số", "Denominator", line.denominator),
            )
            if value is not None
        ),
        Figure("target.days", "Số ngày đến hạn", "Days until due", "ngày",
               Amount(Decimal((line.due_on - on).days)), source=f"Thời hạn {line.due_on:%d/%m/%Y}"),
    )  # fmt: skip
    read = tuple(
        Figure(
            f"target.reading.{each.id}",
            f"{each.on:%d/%m/%Y}",
            f"{each.on:%d/%m/%Y}",
            line.unit,
            Amount(each.value),
            source=each.source,
        )
        for each in readings
    )
    bars = tuple(Bars(f"{each.on:%d/%m/%y}", (each.value,)) for each in reversed(readings[:_READINGS]))
    notes = [f"Tình trạng: {line.status.vi}."]
    if line.lead_unit:
        notes.append(f"Đơn vị chủ trì: {line.lead_unit}.")
    if line.awaits_central_since is not None:
        notes.append(
            f"Chờ Trung ương từ {line.awaits_central_since:%d/%m/%Y}: {line.awaits_central_document}."
        )
    told = "; ".join(f"{bar.label}: {bar.values[0]:f}" for bar in bars)
    title = f"Các lần ghi ({line.unit})" if line.unit else "Các lần ghi"
    return Report(
        code=f"target-{number}",
        vi=f"Báo cáo chỉ tiêu {line.plan} · {line.code}: {line.title}",
        en=f"Report on target {line.plan} · {line.code}: {line.title}",
        province=provinces.successor(sheet.plan.province, on),
        until=on,
        sections=(
            Section(
                "target",
                f"Chỉ tiêu {line.code}",
                f"Target {line.code}",
                figures,
                (Group("target.reading", "Các lần ghi số đạt được", "Readings", read),) if read else (),
                picture=Picture(title, f"{title}. {told}.", (), bars) if bars else None,
                notes=tuple(notes),
            ),
        ),
        names=(sheet.plan.province,),
    )
